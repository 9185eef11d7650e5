using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The sum at stake, the rest to pay, what is held back and what is on the account, in each situation.</summary>
public sealed class EnjeuEtCompte
{
    private static readonly LigneComplementaire RetenueRc = RegularisationRc(-2).Nommee("rc-retenue") with { Nature = Nature.Retenue };

    public static TheoryData<Scenario> Cas =>
    [
        Quand("en retard, la somme attendue est en jeu", Ro(21)).Le("30/11")
            .Donne(EnRetard, total: 30, Estime, andAlso: v => Assert.Equal((9m, Part.Complementaire), (v.Enjeu.Euros, v.LatePart))),
        Quand("en retard, le RO", Rc(9)).Le("30/11")
            .Donne(EnRetard, total: 30, Annonce, andAlso: v => Assert.Equal((21m, Part.Ro), (v.Enjeu.Euros, v.LatePart))),
        Quand("en attente, le total, et aucune part n'est en retard", Ro(21))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal((30m, null), (v.Enjeu.Euros, v.LatePart))),
        Quand("un trop-versé", Ro(21), Rc(12))
            .Donne(Ecart, total: 33, inchange: true, andAlso: v => Assert.Equal(3m, v.Enjeu.Euros)),
        Quand("moins de RO qu'annoncé", Ro(20), Rc(9))
            .Donne(Ecart, total: 29, inchange: false, andAlso: v => Assert.Equal(1m, v.Enjeu.Euros)),
        Quand("plus de RO qu'annoncé", Ro(22), Rc(7))
            .Donne(Ecart, total: 29, inchange: false, andAlso: v => Assert.Equal(1m, v.Enjeu.Euros)),
        Quand("ce qui a été repris sans que rien n'ait été annoncé", Ro(21), Rc(9).SansDeclarer(), RegularisationRo(-1).De("ro"))
            .Donne(Ecart, total: 29, inchange: false, andAlso: v => Assert.Equal(1m, v.Enjeu.Euros)),
        Quand("une part au-dessous de zéro, seule", Ro(21), AnnulationRo(-25).De("ro"))
            .Donne(Ecart, total: -4, Estime, andAlso: v => Assert.Equal((25m, -4m), (v.Enjeu.Euros, v.Total.AuCompte.Euros))),
        Quand("une part au-dessous de zéro, l'autre augmentée de ce qui lui fut repris",
                Ro(21), AnnulationRo(-25).De("ro"), Rc(9).SansDeclarer(), RegularisationRc(25).De("rc"))
            .Donne(Ecart, total: 30, andAlso: v => Assert.Equal(4m, v.Enjeu.Euros)),
        Quand("ce qui est repris de plus que ce qui est remplacé est perdu",
                Ro(21).Nommee("ro1"), AnnulationRo(-25).De("ro1"), Ro(25).Nommee("ro2"), Rc(9))
            .Decide(Lier("ro1", "ro2", "rc"))
            .Donne(Ecart, total: 30, inchange: false, andAlso: v => Assert.Equal(4m, v.Enjeu.Euros)),
        Quand("une retenue plus grande que le versement laisse le compte à zéro, et non au-dessus",
                Ro(21).EnTiersPayant(), Rc(3), RetenueRo(-5).De("ro"))
            .Donne(Complet, total: 24, inchange: true, andAlso: v => Assert.Equal((0m, 5m), (v.Total.AuCompte.Euros,
                v.Total.Retenues.Euros))),
        Quand("une retenue sur la part complémentaire en tiers payant aussi", Ro(21).EnTiersPayant(), Rc(9).EnTiersPayant(),
                RetenueRc.De("rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((0m, 2m), (v.Total.AuCompte.Euros,
                v.Total.Retenues.Euros))),
        Quand("les retenues se lisent dans l'ordre de leurs jours", Ro(21), Rc(9), RetenueRo(-2).De("ro").Paye("18/11"),
                RetenueRo(-1).Nommee("ro-autre").De("ro").Paye("17/11"))
            .Donne(Complet, total: 30, inchange: true,
                andAlso: v => Assert.Equal([1m, 2m], v.Retenues.Select(r => r.Montant.Euros))),
        Quand("un RO attendu sans somme laisse le reste inconnu", Rc(9).SansDeclarer())
            .Donne(EnAttenteRo, total: 9, Estime, andAlso: v => Assert.Null(v.ResteACharge)),
        Quand("annoncé, il donne le reste", Rc(8))
            .Donne(EnAttenteRo, total: 29, Annonce, andAlso: v => Assert.Equal(1m, v.ResteACharge?.Euros)),
        Quand("un RO payé ailleurs n'a ni reste ni lieu", Rc(9).RoAilleurs())
            .Donne(Complet, total: 9, andAlso: v => Assert.Equal((null, null), (v.ResteACharge, v.PartRo.VisibleSur))),
        Quand("dit ailleurs et payé ici, il a l'un et l'autre", Ro(20), Rc(9).RoAilleurs().Declare(20))
            .Donne(Complet, total: 29, inchange: true,
                andAlso: v => Assert.Equal((1m, VisibleSur.Ameli), (v.ResteACharge?.Euros, v.PartRo.VisibleSur))),
        Quand("la complémentaire dite ailleurs et payée ici aussi", Ro(20).Complementaire(Complementaire.Autre), Rc(9).Declare(20))
            .Donne(Complet, total: 29, inchange: true, andAlso: v => Assert.Equal(1m, v.ResteACharge?.Euros)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
