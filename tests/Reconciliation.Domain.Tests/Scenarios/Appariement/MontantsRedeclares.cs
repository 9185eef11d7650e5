using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>
/// A payment that stands is paired by the RO amount that its last correction states; and no payment keeps the partner of the one that
/// replaces it.
/// </summary>
public sealed class MontantsRedeclares
{
    private static LigneComplementaire Redeclare(string rc, decimal ro) =>
        RegularisationRc(0).Nommee($"{rc}-redite").De(rc).Declare(ro);

    public static TheoryData<Scenario> Cas =>
    [
        Quand("une part groupée, redéclarée, prend les RO dont elle est la somme",
                Ro(21).Nommee("ro1"), Ro(14).Nommee("ro2").Depense(20).Base(20), Rc(15).Declare(34).Depense(50), Redeclare("rc", 35))
            .Donne(Complet, total: 50, inchange: true),
        Quand("de deux parts, celle qui est redéclarée à 21,00 prend le RO de 21,00",
                Ro(21).Nommee("ro1"), Ro(14).Nommee("ro2").Base(20), Rc(9).Nommee("rc1").Declare(14), Redeclare("rc1", 21),
                Rc(6).Nommee("rc2").Declare(14))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 20, inchange: true),
        Quand("une part redéclarée n'est plus à rapprocher",
                Ro(21).Nommee("ro1"), Ro(14).Nommee("ro2").Base(20), Rc(9).Declare(20), Redeclare("rc", 21))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 20, Estime),
        Quand("étape 7 : l'acte et le montant redéclaré",
                Ro(21).Depense(30), Rc(9).Depense(31).Declare(14), Redeclare("rc", 21))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 8 : la dépense et le montant redéclaré",
                Ro(21), Rc(9).Professionnel("750000001").Declare(14), Redeclare("rc", 21))
            .Donne(Complet, total: 30, inchange: true),
        Quand("de deux redéclarations, la dernière compte",
                Ro(21), Rc(9).Depense(31).Declare(14), Redeclare("rc", 21).Paye("22/11"),
                Redeclare("rc", 15).Nommee("rc-avant").Paye("20/11"))
            .Le("25/11").Donne(Complet, total: 30, inchange: true),
        Quand("un RO annulé et refait plus bas garde la part redéclarée",
                Ro(21), AnnulationRo(-21).De("ro"), Ro(20).Nommee("ro2").Depense(29), Rc(9), Redeclare("rc", 20))
            .Donne(Annule, total: 0).Donne(Complet, total: 29, inchange: true),
        Quand("de RO groupés, l'un est annulé et refait plus bas",
                Ro(21).Nommee("ro1").Depense(30), Ro(14).Nommee("ro2").Depense(20).Base(20), AnnulationRo(-14).De("ro2"),
                Ro(10).Nommee("ro3").Depense(20).Base(20), Rc(15).Declare(35).Depense(50), RegularisationRc(4).De("rc").Declare(31))
            .Donne(Complet, total: 50, inchange: true).Donne(Annule, total: 0),
        Quand("une retenue ne redéclare rien",
                Ro(21), Rc(9), Redeclare("rc", 14) with { Nature = Nature.Retenue, Montant = Montant.FromEuros(-1) })
            .Donne(Complet, total: 30, inchange: true),
        Quand("une part annulée dit ce qu'elle disait quand elle fut versée",
                Ro(21), Rc(9), AnnulationRc(-9).De("rc").Declare(0))
            .Le("20/11").DonneEnTout(1),
        Quand("la référence à un RO annulé d'un autre jour suit celui qui le remplace",
                Ro(21).Nommee("ro1"), AnnulationRo(-21).De("ro1"), Ro(21).Nommee("ro2"), Rc(9).Soin("15/11").Visant("ro1"))
            .Le("25/11").Donne(Annule, total: 0).Donne(Complet, total: 30, inchange: true),
        Quand("la référence à un RO annulé d'un autre professionnel suit celui qui le remplace",
                Ro(21).Nommee("ro1"), AnnulationRo(-21).De("ro1"), Ro(21).Nommee("ro2"),
                Rc(9).Professionnel("10009999999").Visant("ro1"))
            .Le("25/11").Donne(Annule, total: 0).Donne(Complet, total: 30, inchange: true),
        Quand("deux parts qui nomment un RO le partagent, même à côté d'un RO égal",
                Ro(21).Nommee("ro1"), Ro(21).Nommee("ro2"), Rc(5).Nommee("rc1").Visant("ro1"), Rc(4).Nommee("rc2").Visant("ro1"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("entre deux RO qui pourraient le remplacer, on ne devine pas",
                Ro(21).Nommee("ro1"), AnnulationRo(-21).De("ro1"), Ro(21).Nommee("ro2"), Ro(21).Nommee("ro3"),
                Rc(9).Soin("15/11").Visant("ro1"))
            .DonneEnTout(3),
        Quand("une part annulée reste au RO annulé qu'elle nomme",
                Ro(21).Nommee("ro1"), AnnulationRo(-21).De("ro1"), Ro(21).Nommee("ro2"),
                Rc(9).Soin("15/11").Visant("ro1"), AnnulationRc(-9).De("rc").Soin("15/11"))
            .Donne(Annule, total: 0).Donne(EnAttenteComplementaire, total: 30, Estime),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
