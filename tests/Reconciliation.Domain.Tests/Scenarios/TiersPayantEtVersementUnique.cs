using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The recipients of the money, and the number of transfers.</summary>
public sealed class TiersPayantEtVersementUnique
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("tiers payant intégral : montré, pas compté sur le compte", Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant())
            .Donne(Complet, total: 30, inchange: true, message: "Les deux parts de ce soin ont été réglées en tiers payant",
                andAlso: v => Assert.Equal((0m, 30m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros))),
        Quand("tiers payant sur la part RO seulement", Ro(21).EnTiersPayant(), Rc(9))
            .Donne(Complet, total: 30, inchange: true,
                message: "21,00 € de l'assurance maladie, versés au professionnel de santé le 17 novembre 2025",
                andAlso: v => Assert.Equal((9m, 21m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros))),
        Quand("tiers payant RO, la part complémentaire est attendue", Ro(21).EnTiersPayant())
            .Donne(EnAttenteComplementaire, total: 30, Estime, message: "Une première part de ce soin a été réglée en tiers payant"),
        Quand("tiers payant RC d'abord", Rc(9).EnTiersPayant())
            .Donne(EnAttenteRo, total: 30, Annonce, message: "Une première part de ce soin a été réglée en tiers payant",
                andAlso: v => Assert.Equal((0m, 9m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros))),
        Quand("une retenue sur un tiers payant pèse sur le professionnel qui l'a reçu",
                Ro(21).EnTiersPayant(), Rc(9), RetenueRo(-2).De("ro").EnTiersPayant())
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((9m, 19m, 28m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros, v.Total.Net.Euros))),
        Quand("moins de deux euros sont au singulier",
                Ro(1.96m).Base(2.80m).Depense(2.80m).EnTiersPayant(), Rc(0.84m).Declare(1.96m).Depense(2.80m).EnTiersPayant())
            .Donne(Complet, total: 2.80m, inchange: true, message: "1,96 € de l'assurance maladie, versé au professionnel"),
        Quand("un seul versement pour les deux parts", Ro(21).Paye("17/11").Par("V-1"), Rc(9).Paye("17/11").Par("V-1"))
            .Donne(Complet, total: 30, inchange: true,
                message: "Vos deux remboursements sont arrivés en un seul versement le 17 novembre 2025",
                andAlso: v => Assert.True(v.VersementUnique)),
        Quand("deux versements", Ro(21), Rc(9))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.False(v.VersementUnique)),
        Quand("un seul versement au professionnel : aucun remboursement du membre",
                Ro(21).Par("V-1").EnTiersPayant(), Rc(9).Par("V-1").EnTiersPayant())
            .Donne(Complet, total: 30, inchange: true, message: "Les deux parts de ce soin ont été réglées en tiers payant",
                andAlso: v => Assert.True(v.VersementUnique)),
        Quand("un versement pour deux des trois paiements n'est pas unique",
                Ro(21).Par("V-1"), Rc(6).Par("V-1"), Rc(3).Nommee("rc2").Contrat("SURCO").Par("V-2"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.False(v.VersementUnique)),
        Quand("une part seule n'est pas un versement unique", Ro(21).Par("V-1"))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.False(v.VersementUnique)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
