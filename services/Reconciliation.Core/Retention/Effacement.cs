using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What was removed, or would be.</summary>
public readonly record struct Efface(long Journees, long Lignes, long Soins)
{
    public static Efface operator +(Efface a, Efface b) => new(a.Journees + b.Journees, a.Lignes + b.Lignes, a.Soins + b.Soins);
}

/// <summary>
/// Removes journées through the one transaction: under their locks, with those that are tied to them, and with what is counted of
/// them. Which may go is asked there, where nothing changes any more.
/// </summary>
/// <param name="reconciler">The one way in.</param>
public sealed class Effacement(Reconciler reconciler)
{
    /// <summary>Removes those of some journées that may go, each with those tied to it: when its turn is that of the oldest of them.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="peuventPartir">Whether journées that are tied together may go.</param>
    /// <param name="essai">Whether only to count what would go.</param>
    /// <param name="cancellationToken">Gives up; what was removed by then stays so.</param>
    /// <returns>What went, with the soins.</returns>
    public async Task<(Efface Efface, IReadOnlyList<Guid> Soins)> EffacerAsync(
        IReadOnlyCollection<Journee> journees, Func<JourneesNouees, bool> peuventPartir, bool essai, CancellationToken cancellationToken)
    {
        var partent = new List<JourneesNouees>();
        await reconciler.EffacerAsync(
            journees,
            etat =>
            {
                // Asked again where journées turn out to be tied: the last answer counts.
                partent.Clear();
                partent.AddRange(Caducite.Nouer(etat).Where(n => n.Journees.Overlaps(journees)).Where(peuventPartir).Where(n => journees.Contains(n.Premiere)));
                return essai || partent.Count == 0 ? null : [.. partent.SelectMany(n => n.Journees)];
            },
            cancellationToken);
        return (
            new(partent.Sum(n => (long)n.Journees.Count), partent.Sum(n => (long)n.Lignes.Count), partent.Sum(n => (long)n.Soins.Count)),
            [.. partent.SelectMany(n => n.Soins).Select(s => s.SoinId)]);
    }
}
