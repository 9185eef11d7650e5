using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A soin's state is the set of facts known about it: order, duplication and grouping cannot matter.</summary>
public sealed class FoldingLaws
{
    [Fact]
    public void Any_order_duplication_and_grouping_gives_the_same_views() => LawSettings.Holds(cases =>
    {
        var expected = Judge(cases, cases.Facts);
        var random = cases.Random;
        Ligne[] lignes = [.. cases.Lignes, .. cases.Lignes.Where(_ => random.Next(3) == 0)];
        Decision[] decisions = [.. cases.Decisions, .. cases.Decisions];
        random.Shuffle(lignes);
        random.Shuffle(decisions);
        var batches = JourneeDeSoins.Empty;
        while (lignes.Length > 0 || decisions.Length > 0)
        {
            var (l, d) = (random.Next(lignes.Length + 1), random.Next(decisions.Length + 1));
            batches = batches.Union(JourneeDeSoins.From(lignes[..l], decisions[..d]));
            (lignes, decisions) = (lignes[l..], decisions[d..]);
        }

        Assert.Equal(expected, Judge(cases, batches));
    });

    [Fact]
    public void Folding_two_halves_equals_folding_at_once() => LawSettings.Holds(cases =>
    {
        var middle = cases.Random.Next(cases.Lignes.Count + 1);
        var first = JourneeDeSoins.From(cases.Lignes.Take(middle));
        var second = JourneeDeSoins.From(cases.Lignes.Skip(middle), cases.Decisions);
        Assert.Equal(Judge(cases, cases.Facts), Judge(cases, first.Union(second)));
    });

    [Fact]
    public void Union_is_commutative_associative_and_idempotent() => LawSettings.Holds(cases =>
    {
        var random = cases.Random;
        var third = cases.Lignes.ToLookup(_ => random.Next(3));
        var (a, b, c) = (JourneeDeSoins.From(third[0]), JourneeDeSoins.From(third[1], cases.Decisions), JourneeDeSoins.From(third[2]));
        SameFacts(a.Union(b), b.Union(a));
        SameFacts(a.Union(b).Union(c), a.Union(b.Union(c)));
        SameFacts(b, b.Union(b));
        Assert.Equal(Judge(cases, a.Union(b).Union(c)), Judge(cases, c.Union(b.Union(a))));
    });

    [Fact]
    public void An_empty_set_is_neutral() => LawSettings.Holds(cases =>
        SameFacts(cases.Facts, JourneeDeSoins.Empty.Union(cases.Facts).Union(JourneeDeSoins.Empty)));

    private static Resultat Judge(Case cases, JourneeDeSoins facts) => ComparableVues.Judge(facts, cases.Jugement, cases.Now);

    private static void SameFacts(JourneeDeSoins expected, JourneeDeSoins obtained)
    {
        Assert.Equal(expected.Lignes.Count, obtained.Lignes.Count);
        Assert.Equal(expected.Lignes.ToHashSet(), obtained.Lignes.ToHashSet());
        Assert.Equal(expected.Decisions.Select(d => d.Id).Order(), obtained.Decisions.Select(d => d.Id).Order());
    }
}
