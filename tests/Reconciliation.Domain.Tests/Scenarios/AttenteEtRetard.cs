using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The régime obligatoire pays first: the part that is awaited, its window, and payments that come late.</summary>
public sealed class AttenteEtRetard
{
    private static readonly DelaiPolicy AvecSeuil = DelaiPolicy.Initial with { AnormalThreshold = Duration.Days(7) };

    public static TheoryData<Scenario> Cas =>
    [
        Quand("RO payé, la part complémentaire est attendue dans les 48 à 72 h", Ro(21).Paye("17/11"))
            .Le("18/11").Donne(EnAttenteComplementaire, total: 30, Estime,
                message: "au moins 9,00 €, est attendue sur votre Espace personnel MGEN vers le 20 novembre 2025",
                andAlso: v =>
                {
                    Assert.Equal(EtatPart.Attendue, v.PartComplementaire.Etat);
                    Assert.Equal(Instant("20/11 00:00"), v.PartComplementaire.Expectation!.From);
                    Assert.Equal(Instant("21/11 00:00"), v.PartComplementaire.Expectation!.Until);
                    Assert.Equal(Instant("21/11 00:00"), v.Echeance);
                    Assert.Equal((21m, 0m), (v.Total.AuCompte.Euros, v.Total.AuProfessionnel.Euros));
                }),
        Quand("à la dernière minute de la fenêtre, rien n'est en retard", Ro(21).Paye("17/11"))
            .Le("20/11 23:59").Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("la fin de la fenêtre est encore dans la fenêtre", Ro(21).Paye("17/11"))
            .Le("21/11 00:00").Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("après la fin de la fenêtre, la part est en retard", Ro(21).Paye("17/11"))
            .Le("21/11 00:01").Donne(EnRetard, total: 30, Estime,
                message: "était attendue d'ici le 20 novembre 2025 et n'est pas encore arrivée ; elle sera visible sur votre Espace "
                    + "personnel MGEN",
                andAlso: v => Assert.Equal(
                    (EtatPart.EnRetard, false, null), (v.PartComplementaire.Etat, v.PartComplementaire.DansLesDelais, v.Echeance))),
        Quand("rien ne se fige : payée en retard, la part complète le soin", Ro(21).Paye("17/11"), Rc(9).Paye("25/11"))
            .Le("26/11").Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal((false, 8), (v.PartComplementaire.DansLesDelais, v.EcartJours))),
        Quand("payée le dernier jour de la fenêtre, la part est dans les délais", Ro(21).Paye("17/11"), Rc(9).Paye("20/11"))
            .Le("22/11").Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.True(v.PartComplementaire.DansLesDelais)),
        Quand("payée le lendemain de la fenêtre, la part a été en retard", Ro(21).Paye("17/11"), Rc(9).Paye("21/11"))
            .Le("22/11").Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.False(v.PartComplementaire.DansLesDelais)),
        Quand("le second seuil est éteint par défaut", Ro(21).Paye("17/11"))
            .Le("05/03/2026").Donne(EnRetard, total: 30, Estime, andAlso: v => Assert.Equal(Niveau.Normal, v.Niveau)),
        Quand("jusqu'au second seuil, un retard est normal", Ro(21).Paye("17/11")).Selon(AvecSeuil)
            .Le("28/11 00:00").Donne(EnRetard, total: 30, Estime,
                andAlso: v => Assert.Equal((Niveau.Normal, Instant("28/11 00:00")), (v.Niveau, v.Echeance))),
        Quand("sept jours après la fenêtre, un retard est anormal", Ro(21).Paye("17/11")).Selon(AvecSeuil)
            .Le("28/11 00:01").Donne(EnRetard, total: 30, Estime,
                andAlso: v => Assert.Equal((Niveau.Anormal, null), (v.Niveau, v.Echeance))),
        Quand("avec une feuille de soins, la fenêtre va du cinquième au trentième jour", Ro(21).Paye("17/11").SurFeuille())
            .Le("10/12").Donne(EnAttenteComplementaire, total: 30, Estime,
                message: "sur votre Espace personnel MGEN d'ici le 17 décembre 2025 (avec une feuille de soins, le délai peut varier)"),
        Quand("avec une feuille de soins, le retard vient après trente jours", Ro(21).Paye("17/11").SurFeuille())
            .Le("18/12 00:01").Donne(EnRetard, total: 30, Estime),
        Quand("la transmission connue du RO ne fait pas courir le délai de la part complémentaire",
                Ro(21).Paye("17/11").Transmise("14/11 17:02"))
            .Le("20/11 20:00").Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("le ticket modérateur ne dépasse pas ce qui reste à payer", Ro(17.50m).Base(25).Depense(20))
            .Donne(EnAttenteComplementaire, total: 20, Estime, message: "au moins 2,50 €"),
        Quand("avec un dépassement, au moins le ticket modérateur est attendu", Ro(22.05m).Base(31.50m).Depense(40))
            .Donne(EnAttenteComplementaire, total: 31.50m, Estime, message: "au moins 9,45 €"),
        Quand("la base payée en entier, un dépassement peut être remboursé mais n'est pas attendu", Ro(30).Base(30, taux: 100).Depense(50))
            .Le("05/03/2026").Donne(Complet, total: 30, message: "aucune part complémentaire n'est attendue",
                andAlso: v => Assert.Equal((20m, EtatPart.NonAttendue), (v.ResteACharge?.Euros, v.PartComplementaire.Etat))),
        Quand("le dépassement remboursé tout de même complète le soin", Ro(30).Base(30, taux: 100).Depense(50),
            Rc(12).Declare(30).Depense(50))
            .Donne(Complet, total: 42, inchange: true),
        Quand("hors du parcours, à 30 %, le contrat ne complète pas toujours : attendue, sans montant", Ro(9).Base(30, taux: 30))
            .Donne(EnAttenteComplementaire, total: 9, Estime,
                message: "La part de votre complémentaire santé est attendue sur votre Espace personnel MGEN vers le 20 novembre 2025 ; "
                + "le montant total de vos remboursements reste inchangé.",
                andAlso: v => Assert.Equal((null, null), (v.PartComplementaire.MontantAttendu, v.ResteACharge))),
        Quand("à 35 %, le ticket modérateur est un montant", Ro(10.50m).Base(30, taux: 35))
            .Donne(EnAttenteComplementaire, total: 30, Estime, message: "au moins 19,50 €"),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
