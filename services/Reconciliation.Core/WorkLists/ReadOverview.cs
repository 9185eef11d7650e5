using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The figures of some days.</summary>
public sealed record PeriodFigures
{
    /// <summary>The lines received, by part.</summary>
    public required IReadOnlyDictionary<string, long> Arrivals { get; init; }

    /// <summary>Soins of both parts by channel and punctuality of the second payment, by day of care in the period.</summary>
    public required IReadOnlyDictionary<string, long> Punctuality { get; init; }

    /// <summary>Soins by days from the RO payment to the complementary one, by day of care in the period, from the reform on.</summary>
    public required IReadOnlyDictionary<string, long> Gaps { get; init; }

    /// <summary>Soins of both parts that were cared for before the reform: their two parts came in one payment, which has no gap.</summary>
    public required long BeforeReform { get; init; }

    /// <summary>Soins of both parts about which an agent decided or noted something.</summary>
    public required long Touched { get; init; }

    /// <summary>
    /// The calls of the period, which is moved back by the time within which a call counts as calling again: of these it is known.
    /// </summary>
    public required CallCount Calls { get; init; }

    /// <summary>Soins of both parts.</summary>
    public long Paired => Punctuality.Values.Sum();
}

/// <summary>The figures of a team leader.</summary>
public sealed record OverviewFigures
{
    /// <summary>The length of the period, in days.</summary>
    public required int Days { get; init; }

    /// <summary>When they were read: the end of the period.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The figures of the period.</summary>
    public required PeriodFigures Current { get; init; }

    /// <summary>The figures of as many days before it.</summary>
    public required PeriodFigures Previous { get; init; }

    /// <summary>Soins by situation, as they stand.</summary>
    public required IReadOnlyDictionary<string, long> Situations { get; init; }

    /// <summary>The lines received by part and hour, over the last <see cref="ReadOverview.ShownHours"/> hours.</summary>
    public required IReadOnlyList<CounterDelta> Hours { get; init; }

    /// <summary>The soins of each class of age that wait, by list.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Ages { get; init; }

    /// <summary>The open messages in quarantine, by rule.</summary>
    public required IReadOnlyDictionary<string, long> Rules { get; init; }

    /// <summary>The soins that wait in each list, and the money that they are about.</summary>
    public required IReadOnlyList<WaitingSum> Waiting { get; init; }

    /// <summary>The work that agents have taken up.</summary>
    public required IReadOnlyList<AgentLoad> Loads { get; init; }
}

/// <summary>
/// Reads the figures of a team leader: from counters, and from indexes that hold no more than the figure is about. They are of nobody in
/// particular: nothing is recorded.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="queries">Reads what is not counted.</param>
/// <param name="clock">The clock.</param>
public sealed class ReadOverview(NpgsqlDataSource source, OverviewQueries queries, TimeProvider clock)
{
    /// <summary>The number of hours of arrivals that are told one by one.</summary>
    public const int ShownHours = 48;

    /// <summary>The lengths of a period, in days. Twice the longest is shorter than counters are kept.</summary>
    public static IReadOnlyList<int> PeriodDays { get; } = [7, 30, 90, 180];

    /// <summary>The length of a period where none is asked for, in days.</summary>
    public const int DefaultPeriodDays = 30;

    /// <param name="caller">The caller.</param>
    /// <param name="days">The length of the period, of <see cref="PeriodDays"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The figures; null: the caller leads no team.</returns>
    public async Task<OverviewFigures?> ReadAsync(Caller caller, int days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsSupervisor)
        {
            return null;
        }

        if (!PeriodDays.Contains(days))
        {
            throw new ArgumentOutOfRangeException(nameof(days), days, "A period has one of the lengths that there are.");
        }

        var now = clock.GetUtcNow();
        var length = TimeSpan.FromDays(days);
        var careSince = Paris.StartOfDay(Paris.Day(now).AddDays(1 - (2 * days)));
        var hoursSince = Counters.Hour(now).AddHours(1 - ShownHours);
        var earliest = now - (2 * length) < hoursSince ? now - (2 * length) : hoursSince;
        var counted = new CountedFigures(
            await Counters.ReadAsync(source, Counters.Arrival, Counters.Hour(earliest), cancellationToken),
            await Counters.ReadAsync(source, Counters.Punctuality, careSince, cancellationToken),
            await Counters.ReadAsync(source, Counters.Ecart, careSince, cancellationToken));
        return new()
        {
            Days = days,
            Now = now,
            Current = await ReadAsync(counted, now, length, cancellationToken),
            Previous = await ReadAsync(counted, now - length, length, cancellationToken),
            Situations = CountedFigures.ByKey(await Counters.ReadAsync(source, Counters.Situation, null, cancellationToken)),
            Hours = [.. counted.Arrivals.Where(a => a.Period >= hoursSince)],
            Ages = await Counters.ByAgeAsync(source, Counters.ToWorkOn, WorkListAge.Bounds(now), cancellationToken),
            Rules = (await Counters.ByAgeAsync(source, Counters.QuarantaineByRule, [], cancellationToken))
                .ToDictionary(r => r.Key, r => r.Value.Sum()),
            Waiting = await queries.WaitingAsync(cancellationToken),
            Loads = await queries.LoadsAsync(cancellationToken),
        };
    }

    private async Task<PeriodFigures> ReadAsync(
        CountedFigures counted, DateTimeOffset end, TimeSpan length, CancellationToken cancellationToken)
    {
        var lastDay = Paris.Day(end);
        var firstDay = lastDay.AddDays(1 - (int)length.TotalDays);
        var followed = end - OverviewQueries.CalledAgainMax;
        return new()
        {
            Arrivals = CountedFigures.ByKey(counted.Arrivals.Where(a => a.Period >= end - length && a.Period < end)),
            Punctuality = CountedFigures.ByKey(CountedFigures.OfDays(counted.Punctuality, firstDay, lastDay)),
            Gaps = CountedFigures.ByKey(CountedFigures.OfDays(counted.Gaps, Later(firstDay, Reform.FirstDay), lastDay)),
            BeforeReform = CountedFigures.OfDays(counted.Gaps, firstDay, Earlier(lastDay, Reform.FirstDay.AddDays(-1))).Sum(g => g.Value),
            Touched = await queries.TouchedAsync(firstDay, lastDay, cancellationToken),
            Calls = await queries.CallsAsync(followed - length, followed, cancellationToken),
        };
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    /// <summary>The counters by hour or day, over both periods.</summary>
    /// <param name="Arrivals">Lines by hour of reception.</param>
    /// <param name="Punctuality">Soins by day of care.</param>
    /// <param name="Gaps">The same.</param>
    private sealed record CountedFigures(
        IReadOnlyList<CounterDelta> Arrivals, IReadOnlyList<CounterDelta> Punctuality, IReadOnlyList<CounterDelta> Gaps)
    {
        public static IEnumerable<CounterDelta> OfDays(IEnumerable<CounterDelta> counts, DateOnly firstDay, DateOnly lastDay) =>
            counts.Where(c => c.Period >= Paris.StartOfDay(firstDay) && c.Period < Paris.EndOfDay(lastDay));

        public static Dictionary<string, long> ByKey(IEnumerable<CounterDelta> counts) =>
            counts.GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));
    }
}
