using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A soin's state is the set of facts known about it: order, duplication and grouping cannot matter.</summary>
public sealed class FoldingLaws
{
    [Fact]
    public void Any_order_duplication_and_grouping_gives_the_same_views() => Lois.Tient(cas =>
    {
        var attendu = Juger(cas, cas.Faits);
        var hasard = cas.Hasard;
        Ligne[] lignes = [.. cas.Lignes, .. cas.Lignes.Where(_ => hasard.Next(3) == 0)];
        Decision[] decisions = [.. cas.Decisions, .. cas.Decisions];
        hasard.Shuffle(lignes);
        hasard.Shuffle(decisions);
        var lots = JourneeDeSoins.Vide;
        while (lignes.Length > 0 || decisions.Length > 0)
        {
            var (l, d) = (hasard.Next(lignes.Length + 1), hasard.Next(decisions.Length + 1));
            lots = lots.Union(JourneeDeSoins.De(lignes[..l], decisions[..d]));
            (lignes, decisions) = (lignes[l..], decisions[d..]);
        }

        Assert.Equal(attendu, Juger(cas, lots));
    });

    [Fact]
    public void Folding_two_halves_equals_folding_at_once() => Lois.Tient(cas =>
    {
        var milieu = cas.Hasard.Next(cas.Lignes.Count + 1);
        var premiere = JourneeDeSoins.De(cas.Lignes.Take(milieu));
        var seconde = JourneeDeSoins.De(cas.Lignes.Skip(milieu), cas.Decisions);
        Assert.Equal(Juger(cas, cas.Faits), Juger(cas, premiere.Union(seconde)));
    });

    [Fact]
    public void Union_is_commutative_associative_and_idempotent() => Lois.Tient(cas =>
    {
        var hasard = cas.Hasard;
        var tiers = cas.Lignes.ToLookup(_ => hasard.Next(3));
        var (a, b, c) = (JourneeDeSoins.De(tiers[0]), JourneeDeSoins.De(tiers[1], cas.Decisions), JourneeDeSoins.De(tiers[2]));
        MemesFaits(a.Union(b), b.Union(a));
        MemesFaits(a.Union(b).Union(c), a.Union(b.Union(c)));
        MemesFaits(b, b.Union(b));
        Assert.Equal(Juger(cas, a.Union(b).Union(c)), Juger(cas, c.Union(b.Union(a))));
    });

    [Fact]
    public void An_empty_set_is_neutral() => Lois.Tient(cas =>
        MemesFaits(cas.Faits, JourneeDeSoins.Vide.Union(cas.Faits).Union(JourneeDeSoins.Vide)));

    private static Resultat Juger(Cas cas, JourneeDeSoins faits) => Comparables.Juger(faits, cas.Jugement, cas.Maintenant);

    private static void MemesFaits(JourneeDeSoins attendu, JourneeDeSoins obtenu)
    {
        Assert.Equal(attendu.Lignes.Count, obtenu.Lignes.Count);
        Assert.Equal(attendu.Lignes.ToHashSet(), obtenu.Lignes.ToHashSet());
        Assert.Equal(attendu.Decisions.Select(d => d.Id).Order(), obtenu.Decisions.Select(d => d.Id).Order());
    }
}
