using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Signed lines that refer to the line they correct, months later or before it.</summary>
public sealed class CorrectionsEtAnnulations
{
    public static TheoryData<Scenario> Annulations =>
    [
        Quand("les deux parts annulées : tout revient à zéro", Ro(21), Rc(9), AnnulationRo(-21).De("ro"), AnnulationRc(-9).De("rc"))
            .Donne(Annule, total: 0, message: "Le total de ce soin est désormais de 0,00 €",
                andAlso: v => Assert.Equal((EtatPart.Annulee, EtatPart.Annulee), (v.PartRo.Etat, v.PartComplementaire.Etat))),
        Quand("la seule part venue, annulée", Ro(21), AnnulationRo(-21).De("ro"))
            .Donne(Annule, total: 0, andAlso: v => Assert.Equal(EtatPart.NonAttendue, v.PartComplementaire.Etat)),
        Quand("une part annulée, l'autre de 0,00 : chaque part revient à zéro",
                Ro(30).Base(30, taux: 100), Rc(0).Declare(30), AnnulationRo(-30).De("ro"))
            .Donne(Annule, total: 0),
        Quand("le RO annulé est attendu de nouveau, à compter du jour où il a été repris",
                Ro(21), Rc(9), AnnulationRo(-21).De("ro").Paye("18/11"))
            .Donne(EnAttenteRo, total: 30, Annonce,
                message: "21,00 € ont été repris par l'assurance maladie le 18 novembre 2025 (visible sur votre compte ameli.fr). "
                + "La part de l'assurance maladie, 21,00 €, est attendue sur votre compte ameli.fr vers le 21 novembre 2025",
                andAlso: v => Assert.Equal((EtatPart.Annulee, Instant("22/11 00:00")), (v.PartRo.Etat, v.PartRo.Expectation!.Until))),
        Quand("repris et non remplacé, le RO est en retard après la fenêtre", Ro(21), Rc(9), AnnulationRo(-21).De("ro").Paye("18/11"))
            .Le("22/11 00:01").Donne(EnRetard, total: 30, Annonce),
        Quand("une reprise que rien ne remplace est un écart", Ro(21), Rc(9), RegularisationRc(-2).De("rc"))
            .Donne(Ecart, total: 28, inchange: false,
                message: "Sur ce qui a été repris, 2,00 € n'ont pas été remplacés : vous pouvez appeler MGEN"),
        Quand("ce qui est ajouté à l'autre part remplace ce qui est repris",
                Ro(21), Rc(9), RegularisationRc(-2).De("rc").Declare(23), RegularisationRo(2).De("ro"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("deux annulations du même paiement : une personne regarde, rien n'est versé en négatif",
                Ro(21), AnnulationRo(-21).De("ro"), AnnulationRo(-21).Nommee("ro-encore").De("ro"))
            .Donne(Ecart, total: -21, Estime, message: "L'assurance maladie a repris 21,00 € de plus que ses versements",
                andAlso: v => Assert.Equal((null, null), (v.PartComplementaire.MontantAttendu, v.ResteACharge))),
        Quand("la part complémentaire annulée est attendue de nouveau", Ro(21), Rc(9), AnnulationRc(-9).De("rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime,
                message: "9,00 € ont été repris par votre complémentaire santé le 19 novembre 2025"),
        Quand("sans montant déclaré, le RO annulé est attendu de nouveau", Ro(21), Rc(9).SansDeclarer(), AnnulationRo(-21).De("ro"))
            .Donne(EnAttenteRo, total: 9, Estime),
        Quand("une annulation partielle n'annule pas la part", Ro(21), Rc(9), AnnulationRo(-10).De("ro"))
            .Donne(Ecart, total: 20, inchange: false,
                andAlso: v => Assert.Equal((EtatPart.Payee, 11m), (v.PartRo.Etat, v.PartRo.Montant!.Value.Euros))),
        Quand("une régularisation qui ramène à zéro annule comme une annulation",
                Ro(21).Complementaire(Complementaire.Autre), RegularisationRo(-21).De("ro"))
            .Donne(Annule, total: 0),
    ];

    public static TheoryData<Scenario> Corrections =>
    [
        Quand("une annulation avant son paiement attend, dans aucun soin", AnnulationRo(-21).De("ro")).NonRattachees("ro-annulation"),
        Quand("une correction d'une ligne qui ne vient pas attend à côté du soin", Ro(21), Rc(9), RegularisationRo(-3).De("ro-inconnue"))
            .Donne(Complet, total: 30, inchange: true).NonRattachees("ro-regularisation"),
        Quand("une régularisation sans origine n'est d'aucun soin", Ro(21), RegularisationRo(-3))
            .Donne(EnAttenteComplementaire, total: 30, Estime).NonRattachees("ro-regularisation"),
        Quand("deux corrections qui se renvoient l'une à l'autre n'ont pas d'origine",
                Ro(21), RegularisationRo(-3).Nommee("ro-a").De("ro-b"), RegularisationRo(3).Nommee("ro-b").De("ro-a"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).NonRattachees("ro-a", "ro-b"),
        Quand("une correction RO ne vise pas une ligne complémentaire du même nom", Rc(9), RegularisationRo(-3).De("rc"))
            .Donne(EnAttenteRo, total: 30, Annonce).NonRattachees("ro-regularisation"),
        Quand("le RO régularisé à la baisse s'écarte de l'annonce", Ro(21), Rc(9), RegularisationRo(-3.50m).De("ro"))
            .Donne(Ecart, total: 26.50m, inchange: false,
                message: "L'assurance maladie a versé 17,50 € alors que 21,00 € étaient annoncés"),
        Quand("la part complémentaire régularisée suit, la promesse est tenue",
                Ro(21), Rc(9), RegularisationRo(-3.50m).De("ro"), RegularisationRc(3.50m).De("rc").Declare(17.50m))
            .Donne(Complet, total: 30, inchange: true),
        Quand("la dernière régularisation qui redéclare compte",
                Ro(20), Rc(9), RegularisationRc(1).De("rc").Declare(20).Paye("25/11"),
                RegularisationRc(0.5m).Nommee("rc-premiere").De("rc").Declare(19).Paye("22/11"))
            .Donne(Ecart, total: 30.50m, Annonce, inchange: true, message: "dépasse"),
        Quand("la correction d'une correction joint le même soin",
                Ro(21), Rc(9), RegularisationRo(-3).De("ro"), RegularisationRo(3).Nommee("ro-retour").De("ro-regularisation"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("une correction d'un autre jour de soins joint le soin de son origine",
                Ro(21), Rc(9), RegularisationRo(-1).De("ro").Soin("15/11"))
            .Donne(Ecart, total: 29, inchange: false, andAlso: v => Assert.Equal(Jour("14/11"), v.Journee.DateSoin)),
        Quand("des mois plus tard, une correction rouvre un soin complet", Ro(21), Rc(9), RegularisationRo(-21).De("ro").Paye("20/05/2026"))
            .Le("21/05/2026").Donne(EnAttenteRo, total: 30, Annonce),
        Quand("annulé puis payé de nouveau : la ligne qui tient trouve la part complémentaire",
                Ro(21).Nommee("ro1"), AnnulationRo(-21).De("ro1"), Ro(21).Nommee("ro2"), Rc(9))
            .Donne(Annule, total: 0).Donne(Complet, total: 30, inchange: true),
        Quand("deux paiements complémentaires, l'un annulé",
                Ro(21), Rc(8).Nommee("rc1"), AnnulationRc(-8).De("rc1"), Rc(9).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(Annule, total: 0),
        Quand("là où les deux nomment la ligne RO, le paiement annulé et celui qui le remplace partagent son soin",
                Ro(21), Rc(8).Nommee("rc1").Visant("ro"), AnnulationRc(-8).De("rc1"), Rc(9).Nommee("rc2").Visant("ro"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("une correction d'une autre source joint le seul paiement de ce nom",
                Ro(21), Rc(9), RegularisationRo(-1).De("ro") with { Id = Id("ro-regularisation") with { Source = "autre" } })
            .Donne(Ecart, total: 29, inchange: false),
        Quand("entre deux paiements d'un nom, la correction d'une troisième source attend",
                Ro(21),
                Ro(10).Depense(10).Acte("AMI") with { Id = Id("ro") with { Source = "autre" } },
                RegularisationRo(-1).De("ro") with { Id = Id("ro-regularisation") with { Source = "tierce" } })
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(Complet, total: 10).NonRattachees("ro-regularisation"),
        Quand("une correction nomme sa propre source d'abord",
                Ro(21), Ro(10).Depense(10).Acte("AMI") with { Id = Id("ro") with { Source = "autre" } }, RegularisationRo(-1).De("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal(20m, v.PartRo.Montant!.Value.Euros))
            .Donne(Complet, total: 10),
    ];

    [Theory]
    [MemberData(nameof(Annulations))]
    [MemberData(nameof(Corrections))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
