using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Soins of which only one part is to come, and lines of 0,00 that say so.</summary>
public sealed class UneSeulePart
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("la complémentaire est ailleurs", Ro(21).Complementaire(Complementaire.Autre))
            .Donne(Complet, total: 21,
                message: "la part complémentaire relève d'un autre organisme. Le montant total de vos remboursements est de 21,00 €.",
                andAlso: v =>
                {
                    Assert.Equal(
                        (EtatPart.NonAttendue, null, null),
                        (v.PartComplementaire.Etat, v.PartComplementaire.VisibleSur, v.PartComplementaire.DansLesDelais));
                    Assert.Null(v.Echeance);
                }),
        Quand("aucune complémentaire", Ro(21).Complementaire(Complementaire.Aucune))
            .Le("05/03/2026").Donne(Complet, total: 21, message: "aucune part complémentaire n'est attendue"),
        Quand("le régime obligatoire est ailleurs", Rc(9).RoAilleurs())
            .Donne(Complet, total: 9, message: "la part de l'assurance maladie relève d'un autre organisme"),
        Quand("ALD à 100 % : il ne reste rien à rembourser", Ro(25).Depense(25).Base(25, taux: 100))
            .Donne(Complet, total: 25, message: "il ne reste rien à rembourser par votre complémentaire santé"),
        Quand("ALD à 100 % : la part complémentaire de 0,00 dit la même chose",
                Ro(25).Depense(25).Base(25, taux: 100), Rc(0).Declare(25).Depense(25))
            .Donne(Complet, total: 25, inchange: true, message: "aucun remboursement n'est dû par votre complémentaire santé",
                andAlso: v => Assert.Equal(EtatPart.Payee, v.PartComplementaire.Etat)),
        Quand("une part complémentaire de 0,00 règle un soin dont il restait à payer", Ro(21), Rc(0))
            .Le("05/03/2026").Donne(Complet, total: 21, inchange: true, andAlso: v => Assert.Equal(9m, v.ResteACharge?.Euros)),
        Quand("une part complémentaire de 0,00 d'abord : le RO est attendu comme après tout paiement", Rc(0).Declare(25).Depense(25))
            .Donne(EnAttenteRo, total: 25, Annonce,
                message: "Aucun remboursement n'est dû par votre complémentaire santé. La part de l'assurance maladie, 25,00 €, est "
                    + "attendue sur votre compte ameli.fr vers le 22 novembre 2025"),
        Quand("ostéopathie : le RO ne couvre pas l'acte", Rc(40).Depense(60).Declare(0).Acte("OSTEO"))
            .Le("05/03/2026").Donne(Complet, total: 40, message: "aucun remboursement de l'assurance maladie n'est attendu pour ce soin",
                andAlso: v => Assert.Equal(20m, v.ResteACharge?.Euros)),
        Quand("forfait journalier : le RO vient à 0,00",
                Rc(20).Depense(20).Declare(0).Acte("FJ"), Ro(0).Depense(20).Base(0, taux: 0).Acte("FJ"))
            .Donne(Complet, total: 20, inchange: true, message: "aucun remboursement n'est dû par l'assurance maladie"),
        Quand("forfait journalier, le RO d'abord à 0,00 sur une base de 0,00 : rien n'est attendu, rien n'est promis",
                Ro(0).Acte("FJ").Depense(40).Base(0, taux: 0))
            .Le("05/03/2026").Donne(Complet, total: 0,
                message: "Aucun remboursement n'est dû par l'assurance maladie ; aucune part complémentaire n'est attendue. "
                + "Le montant total de vos remboursements est de 0,00 €."),
        Quand("un RO de 0,00 sur une base laisse la complémentaire attendue, sans montant", Ro(0).Base(30, taux: 0))
            .Donne(EnAttenteComplementaire, total: 0, Estime,
                message: "Aucun remboursement n'est dû par l'assurance maladie. La part de votre complémentaire santé est attendue sur"),
        Quand("un RO de 0,00 alors que 21,00 étaient annoncés est un écart", Ro(0), Rc(9))
            .Donne(Ecart, total: 9, inchange: false),
        Quand("plus versé que dépensé, avec une seule part", Ro(31).Complementaire(Complementaire.Aucune))
            .Donne(Ecart, total: 31, message: "Le total versé, 31,00 €, dépasse le montant du soin, 30,00 €"),
        Quand("les deux parts viennent alors qu'aucune n'attendait l'autre",
                Ro(21).Complementaire(Complementaire.Autre), Rc(9).RoAilleurs())
            .Donne(Complet, total: 30, inchange: true),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
