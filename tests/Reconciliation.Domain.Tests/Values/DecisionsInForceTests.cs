using Xunit;
using Reconciliation.Domain.Tests.Scenarios;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>Which décisions hold, which lines they tie and which they set apart.</summary>
public sealed class DecisionsInForceTests
{
    [Fact]
    public void Every_decision_that_nothing_contradicts_holds()
    {
        var decisions = Taken(
            Decisions.Lier("ro1", "rc1"), Decisions.Delier("ro2", "rc2"), Decisions.AccepterEcart("ro1", "rc1"),
            Decisions.NeRienAttendre(Part.Ro, "rc2"), Annoter);
        Assert.Equal(decisions.Select(d => d.Id), Held(decisions));
        Assert.Equal([decisions[3], decisions[2]], DecisionsInForce.From(decisions).OnSoins);
    }

    [Fact]
    public void A_link_that_a_later_one_contradicts_does_not_hold()
    {
        var links = Taken(Decisions.Lier("ro1", "rc1"), Decisions.Lier("ro1", "rc2"));
        Assert.Equal([links[1].Id], Held(links));
        Assert.Equal([links[1]], DecisionsInForce.From(links).Links);
    }

    [Fact]
    public void A_link_of_which_two_lines_are_set_apart_later_does_not_hold()
    {
        var decisions = Taken(Decisions.Lier("ro1", "rc1", "rc2"), Decisions.Delier("rc1", "rc2"));
        Assert.Equal([decisions[1].Id], Held(decisions));
    }

    [Fact]
    public void Lines_are_set_apart_two_by_two_and_a_link_of_one_of_them_with_another_holds()
    {
        var decisions = Taken(Decisions.Lier("ro1", "rc1"), Decisions.Delier("ro1", "rc2"));
        var inForce = DecisionsInForce.From(decisions);
        Assert.Equal(decisions.Select(d => d.Id), Held(decisions));
        Assert.True(inForce.Separates(Lignes.Id("ro1"), Lignes.Id("rc2")) && inForce.Separates(Lignes.Id("rc2"), Lignes.Id("ro1")));
        Assert.False(inForce.Separates(Lignes.Id("ro1"), Lignes.Id("rc1")));
    }

    [Fact]
    public void Of_a_separation_holds_what_later_links_do_not_contradict()
    {
        var inPart = Taken(Decisions.Delier("ro1", "rc1", "rc2"), Decisions.Lier("ro1", "rc1"));
        Assert.Equal(inPart.Select(d => d.Id), Held(inPart));
        var inForce = DecisionsInForce.From(inPart);
        Assert.False(inForce.Separates(Lignes.Id("ro1"), Lignes.Id("rc1")));
        Assert.True(inForce.Separates(Lignes.Id("ro1"), Lignes.Id("rc2")) && inForce.Separates(Lignes.Id("rc1"), Lignes.Id("rc2")));
        var none = Taken(Decisions.Delier("ro1", "rc1"), Decisions.Lier("ro1", "rc1"));
        Assert.Equal([none[1].Id], Held(none));
        Assert.False(DecisionsInForce.From(none).SeparatesLignes);
    }

    [Fact]
    public void Of_two_of_one_instant_the_greater_id_comes_later()
    {
        var links = Taken(Decisions.Lier("ro1", "rc1"), Decisions.Lier("ro1", "rc2"));
        Decision[] atOnce = [links[0] with { PriseLe = links[1].PriseLe }, links[1]];
        Assert.Equal([links[1].Id], Held(atOnce));
        Assert.Equal([links[1].Id], Held([.. atOnce.Reverse()]));
    }

    [Fact]
    public void One_that_is_reopened_does_not_hold_and_the_reopening_does()
    {
        var decisions = Taken(Decisions.Lier("ro1", "rc1"), Decisions.Rouvrir(0));
        Assert.Equal([decisions[1].Id], Held(decisions));
    }

    [Fact]
    public void Of_two_accepted_gaps_that_holds_of_which_the_amounts_hold()
    {
        var gaps = Taken(Decisions.AccepterEcart("ro", "rc"), Decisions.AccepterEcart("ro", "rc", "ro-regularisation"));
        Ligne[] lignes = [Lignes.Ro(20), Lignes.Rc(9), Lignes.RegularisationRo(-1).De("ro")];
        Assert.Equal([gaps[1].Id], HeldDecisions.Of(JourneeDeSoins.From(lignes, gaps)));
        Assert.Equal([gaps[0].Id], HeldDecisions.Of(JourneeDeSoins.From(lignes[..2], gaps)));
    }

    [Fact]
    public void Concerning_some_are_they_and_those_that_reopen_them_in_the_order_in_which_they_were_taken()
    {
        var decisions = Taken(
            Decisions.Lier("ro1", "rc1"), Decisions.Lier("ro2", "rc2"), Decisions.Rouvrir(0), Decisions.Rouvrir(1), Decisions.Rouvrir(2));
        Decision[] atOnce = [.. decisions.Select(d => d with { PriseLe = decisions[0].PriseLe })];
        foreach (var taken in new[] { decisions, [.. decisions.Reverse()], [.. atOnce.Reverse()] })
        {
            Assert.Equal(
                [decisions[0].Id, decisions[2].Id, decisions[4].Id],
                DecisionsInForce.Concerning(taken, d => d.ConcernedLignes().Contains(Lignes.Id("ro1"))).Select(d => d.Id));
        }
    }

    private static Decision[] Taken(params Func<int, Decision>[] decisions) => [.. decisions.Select((d, rank) => d(rank))];

    private static Annoter Annoter(int rank)
    {
        var other = Decisions.Lier()(rank);
        return new Annoter { Id = other.Id, PriseLe = other.PriseLe, Auteur = "agent", Motif = "vu" };
    }

    private static IEnumerable<Guid> Held(Decision[] decisions) => DecisionsInForce.From(decisions).Held.Order();
}
