using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Decisions;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>Several lines of one part: the cost, base, rate, day and window that the soin shows of them.</summary>
public sealed class PlusieursLignesDUnePart
{
    private static readonly LigneRo Ro1 = Ro(21).Nommee("ro1");
    private static readonly LigneRo Ro2 = Ro(6).Nommee("ro2");
    private static readonly LigneComplementaire Rc1 = Rc(6).Nommee("rc1");
    private static readonly LigneComplementaire Rc2 = Rc(3).Nommee("rc2");

    public static TheoryData<Scenario> Cas =>
    [
        Quand("d'autres bases s'ajoutent, et deux taux n'en font pas un", Ro1, Ro2.Base(25, taux: 60), Rc(3).Declare(27))
            .Decide(Lier("ro1", "ro2", "rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((55m, null), (v.PartRo.Base?.Euros, v.PartRo.Taux))),
        Quand("une base d'une autre dépense s'ajoute aussi", Ro1, Ro2.Depense(10).Base(10), Rc(3).Declare(27).Depense(40))
            .Decide(Lier("ro1", "ro2", "rc"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal((40m, 40m), (v.Depense.Euros, v.PartRo.Base?.Euros))),
        Quand("les dépenses d'un contrat s'ajoutent avant que le RO vienne", Rc1.Depense(10), Rc2.Depense(20)).Decide(Lier("rc1", "rc2"))
            .Donne(EnAttenteRo, total: 30, Annonce, andAlso: v => Assert.Equal(30m, v.Depense.Euros)),
        Quand("de deux dépenses sur lesquelles les parts s'accordent, la plus grande", Ro1.Depense(30), Ro2.Depense(30), Rc1, Rc2)
            .Decide(Lier("ro1", "ro2", "rc1", "rc2"))
            .Donne(Ecart, total: 36, inchange: false, andAlso: v => Assert.Equal(60m, v.Depense.Euros)),
        Quand("sans accord, la plus grande somme : celle du RO", Ro(21), Rc1.Depense(10), Rc2.Depense(15)).Decide(Lier("ro", "rc1", "rc2"))
            .Donne(Complet, total: 30, inchange: true, andAlso: v => Assert.Equal(30m, v.Depense.Euros)),
        Quand("sans accord, la plus grande somme : celle du contrat", Ro(7).Depense(10).Base(10), Rc1.Declare(7).Depense(10),
                Rc2.Declare(7).Depense(15))
            .Decide(Lier("ro", "rc1", "rc2"))
            .Donne(Complet, total: 16, inchange: true, andAlso: v => Assert.Equal(25m, v.Depense.Euros)),
        Quand("rien que des dépenses inconnues", Ro1.Depense(0), Ro2.Depense(0)).Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 30, Estime, andAlso: v => Assert.Equal((0m, null), (v.Depense.Euros, v.ResteACharge))),
        Quand("une ligne qui paie sans dire sa dépense laisse inconnue celle de sa part", Ro1, Ro2.Depense(0)).Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 60, Estime, andAlso: v => Assert.Equal((0m, null), (v.Depense.Euros, v.ResteACharge))),
        Quand("une ligne qui ne paie rien et ne dit pas de dépense n'y ôte rien", Rc1, Rc(0).Nommee("rc2").Depense(0))
            .Decide(Lier("rc1", "rc2"))
            .Donne(EnAttenteRo, total: 27, Annonce, andAlso: v => Assert.Equal(30m, v.Depense.Euros)),
        Quand("une dépense inconnue n'ôte pas ce qui est attendu", Ro(21).Depense(0))
            .Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal(9m, v.PartComplementaire.MontantAttendu?.Euros)),
        Quand("le premier paiement d'une part est celui qui est montré", Ro1.Paye("18/11"), Ro2.Paye("17/11").Par("VRO-0"))
            .Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 60, Estime,
                andAlso: v => Assert.Equal((Jour("17/11"), "VRO-0"), (v.PartRo.PayeLe, v.PartRo.Virement))),
        Quand("de deux du même jour, celui de la première ligne", Ro1.Par("VRO-1"), Ro2.Par("VRO-2")).Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 60, Estime, andAlso: v => Assert.Equal("VRO-1", v.PartRo.Virement)),
        Quand("une part annoncée de deux jours l'est du premier au dernier", Ro1.Paye("24/11"), Ro2.Paye("26/11"))
            .Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 60, Estime, andAlso: AnnonceDuVingtQuatreAuVingtSix),
        Quand("quel que soit l'ordre des lignes", Ro1.Paye("26/11"), Ro2.Paye("24/11")).Decide(Lier("ro1", "ro2"))
            .Donne(EnAttenteComplementaire, total: 60, Estime, andAlso: AnnonceDuVingtQuatreAuVingtSix),
        Quand("le délai du RO court depuis le premier paiement de l'autre part", Rc1.Paye("19/11"), Rc2.Paye("24/11").Contrat("SURCO"))
            .Donne(EnAttenteRo, total: 30, Annonce, andAlso: v => Assert.Equal(FinDe("22/11"), v.PartRo.Expectation?.Until)),
        Quand("ou depuis la première transmission",
                Rc1.Paye("19/11").Transmise("18/11 12:00"), Rc2.Paye("19/11").Contrat("SURCO").Transmise("17/11 12:00"))
            .Donne(EnAttenteRo, total: 30, Annonce, andAlso: v => Assert.Equal(Instant("20/11 12:00"), v.PartRo.Expectation?.Until)),
        Quand("de deux contrats qui annoncent deux RO, la somme la plus grande est attendue", Rc1, Rc2.Contrat("SURCO").Declare(20))
            .Decide(Lier("rc1", "rc2"))
            .Donne(EnAttenteRo, total: 30, Annonce, andAlso: v => Assert.Equal(21m, v.PartRo.MontantAttendu?.Euros)),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();

    private static void AnnonceDuVingtQuatreAuVingtSix(Vue v)
    {
        Assert.Equal(new(Paris.StartOfDay(Jour("24/11")), FinDe("26/11"), null), v.PartRo.Expectation);
        Assert.Equal(Paris.StartOfDay(Jour("24/11")).AddTicks(-TimeSpan.TicksPerMicrosecond), v.Echeance);
    }

    private static DateTimeOffset FinDe(string day) => Paris.EndOfDay(Jour(day));
}
