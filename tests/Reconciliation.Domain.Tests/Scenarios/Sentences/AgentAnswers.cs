using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The answers of an agent, whole, for the cases of every day.</summary>
public sealed class AgentAnswers
{
    private const string Verifie = " : je le fais vérifier, sans pouvoir vous promettre de date.";
    private const string Franchise = "2,00 € de participation forfaitaire ou de franchises ";

    [Fact]
    public void Both_parts_arrived_net_as_the_bank_shows_them() => Say(
        "Vos deux remboursements sont arrivés : 19,00 € de l'assurance maladie le 17 novembre 2025 et 9,00 € de votre complémentaire santé "
        + "le 19 novembre ; " + Franchise + "en sont déjà déduits. Le montant total de vos remboursements, 30,00 €, reste inchangé, "
        + "soit 28,00 € nets des retenues.",
        NextStep.None, "20/11", Ro(21), RetenueRo(-2).De("ro"), Rc(9));

    [Fact]
    public void What_was_held_back_later_is_told_by_itself() => Say(
        "Vos deux remboursements sont arrivés : 21,00 € de l'assurance maladie le 17 novembre 2025 et 9,00 € de votre complémentaire santé "
        + "le 19 novembre ; " + Franchise + "ont été retenus le 5 janvier 2026 sur un autre remboursement. Le montant total de vos "
        + "remboursements, 30,00 €, reste inchangé, soit 28,00 € nets des retenues.",
        NextStep.None, "10/01/2026", Ro(21), RetenueRo(-2).De("ro").Paye("05/01/2026").Par("VRO-2"), Rc(9));

    [Fact]
    public void A_part_is_awaited() => Say(
        "Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025. La part de votre complémentaire santé, "
        + "au moins 9,00 €, est attendue vers le jeudi 20 novembre, un délai moyen et non une date promise ; le montant total de vos "
        + "remboursements, au moins 30,00 €, reste inchangé.",
        NextStep.Wait, "18/11", Ro(21));

    [Fact]
    public void A_part_is_late() => Say(
        "Un premier remboursement est arrivé : 9,00 € de votre complémentaire santé le 19 novembre 2025. La part de l'assurance maladie, "
        + "21,00 €, était attendue d'ici le samedi 22 novembre et n'est pas encore arrivée" + Verifie,
        NextStep.HaveItChecked, "24/11", Rc(9));

    [Fact]
    public void A_gap() => Say(
        "Vos deux remboursements sont arrivés : 20,00 € de l'assurance maladie le 17 novembre 2025 et 9,00 € de votre complémentaire santé "
        + "le 19 novembre. L'assurance maladie a versé 20,00 € alors que 21,00 € étaient annoncés" + Verifie,
        NextStep.HaveItChecked, "20/11", Ro(20), Rc(9));

    [Fact]
    public void Tiers_payant() => Say(
        "Les deux parts de ce soin ont été réglées en tiers payant : 21,00 € de l'assurance maladie, versés au professionnel de santé le "
        + "17 novembre 2025 et 9,00 € de votre complémentaire santé, versés au professionnel de santé le 19 novembre. Le montant total de "
        + "vos remboursements, 30,00 €, reste inchangé.",
        NextStep.None, "20/11", Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant());

    [Fact]
    public void One_transfer_is_one_sum() => Say(
        "Votre remboursement est arrivé : 30,00 € de l'assurance maladie et de votre complémentaire santé en un seul virement le "
        + "17 novembre 2025. Le montant total de vos remboursements, 30,00 €, reste inchangé.",
        NextStep.None, "20/11", Ro(21).Par("V"), Rc(9).Par("V").Paye("17/11"));

    [Fact]
    public void What_was_paid_and_taken_back_by_one_transfer_never_showed() => Say(
        "Aucun versement de ce soin n'apparaît sur votre compte. Le total de ce soin est désormais de 0,00 € ; je peux le faire vérifier.",
        NextStep.None, "20/11", Ro(21), AnnulationRo(-21).De("ro"));

    [Fact]
    public void Another_member_s_part_is_said_to_be_theirs() => Assert.Equal(
        "Votre remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 ; d'autres paiements de ce soin concernent un "
        + "autre adhérent.",
        Answer("20/11", "A0001234", Ro(21), (LigneComplementaire)(Rc(9) with { AdherentId = "A0009999" })).Text);

    private static void Say(string expected, NextStep step, string instant, params Ligne[] lignes)
    {
        var answer = Answer(instant, null, lignes);
        Assert.Equal((expected, step), (answer.Text, answer.Step));
    }

    private static AgentAnswer Answer(string instant, string? adherentId, params Ligne[] lignes)
    {
        var judgement = new Jugement(new(DelaiPolicy.Initial), new());
        var folded = JourneeFold.Run(JourneeDeSoins.From(lignes), judgement, Instant(instant));
        return judgement.AnswerOf(Assert.Single(folded.Soins).Soin, adherentId, Instant(instant));
    }
}
