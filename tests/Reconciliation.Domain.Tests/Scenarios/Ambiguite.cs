using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The pairing of lines, stage by stage, and the cases in which nothing is guessed.</summary>
public sealed class Ambiguite
{
    private static readonly LigneRo Ro21 = Ro(21).Nommee("ro1");
    private static readonly LigneRo Ro17 = Ro(17.50m).Base(25).Nommee("ro2");

    public static TheoryData<Scenario> Choix =>
    [
        Quand("deux boîtes identiques font deux soins",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9).Nommee("rc1"), Rc(9).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 30, inchange: true),
        Quand("de deux boîtes identiques une part complémentaire est venue : la première ligne l'a",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("de deux boîtes identiques un RO est venu", Ro(21), Rc(9).Nommee("rc1"), Rc(9).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("deux RO différents, une part qui ne déclare rien : on ne devine pas", Ro21, Ro17, Rc(8).SansDeclarer())
            .Donne(ARapprocher, total: 46.50m,
                message: "Plusieurs paiements de cette journée de soins, 46,50 € en tout, sont en cours de rapprochement : "
                + "21,00 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr), "
                + "17,50 € de l'assurance maladie le 17 novembre 2025 (visible sur votre compte ameli.fr) et "
                + "8,00 € de votre complémentaire santé le 19 novembre 2025 (visible sur votre Espace personnel MGEN). "
                + "Vous n'avez rien à faire ; pour toute question, vous pouvez appeler MGEN au 09 72 72 40 60, de 8 h 30 à 17 h 30 "
                + "(service gratuit, prix d'un appel)."),
        Quand("une ligne nouvelle tranche", Ro21, Ro17, Rc(9).SansDeclarer(), Rc(9).Declare(21).Revision(2))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 25, Estime),
        Quand("une décision tranche", Ro21, Ro17, Rc(9).SansDeclarer()).Decide(Lier("ro1", "rc"))
            .Donne(Complet, total: 30, inchange: null).Donne(EnAttenteComplementaire, total: 25, Estime),
        Quand("une séparation tranche", Ro21, Ro17, Rc(9).SansDeclarer()).Decide(Delier("ro2", "rc"))
            .Donne(Complet, total: 30, inchange: null).Donne(EnAttenteComplementaire, total: 25, Estime),
        Quand("une séparation tranche aussi entre deux parts d'un RO", Ro(21), Rc(9).Nommee("rc1"), Rc(8).Nommee("rc2"))
            .Decide(Delier("ro", "rc1"))
            .Donne(Complet, total: 29, inchange: true).Donne(EnAttenteRo, total: 30, Annonce),
    ];

    public static TheoryData<Scenario> Etapes =>
    [
        Quand("étape 3 : chaque part trouve le RO qu'elle déclare",
                Ro21, Ro17, Rc(7.50m).Declare(17.50m).Nommee("rc1"), Rc(9).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 25, inchange: true),
        Quand("étape 3 : des parts différentes trouvent chacune l'un de deux RO interchangeables",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2").Acte("C"), Rc(9).Nommee("rc1"), Rc(8).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 29, inchange: true),
        Quand("étape 3 : un RO, deux parts différentes d'un contrat : on ne devine pas", Ro(21), Rc(9).Nommee("rc1"), Rc(8).Nommee("rc2"))
            .Donne(ARapprocher, total: 38),
        Quand("étape 4 : même professionnel, même dépense, malgré l'annonce", Ro(20), Rc(9).Acte("AUTRE"))
            .Donne(Ecart, total: 29, inchange: false),
        Quand("étape 5 : même acte, autre dépense, l'annonce égale", Ro(21), Rc(9).Depense(32))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((32m, 2m), (v.Depense.Euros, v.ResteACharge?.Euros))),
        Quand("étape 5 : même acte, autre dépense, sans annonce", Ro(21), Rc(9).Depense(32).SansDeclarer())
            .Donne(Complet, total: 30),
        Quand("étape 5 : une autre annonce ne s'apparie pas", Ro(20), Rc(9).Depense(32))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("étape 5 : une autre annonce ne prend pas part au choix",
                Ro(21), Rc(9).Nommee("rc1").Depense(32).SansDeclarer(), Rc(8).Nommee("rc2").Depense(33).Declare(19))
            .Donne(Complet, total: 30).Donne(EnAttenteRo, total: 27, Annonce),
        Quand("deux RO différents et deux parts identiques qui ne déclarent rien : il n'y a pas de choix",
                Ro21, Ro17, Rc(9).Nommee("rc1").SansDeclarer(), Rc(9).Nommee("rc2").SansDeclarer())
            .Donne(Complet, total: 30).Donne(Complet, total: 26.50m),
        Quand(
            "deux RO de même montant sur deux bases ne sont pas interchangeables", Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2").Base(28),
            Rc(9))
            .Donne(ARapprocher, total: 51),
        Quand(
            "deux parts de même montant sur deux annonces ne sont pas interchangeables", Ro(21), Rc(9).Nommee("rc1").Declare(19),
            Rc(9).Nommee("rc2").Declare(20))
            .Donne(ARapprocher, total: 39),
        Quand(
            "deux parts de même montant sur deux dépenses ne sont pas interchangeables", Ro(21), Rc(9).Nommee("rc1").Depense(32),
            Rc(9).Nommee("rc2").Depense(33))
            .Donne(ARapprocher, total: 39),
        Quand("un autre professionnel n'est pas le même soin", Ro(21), Rc(9).Professionnel("10009999999"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("un autre jour n'est pas le même soin", Ro(21), Rc(9).Soin("15/11"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("un autre bénéficiaire n'est pas le même soin", Ro(21), Rc(9).Beneficiaire("A0001234-03"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("étape 2 : la référence de la ligne RO l'emporte sur tout le reste",
                Ro(21), Rc(9).Professionnel("10009999999").Depense(33).Acte("C").Visant("ro"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 2 : la référence partagée du soin suffit",
                Ro(21).ReferenceSoin("S-7"), Rc(9).Professionnel("10009999999").Depense(33).ReferenceSoin("S-7"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 2 : la référence explicite l'emporte sur la référence partagée",
                Ro21.ReferenceSoin("S-7"), Ro17, Rc(7.50m).Declare(17.50m).Visant("ro2").ReferenceSoin("S-7"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(Complet, total: 25, inchange: true),
        Quand("étape 2 : une référence à une ligne qui n'est pas venue laisse les étapes suivantes", Ro(21), Rc(9).Visant("ro-inconnue"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("une ligne appariée par référence libère le choix des autres",
                Ro21, Ro17, Rc(7.50m).Declare(17.50m).Visant("ro2"), Rc(9).Nommee("rc2").SansDeclarer())
            .Donne(Complet, total: 30).Donne(Complet, total: 25, inchange: true),
        Quand("trois RO identiques et deux parts différentes : chacune en trouve un",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Ro(21).Nommee("ro3"), Rc(9).Nommee("rc1"), Rc(8).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 29, inchange: true)
            .Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("deux RO identiques et trois parts différentes : l'une resterait seule, on ne devine pas",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9).Nommee("rc1"), Rc(8).Nommee("rc2"), Rc(7).Nommee("rc3"))
            .Donne(ARapprocher, total: 66),
    ];

    public static TheoryData<Scenario> ParmiDAutres =>
    [
        Quand("étape 2 : d'une référence partagée par deux RO identiques, une part qui dit la dépense de l'un en prend un",
                Ro(21).Nommee("ro1").ReferenceSoin("S"), Ro(21).Nommee("ro2").ReferenceSoin("S"), Rc(9).SansDeclarer().ReferenceSoin("S"))
            .Donne(Complet, total: 30).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("et une qui dit la dépense des deux prend les deux",
                Ro(21).Nommee("ro1").ReferenceSoin("S"), Ro(21).Nommee("ro2").ReferenceSoin("S"),
                Rc(9).SansDeclarer().ReferenceSoin("S").Depense(60))
            .Donne(Complet, total: 51),
        Quand("étape 8 : deux numéros d'un même professionnel, de deux formes, parmi d'autres lignes",
                Ro(21), Ro17.Depense(25).Acte("C"), Rc(9).Professionnel("751234567").Acte("X"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 25, Estime),
        Quand("étape 8 : deux candidats, on attend",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(9).Professionnel("751234567").Acte("X"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteComplementaire, total: 30, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("étape 8 : deux numéros d'une forme sont deux professionnels",
                Ro(21), Ro17.Depense(25).Acte("C"), Rc(9).Professionnel("10009999999").Acte("X"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteComplementaire, total: 25, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("étape 8 : un RO, deux parts candidates, on attend",
                Ro(21), Rc(9).Nommee("rc1").Professionnel("751234567").Acte("X"), Rc(9).Nommee("rc2").Professionnel("751234567").Acte("X"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("étape 6 : deux RO différents et deux parts identiques, dont rien ne désigne le RO : il n'y a pas de choix",
                Ro21, Ro17, Rc(8).Nommee("rc1").SansDeclarer(), Rc(8).Nommee("rc2").SansDeclarer())
            .Donne(Complet, total: 29).Donne(Complet, total: 25.50m),
        Quand("étape 7 : de deux RO d'un acte, chaque part trouve celui qu'elle déclare",
                Ro(21).Nommee("ro1"), Ro(14).Nommee("ro2").Depense(20), Rc(9).Nommee("rc1").Depense(31),
                Rc(6).Nommee("rc2").Depense(22).Declare(14))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 20, inchange: true),
        Quand("une part annulée ne rejoint pas le RO qu'elle nomme là où l'on ne devine pas",
                Ro21, Ro17, Rc(8).SansDeclarer(), Rc(5).Nommee("rc2").Visant("ro1"), AnnulationRc(-5).De("rc2"))
            .Donne(ARapprocher, total: 46.50m).Donne(Annule, total: 0),
        Quand("étape 3 : deux parts qu'un agent a séparées ne partagent pas le RO", Ro(21), Rc(6).Nommee("rc1"), Rc(3).Nommee("rc2"))
            .Decide(Delier("rc1", "rc2"))
            .Donne(ARapprocher, total: 30),
    ];

    [Theory]
    [MemberData(nameof(Choix))]
    [MemberData(nameof(Etapes))]
    [MemberData(nameof(ParmiDAutres))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
