using System.Text.Json;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Checks journées while engines run. A difference is looked at again before it counts: where two transactions bring the two ends of a tie
/// at one time, the later one folds them together a moment after both are committed. A true difference stays.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="judgement">The policy.</param>
/// <param name="clock">The clock.</param>
/// <param name="formats">The formats of views.</param>
/// <param name="streams">The streams.</param>
internal sealed class Verifier(
    NpgsqlDataSource source, Jugement judgement, TimeProvider clock, VueFormats formats, PaymentStreams streams)
{
    /// <summary>The number of times that a difference is looked at again before it is reported.</summary>
    public const int LooksAgainMax = 3;

    /// <summary>The pause before each look.</summary>
    public static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Checks some journées.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FoundDifference> VerifyAsync(IReadOnlyList<Journee> journees, CancellationToken cancellationToken)
    {
        var vue = await LookAsync(journees, cancellationToken);
        for (var confirmation = 0; vue.Differences.Count > 0 && confirmation < LooksAgainMax; confirmation++)
        {
            await Task.Delay(LookPause, clock, cancellationToken);
            var still = await LookAsync(journees, cancellationToken);
            var before = vue.Differences.Select(d => d.Difference).ToHashSet();
            vue = still with { Differences = [.. still.Differences.Where(d => before.Contains(d.Difference))] };
        }

        return vue;
    }

    // Journées that cannot be read are halved until the bad one stands alone, like a batch that the database refuses.
    private async Task<FoundDifference> LookAsync(IReadOnlyList<Journee> journees, CancellationToken cancellationToken)
    {
        try
        {
            var state = await ControlSnapshot.ReadAsync(source, journees, streams, cancellationToken);
            return StoredStateCheck.From(state, journees, judgement, clock.GetUtcNow(), formats);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            if (journees.Count == 1)
            {
                return new(1, 0, 0, 0, new Dictionary<TotalKey, ControlTotal>(), [(new(FindingKind.Illisible, null), journees[0])]);
            }

            var middle = journees.Count / 2;
            return Rebuilder.Unite(
                await LookAsync([.. journees.Take(middle)], cancellationToken),
                await LookAsync([.. journees.Skip(middle)], cancellationToken));
        }
    }
}
