using Reconciliation.Domain.Tests.Scenarios;
using Xunit;
using static Reconciliation.Domain.Tests.Parts.AutresLignes;

namespace Reconciliation.Domain.Tests.Parts;

/// <summary>A part without rules of its own joins a soin of the two, and changes nothing of how those pair.</summary>
public sealed class PairingOfAutresParts
{
    [Fact]
    public void It_joins_the_only_soin_with_its_professional_and_cost()
    {
        var soin = Assert.Single(Pair(Lignes.Ro(21), Lignes.Rc(5), Autre(4)));
        Assert.Equal((1, 1, 1), (soin.Ro.Count, soin.Complementaire.Count, soin.Autres.Count));
    }

    [Fact]
    public void It_joins_the_soin_that_states_its_reference_whatever_the_cost()
    {
        var named = Pair(
            Lignes.Ro(21) with { ReferenceSoin = "S" },
            Autre(4) with { ReferenceSoin = "S", Depense = Montant.FromEuros(99), ProfessionnelId = "X" });
        Assert.Single(Assert.Single(named).Autres);
    }

    [Fact]
    public void One_line_of_a_soin_that_states_its_reference_is_enough()
    {
        var named = Pair(
            Lignes.Ro(21) with { ReferenceSoin = "S" },
            Lignes.Rc(9),
            Autre(4) with { ReferenceSoin = "S", Depense = Montant.FromEuros(99), ProfessionnelId = "X" });
        Assert.Single(Assert.Single(named).Autres);
    }

    [Fact]
    public void Once_an_earlier_part_has_joined_its_soin_a_later_one_finds_that_soin_alone()
    {
        var later = Autre(2);
        later = later with { Id = later.Id with { Part = Prevoyance with { Number = 3 } } };
        var soin = Assert.Single(Pair(Lignes.Ro(21) with { ReferenceSoin = "S" }, Autre(4) with { ReferenceSoin = "S" }, later));
        Assert.Equal(2, soin.Autres.Count);
    }

    [Fact]
    public void Of_two_of_its_payments_the_one_that_stands_joins_what_stands_and_the_cancelled_one_what_was_cancelled()
    {
        var cancelled = Autre(4);
        var cancellation = Autre(-4, ordre: 2) with { Nature = Nature.Annulation, Origine = cancelled.Id.Reference };
        var soins = Pair(
            Lignes.Ro(21), Lignes.AnnulationRo(-21).De("ro"), Lignes.Ro(21).Nommee("ro2"), cancelled, cancellation, Autre(4, ordre: 3));
        Assert.Equal([[1, 2], [3]], soins.Select(s => s.Autres.Select(l => l.Id.Reference.Ordre)));
    }

    [Fact]
    public void The_one_that_stands_joins_first_whatever_came_first()
    {
        var cancelled = Autre(4);
        var cancellation = Autre(-4, ordre: 2) with { Nature = Nature.Annulation, Origine = cancelled.Id.Reference };
        var soins = Pair(Lignes.Ro(21), cancelled, cancellation, Autre(4, ordre: 3));
        Assert.Equal([[3], [1, 2]], soins.Select(s => s.Autres.Select(l => l.Id.Reference.Ordre)));
    }

    [Fact]
    public void Where_both_parts_were_taken_back_beside_it_they_are_awaited_within_the_cost()
    {
        var soin = Assert.Single(Pair(
            Lignes.Ro(21), Lignes.AnnulationRo(-21).De("ro"), Lignes.Rc(5), Lignes.AnnulationRc(-5).De("rc"), Autre(4)));
        var vue = new Jugement(new(DelaiPolicy.Initial), new()).Judge(soin, Lignes.Instant("19/11"));
        Assert.Equal(
            (Situation.EnAttenteRo, 30m, 5m), (vue.Situation, vue.Total.Valeur.Euros, vue.PartComplementaire.MontantAttendu?.Euros));
    }

    [Fact]
    public void Between_two_soins_nothing_is_guessed()
    {
        var other =
            Lignes.Ro(21) with { Id = new(Part.Ro, "ameli", new("010000506", "autre", 9), Lignes.Ro(21).BeneficiaireId), CodeActe = "K" };
        Assert.Equal(3, Pair(Lignes.Ro(21), other, Autre(4)).Count);
    }

    [Fact]
    public void Two_of_its_lines_that_fit_one_soin_stand_alone() =>
        Assert.Equal(3, Pair(Lignes.Ro(21), Autre(4), Autre(4, ordre: 2)).Count);

    [Fact]
    public void A_decision_sets_it_apart()
    {
        var (ro, autre) = (Lignes.Ro(21), Autre(4));
        var apart = new Delier
        {
            Id = Guid.Empty,
            PriseLe = Now,
            Auteur = "agent",
            Motif = "motif",
            Lignes = new HashSet<LigneId> { ro.Id, autre.Id },
        };
        Assert.Equal(2, Pairing.Pair(JourneeDeSoins.From([ro, autre], [apart])).Soins.Count);
    }

    [Fact]
    public void The_two_parts_pair_as_they_do_without_it()
    {
        var without = Pair(Lignes.Ro(21), Lignes.Rc(9)).Single();
        var with = Pair(Lignes.Ro(21), Lignes.Rc(9), Autre(4) with { ProfessionnelId = "X" });
        Assert.Equal(without.Ro, with[0].Ro);
        Assert.Equal(without.Complementaire, with[0].Complementaire);
        Assert.Equal(2, with.Count);
    }
}
