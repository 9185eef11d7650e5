using System.Text.Json;
using Reconciliation.Domain;

namespace Reconciliation.Core;

/// <summary>The rows that were removed, or would be, counted.</summary>
public readonly record struct ErasedCounts(long Journees, long Lignes, long Soins)
{
    public static ErasedCounts operator +(ErasedCounts a, ErasedCounts b) =>
        new(a.Journees + b.Journees, a.Lignes + b.Lignes, a.Soins + b.Soins);
}

/// <summary>The outcome of removing journées.</summary>
/// <param name="Counts">The rows that went, or would, counted.</param>
/// <param name="Soins">The soins among them.</param>
/// <param name="Unjudged">The journées that stay since it cannot be told whether they may go: something of them cannot be read, or more
/// journées are tied to them than are read together.</param>
public sealed record ErasedJournees(ErasedCounts Counts, IReadOnlyList<Guid> Soins, IReadOnlyCollection<Journee> Unjudged)
{
    public static ErasedJournees operator +(ErasedJournees a, ErasedJournees b) =>
        new(a.Counts + b.Counts, [.. a.Soins, .. b.Soins], [.. a.Unjudged, .. b.Unjudged]);
}

/// <summary>
/// Removes journées through the one transaction: under their locks, with those that are tied to them, and with their counts. The rule that
/// lets journées go is asked there, where nothing changes any more.
/// </summary>
/// <param name="reconciler">The one way in.</param>
public sealed class Erasure(Reconciler reconciler)
{
    /// <summary>
    /// Removes those of some journées that may go. Journées that are tied together go when the oldest of them is among those given. Those
    /// that cannot be read are halved until the bad one stands alone: it keeps no other.
    /// </summary>
    /// <param name="journees">The journées.</param>
    /// <param name="mayLeave">Whether journées that are tied together may go.</param>
    /// <param name="isDryRun">Whether only to count what would go.</param>
    /// <param name="clock">The clock: a busy or absent server is asked again.</param>
    /// <param name="cancellationToken">Gives up; what was removed by then stays so.</param>
    public async Task<ErasedJournees> EraseAsync(
        IReadOnlyCollection<Journee> journees,
        Func<TiedJournees, bool> mayLeave,
        bool isDryRun,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        try
        {
            return await Rebuilder.InsistAsync(
                () => TogetherAsync(journees, mayLeave, isDryRun, cancellationToken), clock, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            if (journees.Count == 1)
            {
                return new(default, [], journees);
            }

            var middle = journees.Count / 2;
            return await EraseAsync([.. journees.Take(middle)], mayLeave, isDryRun, clock, cancellationToken)
                + await EraseAsync([.. journees.Skip(middle)], mayLeave, isDryRun, clock, cancellationToken);
        }
    }

    private async Task<ErasedJournees> TogetherAsync(
        IReadOnlyCollection<Journee> journees, Func<TiedJournees, bool> mayLeave, bool isDryRun, CancellationToken cancellationToken)
    {
        var (leave, unjudged) = (new List<TiedJournees>(), new HashSet<Journee>());
        await reconciler.EraseAsync(
            journees,
            state =>
            {
                // Asked again where journées turn out to be tied: the last answer counts.
                leave.Clear();
                unjudged.Clear();
                var tied = RetentionRule.Tie(state).Where(n => n.Journees.Overlaps(journees))
                    .ToLookup(n => n.Journees.Overlaps(state.Incomplete));
                unjudged.UnionWith(tied[true].SelectMany(n => n.Journees).Intersect(journees));
                leave.AddRange(tied[false].Where(mayLeave).Where(n => journees.Contains(n.First)));
                return isDryRun || leave.Count == 0 ? null : [.. leave.SelectMany(n => n.Journees)];
            },
            cancellationToken);
        return new(
            new(leave.Sum(n => (long)n.Journees.Count), leave.Sum(n => (long)n.Lignes.Count), leave.Sum(n => (long)n.Soins.Count)),
            [.. leave.SelectMany(n => n.Soins).Select(s => s.SoinId)],
            unjudged);
    }
}
