using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The complementary part pays first, which is normal: the RO part is announced by it.</summary>
public sealed class ComplementaireDAbord
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("RC payée, la part RO est attendue et annoncée", Rc(9).Paye("17/11"))
            .Le("18/11").Donne(EnAttenteRo, total: 30, Annonce,
                message: "La part de l'assurance maladie, 21,00 €, est attendue sur votre compte ameli.fr vers le 20 novembre 2025",
                andAlso: v =>
                {
                    Assert.Equal((9m, 21m), (v.Total.AuCompte.Euros, v.PartRo.MontantAttendu!.Value.Euros));
                    Assert.Equal((EtatPart.Attendue, VisibleSur.Ameli), (v.PartRo.Etat, v.PartRo.VisibleSur));
                    Assert.Null(v.PartRo.Montant);
                    Assert.Null(v.OrdreVersements);
                    Assert.Null(v.EcartJours);
                }),
        Quand("RC qui ne déclare rien : le RO est attendu, son montant inconnu", Rc(9).Paye("17/11").SansDeclarer())
            .Le("18/11").Donne(EnAttenteRo, total: 9, Estime, message: "le montant total de vos remboursements reste inchangé."),
        Quand("le RO manque encore après la fenêtre", Rc(9).Paye("17/11"))
            .Le("21/11 00:01").Donne(EnRetard, total: 30, Annonce,
                message: "La part de l'assurance maladie, 21,00 €, était attendue d'ici le 20 novembre 2025 et n'est pas encore arrivée "
                    + "; elle sera visible sur votre compte ameli.fr"),
        Quand("le RO attendu se compte de la transmission, si elle est connue", Rc(9).Paye("17/11").Transmise("14/11 17:02"))
            .Le("17/11 17:02").Donne(EnAttenteRo, total: 30, Annonce,
                andAlso: v => Assert.Equal(Instant("16/11 17:02"), v.PartRo.Expectation!.From)),
        Quand("72 h après la transmission, le RO est en retard", Rc(9).Paye("17/11").Transmise("14/11 17:02"))
            .Le("17/11 17:03").Donne(EnRetard, total: 30, Annonce),
        Quand("le RO arrive deux jours après", Rc(9).Paye("17/11"), Ro(21).Paye("19/11"))
            .Donne(Complet, total: 30, inchange: true, message: "Le montant total de vos remboursements, 30,00 €, reste inchangé.",
                andAlso: v => Assert.Equal(
                    (-2, OrdreVersements.ComplementairePuisRo, true), (v.EcartJours, v.OrdreVersements, v.PartRo.DansLesDelais))),
        Quand("RO d'abord", Rc(9).Paye("19/11"), Ro(21).Paye("17/11"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((2, OrdreVersements.RoPuisComplementaire), (v.EcartJours, v.OrdreVersements))),
        Quand("les deux le même jour", Rc(9).Paye("17/11"), Ro(21).Paye("17/11"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((0, OrdreVersements.MemeJour), (v.EcartJours, v.OrdreVersements))),
        Quand("sans compte ameli, le relevé RO vient par courrier", Rc(9).Paye("17/11").ReleveParCourrier())
            .Le("18/11").Donne(EnAttenteRo, total: 30, Annonce, message: "avec un relevé par courrier",
                andAlso: v => Assert.Equal(VisibleSur.Courrier, v.PartRo.VisibleSur)),
        Quand("avec une feuille de soins, le RO a trente jours", Rc(9).Paye("17/11").SurFeuille())
            .Le("17/12 23:59").Donne(EnAttenteRo, total: 30, Annonce),
        Quand("le RO est venu comme annoncé, puis rien ne change plus", Rc(9).Paye("17/11"), Ro(21).Paye("19/11"))
            .Le("05/03/2026").Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Null(v.Echeance)),
        Quand("le libellé que le RO ne donne pas est celui de la part complémentaire", Rc(9), Ro(21) with { Libelle = null })
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal("Consultation généraliste", v.Libelle)),
        Quand("le RO paie moins qu'annoncé", Rc(9), Ro(20))
            .Donne(Ecart, total: 29, inchange: false,
                message: "L'assurance maladie a versé 20,00 € alors que 21,00 € étaient annoncés : vous pouvez appeler MGEN"),
        Quand("rien n'était annoncé : l'ensemble est complet, la promesse n'est pas vérifiable", Rc(9).SansDeclarer(), Ro(21))
            .Donne(Complet, total: 30, inchange: null, message: "Le montant total de vos remboursements est de 30,00 €."),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
