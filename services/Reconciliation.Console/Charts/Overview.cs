using System.Globalization;
using Npgsql;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Charts;

/// <summary>The charts of a team leader: each from counters, none from all soins.</summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
internal sealed class Overview(NpgsqlDataSource source, TimeProvider clock, PaymentStreams streams)
{
    /// <summary>The hours of which arrivals are shown.</summary>
    public const int ArrivalHours = 48;

    /// <summary>The days of care whose delays are shown.</summary>
    public const int DelayDays = 90;

    /// <summary>Gaps of more days than this, either way, are shown together.</summary>
    public const int EcartMax = 10;

    public async Task<IReadOnlyList<ChartModel>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = Paris.StartOfDay(Paris.Day(now).AddDays(-DelayDays));
        return
        [
            Situations(await Counters.ReadAsync(source, Counters.Situation, null, cancellationToken)),
            Ponctualite(await Counters.ReadAsync(source, Counters.Ponctualite, since, cancellationToken)),
            Ecarts(await Counters.ReadAsync(source, Counters.Ecart, since, cancellationToken)),
            Arrivals(
                await Counters.ReadAsync(source, Counters.Arrival, Counters.Hour(now).AddHours(1 - ArrivalHours), cancellationToken),
                now,
                streams.Parts.All),
            ToWorkOn(await Counters.ByAgeAsync(source, Counters.ToWorkOn, WorkListAge.Bounds(now), cancellationToken)),
            Reasons(await Counters.ByAgeAsync(source, Counters.QuarantaineByRule, [], cancellationToken)),
        ];
    }

    private static ChartModel Situations(IReadOnlyList<CounterDelta> counts) => new(
        "situations", "Soins par situation",
        "Tous les soins connus. « En retard », « Écart », « À rapprocher » et « Contesté » demandent quelqu'un.",
        "Situation", ["Soins"],
        [.. SituationPrecedence.Order.Reverse().Select(s => new ChartRow(
            Labels.From((Contracts.Situation)s), [counts.Where(c => c.Key == s.ToString()).Sum(c => c.Value)], WorkList.Of(s)?.Address))],
        ChartKind.Bars);

    private static ChartModel Ponctualite(IReadOnlyList<CounterDelta> counts) => new(
        "delais", "Seconde part dans les délais, par canal",
        $"Soins des {DelayDays} derniers jours dont les deux parts sont arrivées. Avec la carte Vitale, le délai annoncé est de 48 à 72 "
            + $"heures ; avec une feuille de soins il varie.",
        "Canal", ["Dans les délais", "Hors délais"],
        [.. new[] { ("carteVitale", "Carte Vitale"), ("feuilleDeSoins", "Feuille de soins") }.Select(c => new ChartRow(
            c.Item2 + Part(counts, c.Item1), [Total(counts, c.Item1 + "/dans"), Total(counts, c.Item1 + "/hors")]))],
        ChartKind.Bars);

    private static ChartModel Ecarts(IReadOnlyList<CounterDelta> counts)
    {
        var days = counts.Select(c => (Days: int.Parse(c.Key, CultureInfo.InvariantCulture), c.Value)).ToList();
        return new(
            "ecarts", "Jours entre les deux paiements",
            "De la part de l’assurance maladie à celle de la complémentaire ; à gauche de 0 et hachuré : la complémentaire a "
                + "payé d’abord, ce qui est normal.",
            "Jours", ["Soins"],
            [.. Enumerable.Range(-EcartMax, (2 * EcartMax) + 1).Select(e => new ChartRow(
                Sign(e), [days.Where(j => Math.Clamp(j.Days, -EcartMax, EcartMax) == e).Sum(j => j.Value)], Pattern: e < 0))],
            ChartKind.Columns);
    }

    private static ChartModel Arrivals(IReadOnlyList<CounterDelta> counts, DateTimeOffset now, IReadOnlyList<Domain.Part> parts)
    {
        var first = Counters.Hour(now).AddHours(1 - ArrivalHours);
        return new(
            "arrivees", $"Lignes reçues par heure, {ArrivalHours} dernières heures",
            "Une part qui n’arrive plus pendant que l’autre arrive : le système qui l’envoie est peut-être arrêté.",
            "Heure", [.. parts.Select(p => French.Capitalised(p.Label))],
            [.. Enumerable.Range(0, ArrivalHours).Select(h => first.AddHours(h)).Select(h => new ChartRow(
                $"{Paris.LocalTime(h).Hour} h",
                [.. parts.Select(p => counts.Where(c => c.Key == p.Code && c.Period == h).Sum(c => c.Value))]))],
            ChartKind.Columns);
    }

    private static ChartModel ToWorkOn(IReadOnlyDictionary<string, IReadOnlyList<long>> ages) => new(
        "anciennete", "Soins à traiter, par ancienneté",
        "Depuis quand le soin demande quelqu'un : en retard, en écart, à rapprocher ou contesté.",
        "Ancienneté", ["Soins"], [.. WorkListAge.Classes.Select((name, t) => new ChartRow(name, [ages.Values.Sum(a => a[t])]))],
        ChartKind.Bars);

    private static ChartModel Reasons(IReadOnlyDictionary<string, IReadOnlyList<long>> rules) => new(
        "quarantaine", "Messages en quarantaine, par raison",
        "Une raison qui revient souvent : la source a changé quelque chose sans le dire.",
        "Raison", ["Messages"],
        [
            .. rules.Select(r => (Rule: r.Key, Count: r.Value.Sum())).OrderByDescending(r => r.Count)
            .ThenBy(r => r.Rule, StringComparer.Ordinal)
                .Select(
                    r => new ChartRow(
                        Contracts.Regle.Motifs.GetValueOrDefault(r.Rule, r.Rule), [r.Count],
                        $"{QuarantaineEndpoints.Address}?regle={r.Rule}")),
        ],
        ChartKind.Bars);

    private static string Part(IReadOnlyList<CounterDelta> counts, string canal)
    {
        var (inside, outside) = (Total(counts, canal + "/dans"), Total(counts, canal + "/hors"));
        return inside + outside == 0 ? "" : $" ({French.PerCent(100.0 * inside / (inside + outside))} dans les délais)";
    }

    private static long Total(IReadOnlyList<CounterDelta> counts, string key) => counts.Where(c => c.Key == key).Sum(c => c.Value);

    private static string Sign(int days) => days switch
    {
        -EcartMax => $"≤ −{EcartMax}",
        EcartMax => $"≥ {EcartMax}",
        < 0 => $"−{-days}",
        _ => days.ToString(CultureInfo.InvariantCulture),
    };
}
