using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>A contract that ended, a part that will never come: an agent ends the expectation, and a line of that part undoes it.</summary>
public sealed class RienAAttendre
{
    // Two lines of one contract whose declarations add up to what RO paid: one euro beyond the cost, and no other gap.
    private static readonly Ligne[] UnEuroDeTrop =
    [
        Ro(42).Depense(60).Base(60), Rc(10).Nommee("rc1").Depense(60), Rc(9).Nommee("rc2").Depense(60),
    ];

    private static readonly LigneComplementaire Dedite = Rc(9).Nommee("rc2").Depense(60).SansDeclarer().Revision(2);

    public static TheoryData<Scenario> Cas =>
    [
        Quand("contrat terminé : la part complémentaire n'est plus attendue", Ro(21)).Decide(NeRienAttendre(Part.Complementaire, "ro"))
            .Le("05/03/2026").Donne(Complet, total: 21,
                message: "aucune part complémentaire n'est attendue. Le montant total de vos remboursements est de 21,00 €.",
                andAlso: v => Assert.Equal((EtatPart.NonAttendue, 9m), (v.PartComplementaire.Etat, v.ResteACharge?.Euros))),
        Quand("le RO qui ne viendra pas", Rc(9)).Decide(NeRienAttendre(Part.Ro, "rc"))
            .Le("05/03/2026").Donne(Complet, total: 9, message: "aucun remboursement de l'assurance maladie n'est attendu pour ce soin",
                andAlso: v => Assert.Equal((EtatPart.NonAttendue, null), (v.PartRo.Etat, v.PartRo.MontantAttendu))),
        Quand("la décision sur une part laisse l'autre attendue", Ro(21)).Decide(NeRienAttendre(Part.Ro, "ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("la part vient tout de même : elle défait la décision", Ro(21), Rc(9)).Decide(NeRienAttendre(Part.Complementaire, "ro"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("venue puis reprise, elle est attendue de nouveau", Ro(21), Rc(9), AnnulationRc(-9).De("rc"))
            .Decide(NeRienAttendre(Part.Complementaire, "ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("une ligne de l'autre part ne défait rien", Ro(21), RetenueRo(-2).De("ro")).Decide(NeRienAttendre(Part.Complementaire, "ro"))
            .Le("05/03/2026").Donne(Complet, total: 21),
        Quand("une décision rouverte ne tient plus", Ro(21)).Decide(NeRienAttendre(Part.Complementaire, "ro"), Rouvrir(decision: 0))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("un écart accepté tient tant que ses montants tiennent : une retenue n'y change rien",
                Ro(20), Rc(9), RetenueRo(-2).De("ro")).Decide(AccepterEcart("ro", "rc"))
            .Donne(Complet, total: 29, inchange: false),
        Quand("une révision qui ne change pas les montants non plus", Ro(20), Ro(20).Revision(2).Par("VRO-2"), Rc(9))
            .Decide(AccepterEcart("ro", "rc"))
            .Donne(Complet, total: 29, inchange: false),
        Quand("les montants revenus à ce qui fut accepté, l'écart l'est encore",
                Ro(20), Rc(9), RegularisationRo(-1).De("ro"), RegularisationRo(1).Nommee("ro-retour").De("ro"))
                    .Decide(AccepterEcart("ro", "rc"))
            .Donne(Complet, total: 29, inchange: false),
        Quand("un trop-versé accepté l'est à côté de ce que le RO et l'annonce disent alors", UnEuroDeTrop)
            .Decide(Lier("ro", "rc1", "rc2"), AccepterEcart("ro", "rc1", "rc2"))
            .Donne(Complet, total: 61, inchange: true),
        Quand("et ne l'est plus quand l'annonce change, les versements restant les mêmes", [.. UnEuroDeTrop, Dedite])
            .Decide(Lier("ro", "rc1", "rc2"), AccepterEcart("ro", "rc1", "rc2"))
            .Donne(Ecart, total: 61, inchange: false),
        Quand("accepter une correction sans le paiement qu'elle corrige n'accepte pas le soin",
                Ro(21), Rc(9), RegularisationRo(-1).De("ro"))
            .Decide(AccepterEcart("rc", "ro-regularisation"))
            .Donne(Ecart, total: 29, inchange: false),
    ];

    [Fact]
    public void A_decision_is_in_force_as_long_as_the_facts_that_it_was_taken_on()
    {
        var (end, accept, tie) = (NeRienAttendre(Part.Complementaire, "ro")(0), AccepterEcart("ro", "rc")(1), Lier("ro", "rc")(2));
        Assert.Equal([end.Id], Held([Ro(21)], end));
        Assert.Empty(Held([Ro(21), Rc(9)], end));
        Assert.Equal([accept.Id], Held([Ro(20), Rc(9)], accept));
        Assert.Empty(Held([Ro(20), Rc(9), RegularisationRo(-1).De("ro")], accept));
        Assert.Equal([tie.Id], Held([Ro(21), Rc(9)], tie));
    }

    private static IEnumerable<Guid> Held(Ligne[] lignes, params Decision[] decisions) => HeldDecisions.Of(JourneeDeSoins.From(lignes,
        decisions));

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
