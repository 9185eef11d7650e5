using System.Globalization;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Charts;

/// <summary>The charts of a team leader.</summary>
/// <param name="streams">The streams.</param>
/// <param name="delays">The delays that members are told.</param>
internal sealed class Overview(PaymentStreams streams, DelaiAttendu delays)
{
    /// <summary>Gaps of more days than this, either way, are shown together.</summary>
    public const int EcartDaysMax = 10;

    /// <summary>The charts of some figures, those of the period first.</summary>
    /// <param name="figures">The figures.</param>
    public IReadOnlyList<ChartModel> Draw(OverviewFigures figures) =>
    [
        PeriodTable.Of(figures, streams.Parts.All),
        AtStake(figures),
        Team(figures),
        Situations(figures),
        Punctuality(figures),
        Ecarts(figures),
        Arrivals(figures, streams.Parts.All),
        ToWorkOn(figures),
        Reasons(figures),
    ];

    private static ChartModel AtStake(OverviewFigures figures) => new(
        "enjeu", "Euros en jeu, par liste",
        "La somme des montants des soins à traiter : ce qui manque aux soins en retard, la différence des soins en écart, le total des "
            + "autres.",
        "Liste", ["En jeu"],
        [.. WorkList.All.Select(l => new ChartRow(
            l.Title,
            [ChartValue.Euros(figures.Waiting.FirstOrDefault(w => w.Situation == l.Situation)?.Enjeu ?? Montant.Zero)],
            l.Address + "?tri=enjeu"))],
        ChartKind.Bars);

    private static ChartModel Team(OverviewFigures figures) => new(
        "equipe", "Qui s’occupe de quoi",
        $"Ce que chacun a pris en charge et qui attend encore quelqu'un ; au plus {OverviewQueries.AgentsShownMax} personnes, les plus "
            + "chargées d'abord.",
        "Agent", [.. WorkList.All.Select(l => l.Title), "Quarantaine", "En jeu"],
        [.. figures.Loads.Select(a => new ChartRow(
            a.Agent,
            [
                .. WorkList.All.Select(l => ChartValue.Number(a.Soins.GetValueOrDefault(l.Situation))),
                a.Messages,
                ChartValue.Euros(a.Enjeu),
            ]))],
        ChartKind.Table);

    private static string Lists(string lastOne)
    {
        string[] titles = [.. WorkList.All.Select(l => $"« {l.Title} »")];
        return $"{string.Join(", ", titles[..^1])} {lastOne} {titles[^1]}";
    }

    private static ChartModel Situations(OverviewFigures figures) => new(
        "situations", "Soins par situation",
        $"Tous les soins connus. {Lists("et")} demandent quelqu'un.",
        "Situation", ["Soins"],
        [.. SituationPrecedence.Order.Reverse().Select(s => new ChartRow(
            Labels.From((Contracts.Situation)s), [figures.Situations.GetValueOrDefault(s.ToString())], WorkList.Of(s)?.Address))],
        ChartKind.Bars);

    private ChartModel Punctuality(OverviewFigures figures)
    {
        var announced = delays.PolicyOf(Paris.Day(figures.Now)).FenetreOf(Canal.CarteVitale);
        var counts = figures.Current.Punctuality;
        long Total(string canal, string timing) => counts.GetValueOrDefault($"{canal}/{timing}");
        string Share(string canal) => PeriodTable.Share(Total(canal, "dans"), Total(canal, "dans") + Total(canal, "hors")) is { } share
            ? $" ({French.PerCent(share)} dans les délais)"
            : "";
        return new(
            "delais", "Seconde part dans les délais, par canal",
            $"Soins des {figures.Days} derniers jours dont les deux parts sont arrivées. Avec la carte Vitale, le délai annoncé est de "
                + $"{announced} ; avec une feuille de soins il varie.",
            "Canal", ["Dans les délais", "Hors délais"],
            [.. new[] { ("carteVitale", "Carte Vitale"), ("feuilleDeSoins", "Feuille de soins") }.Select(c => new ChartRow(
                c.Item2 + Share(c.Item1), [Total(c.Item1, "dans"), Total(c.Item1, "hors")]))],
            ChartKind.Bars);
    }

    private static ChartModel Ecarts(OverviewFigures figures)
    {
        var days = figures.Current.Gaps.Select(g => (Days: int.Parse(g.Key, CultureInfo.InvariantCulture), g.Value)).ToList();
        var before = figures.Current.BeforeReform;
        return new(
            "ecarts", "Jours entre les deux paiements",
            "De la part de l’assurance maladie à celle de la complémentaire ; à gauche de 0 et hachuré : la complémentaire a payé d’abord, "
                + $"ce qui est normal. Sont à part les soins d’avant le {Paris.InFull(Reform.FirstDay)}, que MGEN payait en une fois : "
                + $"{French.Number(before)}.",
            "Jours", ["Soins"],
            [.. Enumerable.Range(-EcartDaysMax, (2 * EcartDaysMax) + 1).Select(e => new ChartRow(
                Sign(e), [days.Where(j => Math.Clamp(j.Days, -EcartDaysMax, EcartDaysMax) == e).Sum(j => j.Value)], Pattern: e < 0))],
            ChartKind.Columns);
    }

    private static ChartModel Arrivals(OverviewFigures figures, IReadOnlyList<Part> parts)
    {
        var first = Counters.Hour(figures.Now).AddHours(1 - ReadOverview.ShownHours);
        return new(
            "arrivees", $"Lignes reçues par heure, {ReadOverview.ShownHours} dernières heures",
            "Une part qui n’arrive plus pendant que l’autre arrive : le système qui l’envoie est peut-être arrêté.",
            "Heure", [.. parts.Select(p => French.Capitalised(p.Label))],
            [.. Enumerable.Range(0, ReadOverview.ShownHours).Select(h => first.AddHours(h)).Select(h => new ChartRow(
                $"{Paris.LocalTime(h).Hour} h",
                [.. parts.Select(p =>
                    ChartValue.Number(figures.Hours.Where(c => c.Key == p.Code && c.Period == h).Sum(c => c.Value)))]))],
            ChartKind.Columns);
    }

    private static ChartModel ToWorkOn(OverviewFigures figures) => new(
        "anciennete", "Soins à traiter, par ancienneté",
        $"Depuis quand le soin demande quelqu'un, en {Lists("ou")}.",
        "Ancienneté", ["Soins"],
        [.. WorkListAge.Classes.Select((name, t) => new ChartRow(name, [figures.Ages.Values.Sum(a => a[t])]))],
        ChartKind.Bars);

    private static ChartModel Reasons(OverviewFigures figures) => new(
        "quarantaine", "Messages en quarantaine, par raison",
        "Une raison qui revient souvent : la source a changé quelque chose sans le dire.",
        "Raison", ["Messages"],
        [
            .. figures.Rules.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => new ChartRow(
                RuleNames.Of(r.Key), [r.Value], $"{QuarantaineEndpoints.Address}?regle={r.Key}")),
        ],
        ChartKind.Bars);

    private static string Sign(int days) => days switch
    {
        -EcartDaysMax => $"≤ −{EcartDaysMax}",
        EcartDaysMax => $"≥ {EcartDaysMax}",
        < 0 => $"−{-days}",
        _ => days.ToString(CultureInfo.InvariantCulture),
    };
}
