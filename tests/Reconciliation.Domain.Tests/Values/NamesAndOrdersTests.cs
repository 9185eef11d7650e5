using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>Names and orders that other programs store or show: none changes by itself.</summary>
public sealed class NamesAndOrdersTests
{
    private static readonly Guid SoinId = new("3b8d6d28-3c0d-8c6b-b965-fd17c65a8a12");

    [Fact]
    public void Every_situation_has_its_name_for_agents() => Assert.Equal(
        [
            "Contesté", "À rapprocher", "Annulé", "Écart", "En retard", "Assurance maladie attendue", "Complémentaire attendue", "Complet",
        ],
        Enum.GetValues<Situation>().Select(SituationNames.Of));

    [Fact]
    public void Every_situation_has_its_rank_in_the_precedence()
    {
        Assert.Equal(Enumerable.Range(0, 8), SituationPrecedence.Order.Select(SituationPrecedence.RankOf));
        Assert.Equal(Enum.GetValues<Situation>(), SituationPrecedence.Order.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => SituationPrecedence.RankOf((Situation)99));
    }

    [Fact]
    public void Journees_go_by_beneficiary_then_by_day()
    {
        Journee[] inOrder = [new("A", new(2025, 11, 14)), new("A", new(2025, 11, 15)), new("B", new(2025, 11, 13))];
        Assert.Equal(inOrder, inOrder.Reverse().Order(Journee.Ordre));
        Assert.Equal(0, Journee.Ordre.Compare(inOrder[0], inOrder[0]));
    }

    [Fact]
    public void Ids_that_are_made_of_a_soin_never_change()
    {
        Assert.Equal("44cf4f3a-a091-8d01-a381-1d6e72879de2", SoinIdentification.DecisionId(SoinId, 3, "contenu").ToString());
        Assert.Equal("1bda58bb-5ff6-8624-973a-8f816c009d7b", SoinIdentification.EobId(SoinId, Part.Ro).ToString());
        Assert.Equal("5346e841-8b53-8ee4-a756-c653f8ab4238", SoinIdentification.EobId(SoinId, Part.Complementaire).ToString());
        Assert.Equal("a37c2254-41f5-8d63-acfa-c07c30de454f", SoinIdentification.MessageId(SoinId, 3, "e1", Instant("19/11")).ToString());
    }

    [Fact]
    public void A_soin_awaits_the_part_that_has_not_come_and_no_other()
    {
        Assert.Equal([Part.Complementaire], Awaited(Ro(21)));
        Assert.Equal([Part.Ro], Awaited(Rc(9)));
        Assert.Empty(Awaited(Ro(21), Rc(9)));
    }

    private static IEnumerable<Part> Awaited(params Ligne[] lignes)
    {
        var (judgement, now) = (new Jugement(new(DelaiPolicy.Initial), new()), Instant("19/11"));
        var soin = Assert.Single(JourneeFold.Run(JourneeDeSoins.From(lignes), judgement, now).Soins).Soin;
        return new[] { Part.Ro, Part.Complementaire }.Where(part => judgement.Awaits(soin, part, now));
    }
}
