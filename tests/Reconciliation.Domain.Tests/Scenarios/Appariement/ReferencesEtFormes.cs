using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios.Appariement;

/// <summary>
/// Lines that name each other, and lines that state little: complement, cost unknown, numbers of professionals of two forms.
/// </summary>
public sealed class ReferencesEtFormes
{
    private static readonly LigneRo Sejour = Ro(2520).Depense(3150).Base(3150, 80).ReferenceSoin("SEJOUR-7");

    public static TheoryData<Scenario> Cas =>
    [
        Quand("un séjour : trois lignes RO et deux parts d'une même référence sont un soin",
                Ro(800).Nommee("ro1").Depense(1000).Base(1000, 80).ReferenceSoin("SEJOUR-7"),
                Ro(1600).Nommee("ro2").Depense(2000).Base(2000, 80).ReferenceSoin("SEJOUR-7"),
                Ro(120).Nommee("ro3").Depense(150).Base(150, 80).ReferenceSoin("SEJOUR-7"),
                Rc(400).Nommee("rc1").Depense(2000).Declare(1600).ReferenceSoin("SEJOUR-7"),
                Rc(230).Nommee("rc2").Depense(1150).Declare(920).ReferenceSoin("SEJOUR-7"))
            .Donne(Complet, total: 3150, inchange: true),
        Quand("un séjour : plusieurs parts d'un contrat nomment la ligne RO",
                Sejour, Rc(500).Nommee("rc1").Depense(3150).Declare(2520).Visant("ro"), Rc(130).Nommee("rc2").Depense(3150).Declare(2520)
                    .Visant("ro"))
            .Donne(Complet, total: 3150, inchange: true),
        Quand("une part qui déclare plus que la ligne qu'elle nomme prend les autres avec elle",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Rc(9).Depense(30).Declare(21).Visant("ro1"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("la référence à une ligne d'un autre jour : le soin est celui du RO", Ro(21), Rc(9).Soin("15/11").Visant("ro"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(Jour("14/11"), v.Journee.DateSoin)),
        Quand("la référence ne vise pas la ligne d'un autre bénéficiaire", Ro(21), Rc(9).Beneficiaire("A0001234-03").Visant("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("la ligne du jour l'emporte sur celle d'un autre jour du même nom",
                Ro(21), Ro(21).Soin("15/11") with { Id = Id("ro") with { Source = "autre" } }, Rc(9).Soin("15/11").Visant("ro"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(Complet, total: 30, inchange: true),
        Quand("de deux lignes égales d'une référence, une part qui est venue : l'autre attend la sienne",
                Ro(21).Nommee("ro1").ReferenceSoin("S-7"), Ro(21).Nommee("ro2").ReferenceSoin("S-7"), Rc(9).ReferenceSoin("S-7"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("une ligne qu'un agent a séparée de la seule qui porte sa référence n'en retient aucune autre",
                Ro(21).Nommee("ro1").ReferenceSoin("S-7"), Ro(18).Nommee("ro2").ReferenceSoin("S-7"),
                Rc(9).SansDeclarer().ReferenceSoin("S-7"))
            .Decide(Delier("ro2", "rc"))
            .Donne(Complet, total: 30).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("d'un séjour, la part qu'un agent a séparée d'une des lignes en sort, les autres restent",
                Ro(800).Nommee("ro1").Depense(1000).Base(1000, 80).ReferenceSoin("SEJOUR-7"),
                Ro(1720).Nommee("ro2").Depense(2150).Base(2150, 80).ReferenceSoin("SEJOUR-7"),
                Rc(400).Nommee("rc1").Depense(3150).Declare(2520).ReferenceSoin("SEJOUR-7"),
                Rc(230).Nommee("rc2").Depense(3150).Declare(2520).ReferenceSoin("SEJOUR-7"))
            .Decide(Delier("ro1", "rc2"))
            .Donne(Complet, total: 2920, inchange: true).Donne(EnAttenteRo, total: 2750, Annonce),
        Quand("deux parts qu'un agent a séparées de la ligne dont elles portent la référence ne se rejoignent pas sans elle",
                Ro(21).ReferenceSoin("S-7"), Rc(9).Nommee("rc1").ReferenceSoin("S-7"), Rc(9).Nommee("rc2").ReferenceSoin("S-7"))
            .Decide(Delier("ro", "rc1"), Delier("ro", "rc2"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo, total: 30, Annonce)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("d'une référence, la part d'un second contrat qui dit la dépense de toutes les lignes en fait un seul soin",
                Ro(21).Nommee("ro1").ReferenceSoin("S-7"), Ro(21).Nommee("ro2").ReferenceSoin("S-7"),
                Rc(6).Nommee("rc1").ReferenceSoin("S-7"), Rc(6).Nommee("rc2").ReferenceSoin("S-7"),
                Rc(6).Nommee("rc3").Contrat("SURCO").SansDeclarer().Depense(60).ReferenceSoin("S-7"))
            .Donne(Complet, total: 60, inchange: true),
        Quand("étape 5 : ce qui manque à la dépense dit lequel de deux RO, sans annonce",
                Ro(21).Nommee("ro1"), Ro(17.50m).Nommee("ro2"), Rc(12.50m).SansDeclarer())
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(Complet, total: 30),
        Quand("étape 6 : une dépense inconnue n'en égale aucune", Ro(21).Depense(0).Acte("A"), Rc(9).Depense(0).SansDeclarer().Acte("B"))
            .DonneEnTout(2),
        Quand("étape 7 : une part qui déclare 21,00 ne prend pas un RO de 14,00",
                Ro(21).Nommee("ro1").Depense(30), Ro(14).Nommee("ro2").Depense(20),
                Rc(9).Nommee("rc1").Depense(31).Visant("ro1"),
                Rc(8).Nommee("rc2").Depense(32), Rc(7).Nommee("rc3").Depense(33).SansDeclarer())
            .DonneEnTout(3),
        Quand("étape 8 : un numéro RPPS et un numéro FINESS", Ro(21), Rc(9).Professionnel("750000001"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 8 : deux candidats, on ne devine pas", Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2").Professionnel("10009999999"), Rc(9)
            .Professionnel("750000001"))
            .Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteComplementaire, total: 30, Estime).Donne(EnAttenteRo,
                total: 30, Annonce),
        Quand("étape 8 : une autre dépense n'est pas le même soin", Ro(21), Rc(9).Depense(32).Professionnel("750000001"))
            .DonneEnTout(2),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
