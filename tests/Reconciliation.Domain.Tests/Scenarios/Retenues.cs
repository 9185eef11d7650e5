using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Participation forfaitaire and franchises: separate negative lines, which never count against the promise.</summary>
public sealed class Retenues
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("deux euros retenus ne font pas un écart", Ro(21), Rc(9), RetenueRo(-2).De("ro"))
            .Donne(Complet, total: 30, inchange: true,
                message: "; 2,00 € ont été retenus au titre de la participation forfaitaire ou des franchises. "
                + "Le montant total de vos remboursements, 30,00 €, reste inchangé, soit 28,00 € nets des retenues.",
                andAlso: v => Assert.Equal((2m, 28m, 28m, 2m), (v.Total.Retenues.Euros, v.Total.Net.Euros, v.Total.AuCompte.Euros,
                    v.ResteACharge?.Euros))),
        Quand("un euro retenu est au singulier", Ro(21), Rc(9), RetenueRo(-1).De("ro"))
            .Donne(Complet, total: 30, inchange: true, message: "1,00 € a été retenu"),
        Quand("retenu avant que la part complémentaire vienne", Ro(21), RetenueRo(-2).De("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal((28m, 19m, 21m), (v.Total.Net.Euros, v.Total.AuCompte.Euros, v.PartRo.Montant!.Value.Euros))),
        Quand("retenu des mois plus tard, sur un autre virement", Ro(21), Rc(9), RetenueRo(-2).De("ro").Paye("15/02/2026").Par("VRO-9"))
            .Le("16/02/2026").Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal(("VRO-1", Jour("17/11")), (v.PartRo.Virement, v.PartRo.PayeLe))),
        Quand("une retenue qui ne nomme rien joint le seul soin RO de la journée", Ro(21), Rc(9), RetenueRo(-2))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(2m, v.Total.Retenues.Euros)),
        Quand("entre deux soins RO, elle reste au compte du bénéficiaire",
                Ro(21), Ro(17.50m).Nommee("ro2").Acte("C").Depense(25).Base(25), RetenueRo(-2))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteComplementaire, total: 25, Estime)
            .NonRattachees("ro-retenue"),
        Quand("le soin RO d'une autre journée n'est pas le sien", Ro(21), RetenueRo(-2).Soin("15/11"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).NonRattachees("ro-retenue"),
        Quand("une retenue RO ne joint pas un soin sans RO", Rc(9), RetenueRo(-2))
            .Donne(EnAttenteRo, total: 30, Annonce).NonRattachees("ro-retenue"),
        Quand("une retenue dont l'origine n'est pas venue attend", Ro(21), RetenueRo(-2).De("ro-inconnue"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).NonRattachees("ro-retenue"),
        Quand("une retenue rendue ne retient plus rien, et n'est pas un paiement brut",
                Ro(21), Rc(9), RetenueRo(-2).De("ro"), RegularisationRo(2).De("ro-retenue"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v =>
                    Assert.Equal((0m, 30m, 21m), (v.Total.Retenues.Euros, v.Total.AuCompte.Euros, v.PartRo.Montant!.Value.Euros))),
        Quand("rendue, une retenue qui ne nommait rien l'est dans le soin qu'elle a joint",
                Ro(21), Rc(9), RetenueRo(-2), RegularisationRo(1).De("ro-retenue"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((1m, 29m), (v.Total.Retenues.Euros, v.Total.AuCompte.Euros))),
        Quand("ce qui corrige une retenue qui attend attend avec elle", RetenueRo(-2), RegularisationRo(2).De("ro-retenue"))
            .NonRattachees("ro-retenue", "ro-regularisation"),
        Quand("retenue et rendue le même jour à venir, elle n'est pas une échéance", Ro(30),
                RetenueRo(-2).De("ro").Paye("24/12/2025"), RegularisationRo(2).De("ro-retenue").Paye("24/12/2025"))
            .Le("27/11/2025").Donne(Complet, total: 30, andAlso: v => Assert.Null(v.Echeance)),
        Quand("retenue et rendue deux jours à venir, elle en est une, la veille du premier", Ro(30),
                RetenueRo(-2).De("ro").Paye("24/12/2025"), RegularisationRo(2).De("ro-retenue").Paye("26/12/2025"))
            .Le("27/11/2025").Donne(Complet, total: 30, andAlso: v => Assert.Equal(
                Paris.StartOfDay(new DateOnly(2025, 12, 24)).AddTicks(-TimeSpan.TicksPerMicrosecond), v.Echeance)),
        Quand("deux retenues s'ajoutent", Ro(21), Rc(9), RetenueRo(-2).De("ro"), RetenueRo(-0.50m).Nommee("ro-franchise").De("ro"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((2.50m, 27.50m), (v.Total.Retenues.Euros, v.Total.Net.Euros))),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
