using System.Text.Json;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Checks journées while engines run. What differs is looked at again: two transactions that bring the two ends of a tie at one time
/// leave it to the later to fold them together, a moment after both are committed. What is wrong stays wrong.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="jugement">The policy.</param>
/// <param name="horloge">The clock.</param>
internal sealed class Verification(NpgsqlDataSource source, Jugement jugement, TimeProvider horloge)
{
    /// <summary>How often what differs is looked at again before it is reported.</summary>
    public const int Confirmations = 3;

    /// <summary>The pause before each look.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Checks some journées.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Constatation> VerifierAsync(IReadOnlyList<Journee> journees, CancellationToken cancellationToken)
    {
        var vue = await RegarderAsync(journees, cancellationToken);
        for (var confirmation = 0; vue.Differences.Count > 0 && confirmation < Confirmations; confirmation++)
        {
            await Task.Delay(Pause, horloge, cancellationToken);
            var encore = await RegarderAsync(journees, cancellationToken);
            var avant = vue.Differences.Select(d => d.Difference).ToHashSet();
            vue = encore with { Differences = [.. encore.Differences.Where(d => avant.Contains(d.Difference))] };
        }

        return vue;
    }

    // What cannot be read is halved until it stands alone, like a batch that the database refuses.
    private async Task<Constatation> RegarderAsync(IReadOnlyList<Journee> journees, CancellationToken cancellationToken)
    {
        try
        {
            var etat = await Instantane.LireAsync(source, journees, Reconciler.PassesMax, cancellationToken);
            return Examen.De(etat, journees, jugement, horloge.GetUtcNow());
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            if (journees.Count == 1)
            {
                return new(1, 0, 0, 0, new Dictionary<CleDeTotal, Total>(), [(new(NatureDifference.Illisible, null), journees[0])]);
            }

            var milieu = journees.Count / 2;
            return Controleur.Reunir(
                await RegarderAsync([.. journees.Take(milieu)], cancellationToken),
                await RegarderAsync([.. journees.Skip(milieu)], cancellationToken));
        }
    }
}
