using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios.Appariement;

/// <summary>Exact sums for which there are too few lines, or too many, and the lines that an agent brought together or set apart.</summary>
public sealed class SommesDisputees
{
    private static readonly LigneRo Ro14 = Ro(14).Nommee("ro1").Depense(20).Base(20);
    private static readonly LigneRo Ro7 = Ro(7).Nommee("ro2").Depense(10).Base(10);
    private static readonly LigneRo Ro5 = Ro(5).Nommee("ro3").Depense(8).Base(8);

    // Its act is that of no RO line: only a sum pairs it.
    private static readonly LigneComplementaire Somme21 = Rc(9).Nommee("rc1").Acte("SOMME");
    private static readonly LigneComplementaire EncoreSomme21 = Somme21.Nommee("rc2");

    public static TheoryData<Scenario> Disputees =>
    [
        Quand("deux parts égales et une somme, à côté d'une part qui a le choix : la première l'a, la seconde attend",
                Ro14, Ro7, Ro(100).Nommee("ro3").Depense(150), Ro(50).Nommee("ro4").Depense(70), Ro(90).Nommee("ro5").Depense(120),
                Ro(60).Nommee("ro6").Depense(100), Somme21, EncoreSomme21, Rc(70).Nommee("rc3").Depense(220).Declare(150).Acte("AUTRE"))
            .DonneEnTout(7),
        Quand("deux parts égales, et chacune serait tout ce qui est ouvert : une seule l'a", Ro14, Ro7, Somme21, EncoreSomme21)
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteRo, total: 30, Annonce),
        Quand("deux parts égales, une somme et la moitié d'une autre : la seconde ne prend pas la moitié",
                Ro14, Ro7, Ro14.Nommee("ro3"), Somme21, EncoreSomme21)
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 20, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce),
        Quand("une part qui est une somme et dont une autre somme a besoin : on ne devine pas",
                Ro14, Ro7, Ro(56).Nommee("ro3").Depense(80).Acte("TOUT"),
                Somme21, Rc(15).Nommee("rc2").Depense(50).Declare(35).Acte("SOMME"),
                Rc(2).Nommee("rc3").Depense(5).Declare(3).Acte("SOMME"))
            .DonneEnTout(6),
        Quand("de deux contrats qui ont besoin d'une même ligne, le premier dans l'ordre de leurs noms l'a",
                Ro14, Ro7, Ro5, Somme21, Rc(2).Nommee("rc2").Contrat("SURCO").Depense(18).Declare(12).Acte("SOMME"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 8, Estime)
            .Donne(EnAttenteRo, total: 14, Annonce),
        Quand("deux sommes possibles, l'une des dépenses, l'autre d'une même dépense : on ne devine pas",
                Ro14, Ro7, Ro(15).Nommee("ro3"), Ro(6).Nommee("ro4"), Somme21)
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime)
            .Donne(ARapprocher, total: 30),
        Quand("une part qui a le choix entre deux sommes garde les lignes des deux",
                Ro14, Ro7, Ro(15).Nommee("ro3"), Ro(6).Nommee("ro4"), Ro(2).Nommee("ro5").Depense(3), Somme21,
                Rc(7).Nommee("rc2").Depense(23).Declare(16).Acte("SOMME"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime)
            .Donne(ARapprocher, total: 30).Donne(EnAttenteComplementaire, total: 3, Estime).Donne(EnAttenteRo, total: 23, Annonce),
        Quand("deux RO de même montant sur deux bases font deux sommes", Ro14, Ro14.Nommee("ro3").Base(15), Ro7, Somme21)
            .DonneEnTout(4),
        Quand("une ligne que prend une étape plus tardive laisse le choix où il était",
                Ro14, Ro7, Ro(12).Nommee("ro3").Depense(18).Acte("K"), Ro(9).Nommee("ro4").Depense(12), Somme21,
                Rc(5).Nommee("rc2").Depense(19).Declare(12).Acte("K"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(EnAttenteComplementaire, total: 10, Estime)
            .Donne(Complet, total: 17, inchange: true).Donne(EnAttenteComplementaire, total: 12, Estime)
            .Donne(EnAttenteRo, total: 30, Annonce),
    ];

    public static TheoryData<Scenario> Trouvees =>
    [
        Quand("une ligne de la dépense entière qui ne fait pas la somme n'empêche pas celle des autres",
                Ro14, Ro7, Ro(5).Nommee("ro3"), Somme21)
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("treize boîtes, une seule part : ce qui est ouvert fait la somme, quel qu'en soit le nombre",
                [.. Enumerable.Range(10, 13).Select(i => Ro(2.10m).Nommee($"ro{i}").Depense(3).Base(3)),
                Rc(11.70m).Depense(39).Declare(27.30m)])
            .Donne(Complet, total: 39, inchange: true),
        Quand("deux séances du second décompte, une part : celle du premier attend la sienne",
                Decompte(Ro14, "D-1", 1), Decompte(Ro14, "D-2", 1), Decompte(Ro14, "D-2", 2),
                Rc(12).Depense(40).Declare(28).Acte("SOMME"))
            .Donne(EnAttenteComplementaire, total: 20, Estime).Donne(Complet, total: 40, inchange: true),
        Quand("ce que deux sommes prennent d'un décompte en laisse une troisième",
                Decompte(Ro14, "D-1", 1), Decompte(Ro7, "D-1", 2), Decompte(Ro(6).Depense(12).Acte("TOUT"), "D-1", 3),
                Decompte(Ro(5).Depense(9).Acte("TOUT"), "D-1", 4), Ro(12).Nommee("ro5").Depense(18), Ro(9).Nommee("ro6").Depense(12),
                Somme21,
                Decompte(Rc(2).Depense(7).Declare(4).Acte("A"), "R-1", 1), Decompte(Rc(2).Depense(5).Declare(2).Acte("A"), "R-1", 2),
                Decompte(Rc(1).Depense(5).Declare(3).Acte("A"), "R-2", 1), Decompte(Rc(1).Depense(4).Declare(2).Acte("A"), "R-2", 2))
            .Donne(Complet, total: 30, inchange: true).Donne(Complet, total: 10, inchange: true).Donne(Complet, total: 7, inchange: true)
            .Donne(EnAttenteComplementaire, total: 18, Estime).Donne(EnAttenteComplementaire, total: 12, Estime),
        Quand("une part qui nomme une ligne prend celles qui lui manquent parmi d'autres",
                Ro14, Ro7, Ro5, Ro(3).Nommee("ro4").Depense(5), Rc(12).Depense(38).Declare(26).Acte("SOMME").Visant("ro1"))
            .DonneEnTout(2),
        Quand("une part qui déclare moins que rien entre aussi dans une somme",
                Ro(21), Rc(5).Nommee("rc1").Depense(20).Declare(24).Acte("A"), Rc(4).Nommee("rc2").Depense(10).Declare(-3).Acte("B"),
                Rc(10).Nommee("rc3").Depense(60).Declare(50).Acte("C"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteRo, total: 60, Annonce),
        Quand("une part de mêmes montants qu'un RO ne lui prend pas la somme qu'il fait",
                Ro(9).Base(21).Acte("TOUT"), Rc(5).Nommee("rc1").Depense(20).Declare(5), Rc(5).Nommee("rc2").Depense(10).Declare(4),
                Rc(9).Nommee("rc3"))
            .Donne(Complet, total: 19, inchange: true).Donne(EnAttenteRo, total: 30, Annonce),
    ];

    public static TheoryData<Scenario> Agents =>
    [
        Quand("deux RO liés sont un candidat par le premier",
                Ro(21).Nommee("ro1").Depense(40), Ro(14).Nommee("ro2").Depense(40), Rc(9).Nommee("rc1").Depense(33).SansDeclarer(),
                Rc(9).Nommee("rc2").Depense(32).Declare(14))
            .Decide(Lier("ro1", "ro2"))
            .DonneEnTout(2),
        Quand("deux RO qu'un agent a séparés ne font pas une somme",
                Ro(21).Nommee("ro1"), Ro(14).Nommee("ro2").Depense(20).Base(20), Rc(15).Declare(35).Depense(50))
            .Decide(Delier("ro1", "ro2"))
            .DonneEnTout(3),
        Quand("deux lignes qu'un agent a séparées ne font pas une somme", Ro14, Ro7, Somme21).Decide(Delier("ro1", "ro2"))
            .DonneEnTout(3),
        Quand("une séparation d'autres lignes ne défait pas la somme", Ro14, Ro7, Ro5, Somme21).Decide(Delier("ro2", "ro3"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 8, Estime),
        Quand("deux lignes qu'un agent a liées font une somme à elles deux", Ro14, Ro7, Ro5, Somme21).Decide(Lier("ro1", "ro2"))
            .Donne(Complet, total: 30, inchange: true).Donne(EnAttenteComplementaire, total: 8, Estime),
        Quand("deux lignes liées de même dépense aussi, malgré une troisième de cette dépense",
                Ro(21).Nommee("ro1"), Ro(6).Nommee("ro2"), Ro(10).Nommee("ro3"), Decompte(Rc(3).Declare(27).Acte("SOMME"), "R-1", 1),
                Decompte(Rc(1).Depense(7).Declare(4).Acte("SOMME"), "R-1", 2))
            .Decide(Lier("ro1", "ro2"))
            .DonneEnTout(3),
        Quand("deux lignes liées de deux dépenses ne disent pas celle de la première",
                Ro(7).Nommee("ro1").Depense(20), Ro(5).Nommee("ro2").Depense(10),
                Rc(4).Nommee("rc1").Depense(12).Declare(8).Acte("A"), Rc(3).Nommee("rc2").Depense(8).Declare(4).Acte("B"))
            .Decide(Lier("ro1", "ro2"))
            .DonneEnTout(3),
        Quand("deux lignes liées de deux décomptes ne sont pas du premier",
                Decompte(Ro14, "D-1", 1), Ro7, Decompte(Ro(9).Depense(10), "D-1", 2),
                Ro(20).Nommee("ro4").Depense(25), Ro(10).Nommee("ro5").Depense(15), Rc(10).Depense(40).Declare(30).Acte("SOMME"))
            .Decide(rank => ((Lier)Lier()(rank)) with { Lignes = new HashSet<LigneId> { Decompte(Ro14, "D-1", 1).Id, Ro7.Id } })
            .DonneEnTout(5),
    ];

    [Theory]
    [MemberData(nameof(Disputees))]
    [MemberData(nameof(Trouvees))]
    [MemberData(nameof(Agents))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();

    private static T Decompte<T>(T ligne, string decompte, int ordre)
        where T : Ligne => (T)(ligne with { Id = ligne.Id with { Reference = new("010000506", decompte, ordre) } });
}
