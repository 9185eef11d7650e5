using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Some journées that are tied both ways, with all that is known of them: they go together, or stay together. A journée of another
/// beneficiary that is only judged by the names of these is none of them.
/// </summary>
/// <param name="Journees">The journées.</param>
/// <param name="Lignes">Their lines, every revision.</param>
/// <param name="Soins">Their soins.</param>
/// <param name="Decisions">The décisions on these.</param>
public sealed record TiedJournees(
    IReadOnlySet<Journee> Journees, IReadOnlyList<StoredLigne> Lignes, IReadOnlyList<StoredSoin> Soins, IReadOnlyList<Decision> Decisions)
{
    /// <summary>The oldest of them.</summary>
    public Journee First => Journees.OrderBy(j => j.DateSoin).ThenBy(j => j.BeneficiaireId, StringComparer.Ordinal).First();
}

/// <summary>The rule that says which journées may go. Pure: everything was read before.</summary>
public static class RetentionRule
{
    /// <summary>
    /// Whether nothing of some journées is to be kept any more: neither care, payment nor décision is younger than their time.
    /// </summary>
    /// <param name="journees">The journées.</param>
    /// <param name="durations">The retention periods.</param>
    /// <param name="now">Now.</param>
    public static bool IsExpired(TiedJournees journees, RetentionPeriods durations, DateTimeOffset now)
    {
        var open = journees.Soins.Any(s => s.RemplacePar is null && WorkList.NeedsAPerson(s.Situation));
        var first = open ? durations.FirstDayOfExceptions(now) : durations.FirstDay(now);
        return LastFact(journees) < first;
    }

    /// <summary>The day of the last care, payment or décision.</summary>
    /// <param name="journees">The journées.</param>
    public static DateOnly LastFact(TiedJournees journees) => journees.Journees.Select(j => j.DateSoin)
        .Concat(journees.Lignes.Select(l => l.Ligne.PayeLe))
        .Concat(journees.Decisions.Select(d => Paris.Day(d.PriseLe)))
        .Max();

    /// <summary>
    /// Parts the known state by the ties that go both ways: another revision of a line, a line and the one that it names, the lines of a
    /// décision, and the lines of several beneficiaries that decide who holds their name. A tie to a journée of which nothing is stored
    /// holds nothing back.
    /// </summary>
    /// <param name="state">The known state.</param>
    public static IReadOnlyList<TiedJournees> Tie(KnownState state)
    {
        var nodes = state.Lignes.Select(l => l.Ligne.Journee).Concat(state.Soins.Select(s => s.Journee())).Distinct()
            .ToDictionary(j => j, j => new HashSet<Journee> { j });
        var named = Named(state.Lignes).GroupBy(n => n.Name, n => n.Journee);
        foreach (var together in named.Concat(Witnesses(state.Lignes)).Concat(Decided(state)))
        {
            Unite(nodes, together);
        }

        return [.. nodes.Values.Distinct<HashSet<Journee>>(ReferenceEqualityComparer.Instance).Select(n => Gather(state, n))];
    }

    private static IEnumerable<((string, Part, Reference) Name, Journee Journee)> Named(IEnumerable<StoredLigne> lignes)
    {
        foreach (var ligne in lignes.Select(l => l.Ligne))
        {
            yield return ((ligne.BeneficiaireId, ligne.Id.Part, ligne.Id.Reference), ligne.Journee);
            if (ligne.NamedLigne() is var (part, reference))
            {
                yield return ((ligne.BeneficiaireId, part, reference), ligne.Journee);
            }
        }
    }

    // Of each name that several beneficiaries have, the journées of its witnesses: the lines below the first revision that two of them
    // share, and at that revision those of the first two. Whether a line may have moved is not asked: those who came to the name with
    // another revision may be among those that a full set left out. Beneficiaries who have nothing to do with them are not read.
    private static IEnumerable<IEnumerable<Journee>> Witnesses(IEnumerable<StoredLigne> lignes)
    {
        foreach (var name in lignes.GroupBy(l => l.Ligne.Id.OfAnybody())
            .Where(n => n.DistinctBy(l => l.Ligne.BeneficiaireId).Skip(1).Any()))
        {
            var revisions = name.GroupBy(l => l.Ligne.Revision).OrderBy(r => r.Key).ToList();
            var fork = revisions.FindIndex(r => r.DistinctBy(l => l.Ligne.BeneficiaireId).Count() > 1);
            yield return fork < 0
                ? name.Select(l => l.Ligne.Journee)
                : revisions.Take(fork).SelectMany(r => r).Concat(FirstTwo(revisions[fork])).Select(l => l.Ligne.Journee);
        }

        static IEnumerable<StoredLigne> FirstTwo(IEnumerable<StoredLigne> lignes) => lignes.GroupBy(l => l.Ligne.BeneficiaireId)
            .OrderBy(b => b.Min(l => l.Position)).ThenBy(b => b.Key, StringComparer.Ordinal).Take(2).SelectMany(b => b);
    }

    private static IEnumerable<IEnumerable<Journee>> Decided(KnownState state)
    {
        var journees = state.Lignes.ToLookup(l => l.Ligne.Id, l => l.Ligne.Journee);
        return state.Decisions.Select(d => d.ConcernedLignes().SelectMany(l => journees[l]));
    }

    private static void Unite(Dictionary<Journee, HashSet<Journee>> nodes, IEnumerable<Journee> journees)
    {
        HashSet<Journee>? first = null;
        foreach (var journee in journees)
        {
            first ??= nodes[journee];
            if (!first.Contains(journee))
            {
                first.UnionWith(nodes[journee]);
                foreach (var member in nodes[journee])
                {
                    nodes[member] = first;
                }
            }
        }
    }

    private static TiedJournees Gather(KnownState state, HashSet<Journee> journees)
    {
        var lignes = state.Lignes.Where(l => journees.Contains(l.Ligne.Journee)).ToList();
        var soins = state.Soins.Where(s => journees.Contains(s.Journee())).ToList();
        var (ids, identities) = (soins.Select(s => s.SoinId).ToHashSet(), lignes.Select(l => l.Ligne.Id).ToHashSet());
        return new(
            journees,
            lignes,
            soins,
            [.. state.Decisions.Where(d => (d.SoinId is { } id && ids.Contains(id)) || d.ConcernedLignes().Any(identities.Contains))]);
    }

    private static Journee Journee(this StoredSoin soin) => new(soin.BeneficiaireId, soin.DateSoin);
}
