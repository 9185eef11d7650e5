using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios.Appariement;

/// <summary>
/// One side pays in one line the sum that the other pays in several: they add up to the cent, and there is one way to add them.
/// </summary>
public sealed class SommesExactes
{
    public static TheoryData<Scenario> Cas =>
    [
        Quand("six boîtes, une seule part complémentaire", [.. Boites(6), Rc(5.40m).Depense(18).Declare(12.60m)])
            .Donne(Complet, total: 18, inchange: true),
        Quand("six boîtes dont une n'est pas venue : rien ne s'additionne encore", [.. Boites(5), Rc(5.40m).Depense(18).Declare(12.60m)])
            .Le("18/11")
            .Donne(EnAttenteComplementaire, total: 3, Estime).Donne(EnAttenteComplementaire, total: 3, Estime)
            .Donne(EnAttenteComplementaire, total: 3, Estime).Donne(EnAttenteComplementaire, total: 3, Estime)
            .Donne(EnAttenteComplementaire, total: 3, Estime).Donne(EnAttenteRo, total: 18, Annonce),
        Quand("optique 3 pour 1 : monture et deux verres, une part",
                Ro(0.03m).Nommee("ro1").Acte("OPT").Depense(100).Base(0.05m, 60),
                Ro(0.06m).Nommee("ro2").Acte("OPT").Depense(150).Base(0.10m, 60),
                Ro(0.06m).Nommee("ro3").Acte("OPT").Depense(150).Base(0.10m, 60),
                Rc(319.85m).Acte("LUN").Depense(400).Declare(0.15m))
            .Donne(Complet, total: 320, inchange: true),
        Quand("consultation et majoration de coordination, une part",
                Ro(17.50m).Nommee("ro1").Acte("G").Depense(25).Base(25), Ro(3.50m).Nommee("ro2").Acte("MCG").Depense(5).Base(5), Rc(9)
                    .Depense(30).Declare(21))
            .Donne(Complet, total: 30, inchange: true),
        Quand("régime local d'Alsace-Moselle : une seconde ligne RO de la même dépense",
                Ro(21).Nommee("ro1"), Ro(6).Nommee("ro2").Acte("RLAM").Base(30, 20), Rc(3).Declare(27))
            .Donne(Complet, total: 30, inchange: true),
        Quand("les séances d'un décompte, une part",
                Seance("ro1", "D-1", 1), Seance("ro1", "D-1", 2), Seance("ro2", "D-2", 1), Rc(12.90m).Depense(32.26m).Declare(19.36m))
            .Donne(Complet, total: 32.26m, inchange: true).Donne(EnAttenteComplementaire, total: 16.13m, Estime),
        Quand("deux parts pour un RO : ce qu'elles déclarent s'additionne",
                Ro(21).Depense(30), Rc(6).Nommee("rc1").Depense(20).Declare(14), Rc(3).Nommee("rc2").Depense(10).Declare(7))
            .Donne(Complet, total: 30, inchange: true),
        Quand("orthodontie : le semestre en trois échéances qui déclarent chacune leur part",
                Ro(193.50m).Acte("TO90").Depense(600).Base(193.50m, 100),
                Rc(100).Nommee("rc1").Depense(200).Declare(64.50m), Rc(100).Nommee("rc2").Depense(200).Declare(64.50m).Paye("10/12"),
                Rc(100).Nommee("rc3").Depense(200).Declare(64.50m).Paye("10/01/2026"))
            .Le("11/01/2026").Donne(Complet, total: 493.50m, inchange: true),
        Quand("orthodontie : des échéances inégales qui redisent le RO",
                Ro(193.50m).Acte("TO90").Depense(600).Base(193.50m, 100),
                Rc(100).Nommee("rc1").Depense(600).Declare(193.50m), Rc(150).Nommee("rc2").Depense(600).Declare(193.50m))
            .Donne(Complet, total: 443.50m, inchange: true),
        Quand("étape 3 : deux parts inégales d'un contrat qui font la dépense partagent le RO", Ro(21), Rc(6).Nommee("rc1"), Rc(3)
            .Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 3 : deux parts égales qui font la dépense partagent le RO", Ro(21), Rc(4.50m).Nommee("rc1"), Rc(4.50m).Nommee("rc2"))
            .Donne(Complet, total: 30, inchange: true),
        Quand("étape 3 : deux parts égales qui ne la font pas sont deux soins", Ro(21), Rc(3).Nommee("rc1"), Rc(3).Nommee("rc2"))
            .Donne(Complet, total: 24, inchange: true).Donne(EnAttenteRo, total: 24, Annonce),
    ];

    public static TheoryData<Scenario> Choix =>
    [
        Quand("deux sommes possibles : on ne devine pas",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Ro(12).Nommee("ro3").Depense(18), Ro(9).Nommee("ro4")
                    .Depense(12),
                Rc(9).Depense(30).Declare(21).Acte("AUTRE"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime)
            .Donne(EnAttenteComplementaire, total: 18, Estime).Donne(EnAttenteComplementaire, total: 12, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("une combinaison parmi d'autres lignes",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Ro(5).Nommee("ro3").Depense(8), Rc(9).Depense(30)
                    .Declare(21))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 8, Estime),
        Quand("des ensembles de montants égaux ne comptent qu'une fois",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Ro(14).Nommee("ro3").Depense(20), Ro(7).Nommee("ro4")
                    .Depense(10),
                Rc(9).Depense(30).Declare(21))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire,
                total: 10, Estime),
        Quand("deux parts égales prennent chacune leur somme, dans l'ordre",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Ro(14).Nommee("ro3").Depense(20), Ro(7).Nommee("ro4")
                    .Depense(10),
                Rc(9).Nommee("rc1").Depense(30).Declare(21), Rc(9).Nommee("rc2").Depense(30).Declare(21))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 30, inchange: true),
        Quand("une somme dont une autre part a besoin aussi est laissée",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10),
                Rc(9).Nommee("rc1").Depense(30).Declare(21).Acte("X"), Rc(8).Nommee("rc2").Depense(30).Declare(21).Acte("Y"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce).Donne(EnAttenteRo, total: 29, Annonce),
        Quand("une dépense qui n'est pas la somme n'additionne rien",
                Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10), Rc(9).Depense(31).Declare(21).Acte("X"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime).Donne(EnAttenteRo,
                total: 30, Annonce),
        Quand("un second contrat dit la même somme", [.. Boites(3), Rc(1.50m).Nommee("rc1").Depense(9).Declare(6.30m),
                Rc(1.20m).Nommee("rc2").Depense(9).Declare(6.30m).Contrat("SURCO")])
            .Donne(Complet, total: 9, inchange: true),
        Quand("un agent qui sépare deux lignes défait leur somme", Ro(14).Nommee("ro1").Depense(20), Ro(7).Nommee("ro2").Depense(10),
                Rc(9).Depense(30).Declare(21).Acte("X"))
            .Decide(Delier("ro1", "rc"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime).Donne(EnAttenteRo,
                total: 30, Annonce),
        Quand("une ligne annulée ne garde pas le partenaire de celles qui la remplacent",
                Ro(21).Nommee("ro1"), RegularisationRo(-21).De("ro1"), Ro(14).Nommee("ro2").Depense(20), Ro(7).Nommee("ro3").Depense(10),
                    Rc(9))
            .Donne(Annule, total: 0).Donne(Complet, total: 30, inchange: true),
        Quand("douze lignes : on cherche la somme", [.. Puissances(12), Rc(0.05m).Depense(0.10m).Declare(0.05m).Acte("X")]).DonneEnTout(11),
        Quand("douze parts d'un contrat aussi", [.. Declarations(12), Ro(0.05m).Depense(0.10m).Acte("X")]).DonneEnTout(11),
        Quand("et treize non", [.. Declarations(13), Ro(0.05m).Depense(0.10m).Acte("X")]).DonneEnTout(14),
        Quand("treize lignes : on ne cherche plus", [.. Puissances(13), Rc(0.05m).Depense(0.10m).Declare(0.05m).Acte("X")]).DonneEnTout(14),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    [MemberData(nameof(Choix))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();

    private static IEnumerable<Ligne> Boites(int howMany) =>
        Enumerable.Range(1, howMany).Select(i => Ro(2.10m).Nommee($"ro{i}").Acte("PH7").Depense(3).Base(3));

    // 1, 2, 4… cents: each set of them has a sum of its own.
    private static IEnumerable<Ligne> Puissances(int howMany) => Enumerable.Range(0, howMany)
        .Select(i => Ro((1 << i) / 100m).Nommee($"ro{i:00}").Depense((2 << i) / 100m).Base((2 << i) / 100m, 50));

    private static IEnumerable<Ligne> Declarations(int howMany) => Enumerable.Range(0, howMany)
        .Select(i => Rc(0.01m).Nommee($"rc{i:00}").Depense((2 << i) / 100m).Declare((1 << i) / 100m));

    private static LigneRo Seance(string name, string decompte, int ordre) =>
        Ro(9.68m).Nommee(name).Acte("AMK").Depense(16.13m).Base(16.13m, 60) with
        {
            Id = Id(name) with
            {
                Reference = new("010000506",
            decompte, ordre)
            }
        };
}
