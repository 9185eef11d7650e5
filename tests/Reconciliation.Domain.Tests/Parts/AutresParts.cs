using Reconciliation.Domain.Tests.Scenarios;
using Xunit;
using static Reconciliation.Domain.Tests.Parts.AutresLignes;

namespace Reconciliation.Domain.Tests.Parts;

/// <summary>A part without rules of its own beside the two: it adds to the total, and nobody waits for it.</summary>
public sealed class AutresParts
{
    private static readonly Jugement Judgement = new(new(DelaiPolicy.Initial), new());

    [Fact]
    public void What_it_paid_is_part_of_the_total_and_no_longer_left_to_pay()
    {
        var vue = Judgement.Judge(Assert.Single(Pair(Lignes.Ro(21), Autre(4))), new(2025, 11, 18, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(
            (Situation.EnAttenteComplementaire, Montant.FromEuros(30), Montant.FromEuros(5)),
            (vue.Situation, vue.Total.Valeur, vue.PartComplementaire.MontantAttendu));
        Assert.Equal(Montant.FromEuros(25), vue.Total.AuCompte);
    }

    [Fact]
    public void Where_the_cost_is_unknown_what_it_paid_takes_nothing_off_what_is_left()
    {
        var soin = Assert.Single(Pair(Lignes.Ro(21).Depense(0).ReferenceSoin("S"), Autre(4).Depense(0).ReferenceSoin("S")));
        var vue = Judgement.Judge(soin, Lignes.Instant("18/11"));
        Assert.Equal((Situation.EnAttenteComplementaire, Montant.FromEuros(9)), (vue.Situation, vue.PartComplementaire.MontantAttendu));
    }

    [Fact]
    public void The_largest_cost_counts_where_it_states_another() => Assert.Equal(
        Montant.FromEuros(40), Judge(Lignes.Ro(21).ReferenceSoin("S"), Autre(4).Depense(40).ReferenceSoin("S")).Depense);

    [Fact]
    public void A_sum_held_back_of_it_is_told_and_does_not_bring_the_account_below_zero()
    {
        var held = Autre(-2, ordre: 2) with { Nature = Nature.Retenue, Origine = Autre(4).Id.Reference };
        var vue = Judge(Lignes.Ro(21).EnTiersPayant(), Lignes.Rc(5).EnTiersPayant(), Autre(4).EnTiersPayant(), held);
        Assert.Equal(
            (Situation.Complet, Montant.FromEuros(2), Montant.Zero, Montant.FromEuros(28)),
            (vue.Situation, vue.Total.Retenues, vue.Total.AuCompte, vue.Total.Net));
    }

    [Fact]
    public void A_transfer_that_carries_it_too_shows_both() => Assert.Equal(
        Montant.FromEuros(25), Judge(Lignes.Ro(21), Lignes.Rc(5), Autre(4).Par("VRO-1")).PartRo.MontantVirement);

    [Fact]
    public void It_is_in_the_sum_of_payments_whose_pairing_is_unsure()
    {
        var (ro, autre) = (Lignes.Ro(21), Autre(4));
        var tie = ((Lier)Decisions.Lier()(0)) with { Lignes = new HashSet<LigneId> { ro.Id, autre.Id } };
        Ligne[] lignes = [ro, Lignes.Ro(17.50m).Base(25).Nommee("ro2"), Lignes.Rc(8).SansDeclarer(), autre];
        var vue = Judgement.Judge(Assert.Single(Pairing.Pair(JourneeDeSoins.From(lignes, [tie])).Soins), Now);
        Assert.Equal(Situation.ARapprocher, vue.Situation);
        Assert.Contains("50,50 € en tout", Plain(vue.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_alone_stands_both_parts_are_awaited_again_and_RO_first()
    {
        var soin = Assert.Single(Pair(
            Lignes.Ro(21).Depense(100), Lignes.AnnulationRo(-21).Depense(100).De("ro").Paye("18/11"),
            Lignes.Rc(9).Depense(100), Lignes.AnnulationRc(-9).Depense(100).De("rc").Paye("25/11"),
            Autre(4).Depense(100)));
        var vue = Judgement.Judge(soin, Lignes.Instant("27/11"));
        Assert.Equal((Situation.EnRetard, Part.Ro), (vue.Situation, vue.LatePart));
        Assert.Equal(Lignes.Instant("29/11 00:00"), vue.PartComplementaire.Expectation?.Until);
    }

    [Fact]
    public void The_message_names_it_beside_the_two_parts_and_is_written_from_its_facts()
    {
        var vue = Judge(Lignes.Ro(21), Lignes.Rc(5), Autre(4));
        Assert.Contains(
            " ; s'y ajoutent 4,00 € (prévoyance) le 18 novembre 2025. Le montant total", Plain(vue.Message), StringComparison.Ordinal);
        Assert.Equal(vue.Message, MemberMessage.Write(vue.MessageParties, new()));
        var told = Assert.Single(vue.MessageParties, p => p.AutrePart is not null);
        Assert.Equal(
            (MessagePartieType.AutreVersement, Montant.FromEuros(4), Prevoyance, null),
            (told.Type, told.Montant, told.AutrePart, told.Lieu));
    }

    [Fact]
    public void Alone_it_is_complete_and_all_that_came()
    {
        var vue = Judge(Autre(4) with { Destinataire = Destinataire.Professionnel });
        Assert.Equal((Situation.Complet, Montant.FromEuros(4), Montant.Zero), (vue.Situation, vue.Total.Valeur, vue.Total.AuCompte));
        Assert.Equal(
            "Un remboursement est arrivé : 4,00 € (prévoyance), versés au professionnel de santé le 18 novembre 2025. "
            + "Le montant total de vos remboursements est de 4,00 €.",
            Plain(vue.Message));
        Assert.StartsWith("Aucun remboursement n'est dû (prévoyance).", Plain(Judge(Autre(0)).Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_payment_of_a_day_ahead_has_not_arrived_and_changes_nothing_but_the_certainty()
    {
        var vue = Judge(Lignes.Ro(21), Lignes.Rc(5), Autre(4) with { PayeLe = new(2026, 1, 5) });
        Assert.Equal(
            (Situation.Complet, Certitude.Annonce, Montant.FromEuros(30), Montant.FromEuros(26), Montant.FromEuros(30)),
            (vue.Situation, vue.Total.Certitude, vue.Total.Valeur, vue.Total.AuCompte, vue.LignesTotal));
        Assert.Equal(Paris.StartOfDay(new(2026, 1, 5)).AddTicks(-TimeSpan.TicksPerMicrosecond), vue.Echeance);
        Assert.Contains(
            "un remboursement de 4,00 € (prévoyance) sera versé le 5 janvier 2026.", Plain(vue.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_paid_what_was_left_nothing_more_is_expected()
    {
        var vue = Judge(Lignes.Ro(21), Autre(9));
        Assert.Equal((Situation.Complet, EtatPart.NonAttendue), (vue.Situation, vue.PartComplementaire.Etat));
        Assert.Equal(Montant.Zero, vue.ResteACharge);
        Assert.Contains(vue.MessageParties, p => p.Type == MessagePartieType.RienARembourser);
    }

    [Fact]
    public void Beyond_the_cost_it_is_a_gap_and_one_that_was_accepted_holds_as_long_as_its_amount()
    {
        Ligne[] lignes = [Lignes.Ro(21), Lignes.Rc(9), Autre(4)];
        Assert.Equal(Situation.Ecart, Judge(lignes).Situation);
        var accept = new AccepterEcart
        {
            Id = Guid.Empty,
            PriseLe = Now,
            Auteur = "agent",
            Motif = "motif",
            Lignes = lignes.Select(l => (l.Id, l.Revision)).ToHashSet(),
        };
        Assert.Equal(Situation.Complet, Situate(accept, lignes));
        Assert.Equal(Situation.Ecart, Situate(accept, [.. lignes, Autre(5) with { Revision = 2 }]));

        static Situation Situate(Decision decision, Ligne[] lignes) =>
            Judgement.Judge(Assert.Single(Pairing.Pair(JourneeDeSoins.From(lignes, [decision])).Soins), Now).Situation;
    }

    [Fact]
    public void What_its_own_members_state_counts_in_the_fingerprint()
    {
        Assert.NotEqual(Empreinte.Of(Autre(4)), Empreinte.Of(Autre(4) with { OwnContent = "x" }));
        Assert.NotEqual(Autre(4), Autre(4) with { OwnContent = "x" });
    }

    private static Vue Judge(params Ligne[] lignes)
    {
        var vue = Judgement.Judge(Assert.Single(Pair(lignes)), Now);
        Assert.Equal(Montant.Somme(lignes.Select(l => l.Montant)), vue.LignesTotal);
        return vue;
    }

    // Amounts hold no-break spaces.
    private static string Plain(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
