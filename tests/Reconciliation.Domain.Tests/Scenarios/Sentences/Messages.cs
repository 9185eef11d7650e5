using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The whole messages that the member reads in the cases of every day. Texts may be configured; these are the defaults.</summary>
public sealed class Messages
{
    private const string Appeler = "vous pouvez appeler MGEN au 09 72 72 40 60, de 8 h 30 à 17 h 30 (service gratuit, prix d'un appel).";

    private const string LesDeux =
        "Vos deux remboursements sont arrivés : 21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr) "
        + "et 9,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur votre Espace personnel MGEN)";

    [Fact]
    public void Both_parts_arrived() =>
        Dit(LesDeux + ". Le montant total de vos remboursements, 30,00 €, reste inchangé.", "20/11", Ro(21), Rc(9));

    [Fact]
    public void Ro_arrived_and_the_complementary_part_is_awaited() => Dit(
        "Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr). "
        + "La part de votre complémentaire santé, au moins 9,00 €, est attendue sur votre Espace personnel MGEN vers le 20 novembre 2025 ; "
        + "le montant total de vos remboursements, au moins 30,00 €, reste inchangé.",
        "18/11",
        Ro(21));

    [Fact]
    public void The_complementary_part_arrived_and_ro_is_awaited() => Dit(
        "Un premier remboursement est arrivé : 9,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur "
            + "votre Espace personnel MGEN). "
        + "La part de l'assurance maladie, 21,00 €, est attendue sur votre compte ameli.fr vers le 22 novembre 2025 ; "
        + "le montant total de vos remboursements, 30,00 €, reste inchangé.",
        "20/11",
        Rc(9));

    [Fact]
    public void A_part_is_late() => Dit(
        "Un premier remboursement est arrivé : 9,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur "
            + "votre Espace personnel MGEN). "
        + "La part de l'assurance maladie, 21,00 €, était attendue d'ici le 22 novembre 2025 et n'est pas encore arrivée ; elle sera "
        + "visible sur votre compte ameli.fr : " + Appeler,
        "24/11",
        Rc(9));

    [Fact]
    public void A_gap() => Dit(
        LesDeux.Replace("21,00 €", "20,00 €", StringComparison.Ordinal)
        + ". L'assurance maladie a versé 20,00 € alors que 21,00 € étaient annoncés : " + Appeler,
        "20/11",
        Ro(20),
        Rc(9));

    [Fact]
    public void Tiers_payant() => Dit(
        "Les deux parts de ce soin ont été réglées en tiers payant : 21,00 € de l'assurance maladie, versés au professionnel "
            + "de santé le 17 novembre 2025 "
        + "(visible sur votre compte ameli.fr) et 9,00 € de votre complémentaire santé, versés au professionnel "
        + "de santé le 19 novembre 2025 "
        + "(visible sur votre Espace personnel MGEN). Le montant total de vos remboursements, 30,00 €, reste inchangé.",
        "20/11",
        Ro(21).EnTiersPayant(),
        Rc(9).EnTiersPayant());

    [Fact]
    public void One_transfer() => Dit(
        "Vos deux remboursements sont arrivés en un seul versement le 17 novembre 2025 : 21,00 € de l'assurance maladie "
            + "(visible sur votre compte ameli.fr) "
        + "et 9,00 € de votre complémentaire santé (visible sur votre Espace personnel MGEN). Le montant total de vos "
        + "remboursements, 30,00 €, reste inchangé.",
        "20/11",
        Ro(21).Par("V"),
        Rc(9).Par("V").Paye("17/11"));

    [Fact]
    public void The_statement_comes_by_post() => Dit(
        "Votre remboursement est arrivé : 21,00 € de l'assurance maladie le 1er décembre 2025 (relevé envoyé par courrier) ; "
        + "la part complémentaire relève d'un autre organisme. Le montant total de vos remboursements est de 21,00 €.",
        "02/12",
        Ro(21).Paye("01/12").ReleveParCourrier().Complementaire(Complementaire.Autre));

    [Fact]
    public void Texts_are_configuration()
    {
        var texts = new MemberTexts
        {
            Telephone = "3676",
            Horaires = "de 9 h à 17 h",
            Cout = "appel non surtaxé",
            SiteRo = "ameli",
            SiteComplementaire = "l'espace"
        };
        Assert.Equal(
            "Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur ameli). "
            + "La part de votre complémentaire santé, au moins 9,00 €, était attendue d'ici le 20 novembre 2025 et n'est pas encore "
            + "arrivée ; elle sera visible sur l'espace : "
            + "vous pouvez appeler MGEN au 3676, de 9 h à 17 h (appel non surtaxé).",
            Message(texts, "24/11", Ro(21)));
    }

    [Fact]
    public void The_defaults_have_the_address_of_the_public_faq() =>
        Assert.Equal("MGEN TSA 81514, 53196 Mayenne Cedex", new MemberTexts().AdresseFeuillesDeSoins);

    [Fact]
    public void A_consequence_without_an_event_is_the_whole_message() => Assert.Equal(
        "Le total de ce soin est désormais de 0,00 €.",
        MemberMessage.Write([new(MessagePartieType.Annule, Montant.Zero)], new()));

    [Theory]
    [InlineData(true, "Les paiements de ce soin ont été regroupés avec ceux d'un autre soin de la même journée.")]
    [InlineData(false, "Les paiements de ce soin ont été corrigés : il n'en reste aucun ici.")]
    public void A_soin_without_payments_says_where_they_went(bool isReplaced, string expected) =>
        Assert.Equal(expected, MemberMessage.OfEmptySoin(isReplaced));

    private static void Dit(string expected, string instant, params Ligne[] lignes) =>
        Assert.Equal(expected, Message(new(), instant, lignes));

    private static string Message(MemberTexts texts, string instant, params Ligne[] lignes)
    {
        var folded = JourneeFold.Run(JourneeDeSoins.From(lignes), new(new(DelaiPolicy.Initial), texts), Instant(instant));
        return Assert.Single(folded.Soins).Vue.Message;
    }
}
