using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Charts;

/// <summary>The figures of a period beside those of the period before, and how they changed.</summary>
internal static class PeriodTable
{
    /// <param name="figures">The figures.</param>
    /// <param name="parts">The parts.</param>
    public static ChartModel Of(OverviewFigures figures, IReadOnlyList<Part> parts) => new(
        "periode", "La période et la précédente",
        Explanation(figures), "Mesure", [$"{figures.Days} derniers jours", $"{figures.Days} jours d’avant", "Évolution"],
        [
            .. parts.Select(p => Count(figures, $"Lignes reçues, {p.Label}", f => f.Arrivals.GetValueOrDefault(p.Code))),
            Count(figures, "Soins dont les deux parts sont arrivées", f => f.Paired),
            Count(figures, "Dont soins d’avant la réforme, payés en une fois", f => f.BeforeReform),
            Part(figures, "Seconde part dans les délais", f => (OnTime(f), f.Paired)),
            Part(figures, "Soins que personne n’a touchés", f => (f.Paired - f.Touched, f.Paired)),
            Count(figures, "Appels", f => f.Calls.Count),
            Part(figures, "Appels suivis d’un autre", f => (f.Calls.CalledAgain, f.Calls.Count)),
        ],
        ChartKind.Table);

    /// <summary>A share in percent; null: of nothing.</summary>
    /// <param name="part">The part.</param>
    /// <param name="whole">The whole.</param>
    public static double? Share(long part, long whole) => whole <= 0 ? null : 100.0 * part / whole;

    private static string Explanation(OverviewFigures figures)
    {
        var again = (int)OverviewQueries.CalledAgainMax.TotalDays;
        var cut = figures.Current.Calls.Since ?? figures.Previous.Calls.Since;
        var lastCall = French.Day(Paris.Day(figures.Now - OverviewQueries.CalledAgainMax));
        return "Les soins comptent au jour du soin. Personne n’a touché un soin si aucun agent n’a décidé ni noté quoi que ce soit sur sa "
            + "journée de soins. Un appel est suivi d’un autre si le dossier du même adhérent est rouvert pour un motif « Appel… » dans "
            + $"les {again} jours : on compte donc les appels jusqu’au {lastCall}."
            + (cut is { } since ? $" Il y en a trop pour les compter tous : ceux d’avant le {French.Day(Paris.Day(since))} manquent." : "");
    }

    private static ChartRow Count(OverviewFigures figures, string label, Func<PeriodFigures, long> of)
    {
        var (now, before) = (of(figures.Current), of(figures.Previous));
        return new(label, [now, before, ChartValue.Change(now, before)]);
    }

    private static ChartRow Part(OverviewFigures figures, string label, Func<PeriodFigures, (long Part, long Whole)> of)
    {
        double? Of(PeriodFigures f) => of(f) is var (part, whole) ? Share(part, whole) : null;
        var (now, before) = (Of(figures.Current), Of(figures.Previous));
        return new(label, [ChartValue.PerCent(now), ChartValue.PerCent(before), ChartValue.Change(now, before)]);
    }

    private static long OnTime(PeriodFigures figures) =>
        figures.Punctuality.Where(p => p.Key.EndsWith("/dans", StringComparison.Ordinal)).Sum(p => p.Value);
}
