using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>A support agent's décision is a fact like a line, and comes before every stage of pairing.</summary>
public sealed class DecisionsDAgents
{
    private static readonly LigneComplementaire Ailleurs = Rc(9).Professionnel("10009999999");

    public static TheoryData<Scenario> Cas =>
    [
        Quand("lier réunit ce qu'aucune étape n'apparie", Ro(21), Ailleurs).Decide(Lier("ro", "rc"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("délier sépare ce qu'une étape apparie", Ro(21), Rc(9)).Decide(Delier("ro", "rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("lier l'emporte sur une référence explicite",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9).Visant("ro1")).Decide(Lier("ro2", "rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(Complet, total: 30, inchange: true),
        Quand("la décision la plus récente l'emporte : délier", Ro(21), Rc(9)).Decide(Lier("ro", "rc"), Delier("ro", "rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("la décision la plus récente l'emporte : lier", Ro(21), Ailleurs).Decide(Delier("ro", "rc"), Lier("ro", "rc"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("de deux liens d'une ligne, le plus récent tient", Ro(21), Ailleurs, Rc(8).Nommee("rc2").Professionnel("10008888888"))
            .Decide(Lier("ro", "rc"), Lier("ro", "rc2"))
            .Donne(Complet, total: 29, inchange: true).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("une décision rouverte ne tient plus", Ro(21), Ailleurs).Decide(Lier("ro", "rc"), Rouvrir(decision: 0))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("une réouverture rouverte rend la décision",
                Ro(21), Ailleurs).Decide(Lier("ro", "rc"), Rouvrir(decision: 0), Rouvrir(decision: 1))
            .Donne(Complet, total: 30, inchange: true),
        Quand("un écart accepté est complet", Ro(20), Rc(9)).Decide(AccepterEcart("ro", "rc"))
            .Donne(Complet, total: 29, inchange: false, message: "Le montant total de vos remboursements est de 29,00 €."),
        Quand("une ligne de plus rouvre un écart accepté", Ro(20), Rc(9), RegularisationRo(-1).De("ro")).Decide(AccepterEcart("ro", "rc"))
            .Donne(Ecart, total: 28, inchange: false),
        Quand("une révision rouvre un écart accepté", Ro(20), Ro(19).Revision(2), Rc(9)).Decide(AccepterEcart("ro", "rc"))
            .Donne(Ecart, total: 28, inchange: false),
        Quand("un trop-versé accepté est complet", Ro(21), Rc(12)).Decide(AccepterEcart("ro", "rc"))
            .Donne(Complet, total: 33, inchange: true),
        Quand("la perte acceptée d'une part annulée n'est plus attendue",
                Ro(21), Rc(9), AnnulationRo(-21).De("ro")).Decide(AccepterEcart("ro", "rc", "ro-annulation"))
            .Le("05/03/2026").Donne(Complet, total: 9, inchange: false),
        Quand("sans annonce aussi, la perte acceptée n'est plus attendue", Ro(21), Rc(9).SansDeclarer(), AnnulationRo(-21).De("ro"))
            .Decide(AccepterEcart("ro", "rc", "ro-annulation"))
            .Le("05/03/2026").Donne(Complet, total: 9, inchange: false),
        Quand("tout lié : les RO déclarés d'un contrat s'ajoutent",
                Ro(21).Nommee("ro1").Depense(60), Ro(21).Nommee("ro2").Depense(60), Rc(9).Nommee("rc1").Depense(60),
                Rc(9).Nommee("rc2").Depense(60))
            .Decide(Lier("ro1", "ro2", "rc1", "rc2"))
            .Donne(Complet, total: 60, inchange: true),
        Quand("accepter l'écart d'un soin en attente n'y change rien", Ro(21)).Decide(AccepterEcart("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("deux parts liées ne prennent qu'un RO",
                Ro(21).Nommee("ro1"), Ro(20).Nommee("ro2"), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2").Contrat("SURCO").Declare(20))
            .Decide(Lier("rc1", "rc2"))
            .Donne(Ecart, total: 30, inchange: false).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("deux parts liées ne rejoignent pas un RO que l'un de leurs contrats a déjà",
                Ro(21), Rc(6).Nommee("rc1").Visant("ro"), Rc(5).Nommee("rc2"), Rc(3).Nommee("rc3").Contrat("SURCO"))
            .Decide(Lier("rc2", "rc3"))
            .Donne(Complet, total: 27, inchange: true).Donne(EnAttenteRo, total: 29, Annonce),
        Quand("deux parts liées prennent un RO si l'une d'elles lui convient",
                Ro(14).Nommee("ro1").Depense(40), Ro(14).Nommee("ro2").Depense(40), Rc(9).Nommee("rc1").Depense(31),
                Rc(9).Nommee("rc2").Depense(32).Declare(14), Rc(9).Nommee("rc3").Depense(33).SansDeclarer())
            .Decide(Lier("rc1", "rc2"))
            .DonneEnTout(2),
        Quand("deux RO liés ne prennent qu'une part par contrat",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9).Nommee("rc1"), Rc(9).Nommee("rc2")).Decide(Lier("ro1", "ro2"))
            .Donne(Ecart, total: 51, inchange: false).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("lier agit d'un jour à l'autre : le soin est celui du RO", Ro(21), Rc(9).Soin("15/11")).Decide(Lier("ro", "rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Jour("14/11"), v.Journee.DateSoin)),
        Quand("lier n'agit pas d'un bénéficiaire à l'autre", Ro(21), Rc(9).Beneficiaire("A0001234-03"))
            .Decide(Lier("ro", "rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("lier des lignes qui ne sont pas venues attend", Ro(21)).Decide(Lier("ro", "rc"))
            .Donne(EnAttenteComplementaire, total: 30, Estime),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
