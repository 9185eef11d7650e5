using Reconciliation.Domain.Tests.Scenarios;
using Xunit;

namespace Reconciliation.Domain.Tests.Parts;

/// <summary>A part without rules of its own beside the two: what it joins, what it adds, and that nobody waits for it.</summary>
public sealed class AutresParts
{
    private static readonly Part Prevoyance = new(2, "prevoyance", "pv", "prevoyance", "prévoyance", "PREV");
    private static readonly DateTimeOffset Now = new(2025, 12, 30, 10, 0, 0, TimeSpan.Zero);

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
    public void Between_two_soins_nothing_is_guessed()
    {
        var other = Lignes.Ro(21) with { Id = new(Part.Ro, "ameli", new("010000506", "autre", 9)), CodeActe = "K" };
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

    [Fact]
    public void What_it_paid_is_part_of_the_total_and_no_longer_left_to_pay()
    {
        var judgement = new Jugement(new(DelaiPolicy.Initial), new());
        var vue = judgement.Judge(Assert.Single(Pair(Lignes.Ro(21), Autre(4))), new(2025, 11, 18, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(
            (Situation.EnAttenteComplementaire, Montant.FromEuros(30), Montant.FromEuros(5)),
            (vue.Situation, vue.Total.Valeur, vue.PartComplementaire.MontantAttendu));
        Assert.Equal(Montant.FromEuros(25), vue.Total.AuCompte);
    }

    [Fact]
    public void What_its_own_members_state_counts_in_the_fingerprint()
    {
        Assert.NotEqual(Empreinte.Of(Autre(4)), Empreinte.Of(Autre(4) with { OwnContent = "x" }));
        Assert.NotEqual(Autre(4), Autre(4) with { OwnContent = "x" });
    }

    private static IReadOnlyList<Soin> Pair(params Ligne[] lignes)
    {
        // In any order.
        var soins = Pairing.Pair(JourneeDeSoins.From(lignes)).Soins;
        var backwards = Pairing.Pair(JourneeDeSoins.From(lignes.Reverse())).Soins;
        Assert.Equal(soins.SelectMany(s => s.Lignes.Prepend(null)), backwards.SelectMany(s => s.Lignes.Prepend(null)));
        return soins;
    }

    private static LigneAutre Autre(decimal montant, int ordre = 1)
    {
        var ro = Lignes.Ro(21);
        return new()
        {
            Id = new(Prevoyance, "prev", new("PREV", "D-1", ordre)),
            Revision = 1,
            Nature = Nature.Paiement,
            Origine = null,
            AdherentId = ro.AdherentId,
            BeneficiaireId = ro.BeneficiaireId,
            DateSoin = ro.DateSoin,
            ProfessionnelId = ro.ProfessionnelId,
            CodeActe = ro.CodeActe,
            Libelle = null,
            Depense = ro.Depense,
            Montant = Montant.FromEuros(montant),
            Destinataire = Destinataire.Assure,
            Canal = Canal.CarteVitale,
            TransmisLe = null,
            PayeLe = new(2025, 11, 18),
            Virement = "VPV-1",
            ReferenceSoin = null,
            Releve = Releve.Ameli,
        };
    }
}
