using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Money is paid from the beginning of its day: a line of a day ahead is announced, not arrived.</summary>
public sealed class JourDePaiement
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("la part complémentaire sera versée demain", Ro(21).Paye("17/11"), Rc(9).Paye("20/11"))
            .Donne(EnAttenteComplementaire, total: 30, Annonce, inchange: true,
                message: "Un premier remboursement est arrivé : 21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre "
                    + "compte ameli.fr) ; "
                + "un remboursement de 9,00 € de votre complémentaire santé sera versé le 20 novembre 2025 (visible sur votre Espace "
                + "personnel MGEN). "
                + "Le montant total de vos remboursements, 30,00 €, reste inchangé.",
                andAlso: v =>
                {
                    var part = v.PartComplementaire;
                    Assert.Equal((EtatPart.Attendue, null, 9m), (part.Etat, part.Montant, part.MontantAttendu!.Value.Euros));
                    Assert.Equal((Instant("20/11 00:00"), Instant("21/11 00:00")), (part.Expectation!.From, part.Expectation.Until));
                    Assert.Equal(21m, v.Total.AuCompte.Euros);
                    Assert.Equal(Instant("20/11 00:00").AddTicks(-TimeSpan.TicksPerMicrosecond), v.Echeance);
                }),
        Quand("elle l'est dès le début de son jour", Ro(21).Paye("17/11"), Rc(9).Paye("20/11"))
            .Le("20/11 00:00").Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((EtatPart.Payee, 30m, null), (v.PartComplementaire.Etat, v.Total.AuCompte.Euros, v.Echeance))),
        Quand("le RO annoncé par un paiement à venir n'est pas arrivé", Ro(21).Paye("25/11").Complementaire(Complementaire.Autre))
            .Donne(EnAttenteRo, total: 21, Annonce,
                message: "Un remboursement de 21,00 € de l'assurance maladie sera versé le 25 novembre 2025 (visible sur votre compte "
                    + "ameli.fr) ; "
                + "la part complémentaire relève d'un autre organisme. Le montant total de vos remboursements sera de 21,00 €.",
                andAlso: v => Assert.Equal((0m, null), (v.Total.AuCompte.Euros, v.ResteACharge))),
        Quand("en tiers payant, à venir", Ro(21).Paye("25/11").EnTiersPayant().Complementaire(Complementaire.Aucune))
            .Donne(EnAttenteRo, total: 21, Annonce, message: "Un règlement de 21,00 € de l'assurance maladie sera versé au "
                + "professionnel de santé le 25"),
        Quand("deux paiements d'une part, l'un à venir : ce qui est venu, et le tout",
                Ro(21), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2").Contrat("SURCOMPLEMENTAIRE").Paye("24/11"))
            .Donne(EnAttenteComplementaire, total: 30, Annonce, inchange: true, andAlso: v =>
                Assert.Equal(
                    (6m, 9m, 27m),
                    (v.PartComplementaire.Montant!.Value.Euros, v.PartComplementaire.MontantAttendu!.Value.Euros, v.Total.AuCompte.Euros))),
        Quand("l'écart n'attend pas le jour du paiement", Ro(20).Paye("25/11"), Rc(9))
            .Donne(Ecart, total: 29, Annonce, inchange: false, message: "L'assurance maladie verse 20,00 € alors que 21,00 € étaient "
                + "annoncés"),
        Quand("une reprise à venir n'a pas encore quitté le compte", Ro(21), Rc(9), RegularisationRc(-2).De("rc").Paye("25/11"))
            .Donne(Ecart, total: 28, inchange: false, message: "2,00 € seront repris par votre complémentaire santé le 25 novembre 2025",
                andAlso: v => Assert.Equal(30m, v.Total.AuCompte.Euros)),
        Quand("une retenue à venir non plus", Ro(21), Rc(9), RetenueRo(-2).De("ro").Paye("25/11"))
            .Donne(Complet, total: 30, inchange: true, message: "2,00 € seront retenus",
                andAlso: v => Assert.Equal((30m, 28m), (v.Total.AuCompte.Euros, v.Total.Net.Euros))),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
