using Xunit;
using static Reconciliation.Domain.Certitude;
using static Reconciliation.Domain.Situation;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;
using static Reconciliation.Domain.Tests.Scenarios.Scenario;

namespace Reconciliation.Domain.Tests.Scenarios;

/// <summary>The options of the policy, seen on a soin; the arithmetic itself is in DelaiAttenduTests.</summary>
public sealed class FenetresEtCalendriers
{
    private static readonly DelaiPolicy Initiale = DelaiPolicy.Initial;
    private static readonly DelaiPolicy Target = Initiale with { Decompte = DayCount.OuvreTarget };
    private static readonly DelaiPolicy France = Initiale with { Decompte = DayCount.OuvreFrance };
    private static readonly DelaiPolicy Alsace = France with { Zone = Zone.AlsaceMoselle };
    private static readonly DelaiPolicy Rapide =
        Initiale with { AppliesFrom = new(2025, 12, 1), CarteVitale = new(Duration.Hours(12), Duration.Hours(24)) };

    public static TheoryData<Scenario> Cas =>
    [
        Quand("par défaut le week-end compte", Ro(21).Paye("14/11"))
            .Le("18/11 00:01").Donne(EnRetard, total: 30, Estime),
        Quand("en jours ouvrés, le week-end ne compte pas", Ro(21).Paye("14/11")).Selon(Target)
            .Le("20/11 00:00").Donne(EnAttenteComplementaire, total: 30, Estime,
                andAlso: v => Assert.Equal(Instant("20/11 00:00"), v.Echeance)),
        Quand("à Noël, TARGET ferme deux jours", Ro(21).Paye("23/12")).Selon(Target)
            .Le("31/12 00:00").Donne(EnAttenteComplementaire, total: 30, Estime,
                message: "au moins 9,00 €, est attendue sur votre Espace personnel MGEN vers le 30 décembre 2025"),
        Quand("à Noël, la France ferme un jour", Ro(21).Paye("23/12")).Selon(France)
            .Le("30/12 00:01").Donne(EnRetard, total: 30, Estime),
        Quand("à Noël, l'Alsace et la Moselle ferment deux jours", Ro(21).Paye("23/12")).Selon(Alsace)
            .Le("31/12 00:00").Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("une nouvelle politique ne réécrit pas un délai commencé avant elle", Ro(21).Paye("28/11")).Selon(Initiale, Rapide)
            .Le("02/12 00:00").Donne(EnAttenteComplementaire, total: 30, Estime),
        Quand("un délai qui commence le jour de la nouvelle politique la suit", Ro(21).Paye("30/11")).Selon(Initiale, Rapide)
            .Le("02/12 00:01").Donne(EnRetard, total: 30, Estime),
        Quand("au changement d'heure, 72 heures sont 72 heures", Ro(21).Paye("25/10").Soin("20/10"))
            .Le("28/10 23:01").Donne(EnRetard, total: 30, Estime, message: "attendue d'ici le 28 octobre 2025"),
    ];

    [Theory]
    [MemberData(nameof(Cas))]
    public void Est_juge_ainsi(Scenario cases) => cases.Verifier();
}
