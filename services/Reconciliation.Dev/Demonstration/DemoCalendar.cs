using Reconciliation.Domain;

namespace Reconciliation.Dev;

/// <summary>The month of the demo: the days around 12 November 2025, moved so that they end today.</summary>
/// <param name="now">The instant at which the demo is looked at.</param>
internal sealed class DemoCalendar(DateTimeOffset now)
{
    /// <summary>The number of days of care that the demo covers.</summary>
    public const int CareDays = 30;

    public DateOnly Today { get; } = Paris.Day(now);

    public DateOnly FirstSoin => Ago(CareDays);

    /// <summary>The first day of care that is paid in two transfers.</summary>
    public DateOnly Reform => Ago(CareDays / 2);

    public DateOnly Ago(int days) => Today.AddDays(-days);

    /// <summary>The first day from a day on on which banks transfer money.</summary>
    public static DateOnly BusinessDay(DateOnly day)
    {
        while (JoursNonOuvres.IsTargetClosed(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>
    /// The last bank day after one day, up to another; the next one if there is none. A transfer does not wait for Monday.
    /// </summary>
    /// <param name="after">The day after which.</param>
    /// <param name="day">The day up to which.</param>
    public static DateOnly BusinessDayBetween(DateOnly after, DateOnly day)
    {
        var before = day;
        while (before > after && JoursNonOuvres.IsTargetClosed(before))
        {
            before = before.AddDays(-1);
        }

        return before > after ? before : BusinessDay(day);
    }

    /// <summary>
    /// The last bank day, provided that a part whose delay is counted from it is still awaited: at Easter the calendar would leave nothing
    /// to wait for.
    /// </summary>
    public DateOnly LastPayment()
    {
        var day = Today;
        for (var setback = 0; setback <= 2; setback++)
        {
            if (!JoursNonOuvres.IsTargetClosed(day.AddDays(-setback)))
            {
                return day.AddDays(-setback);
            }
        }

        return day;
    }

    /// <summary>When a professional transmits the care given on a day.</summary>
    public static DateTimeOffset Transmission(DateOnly day, int minutes) =>
        Paris.Instant(day.ToDateTime(new TimeOnly(17, 0)).AddMinutes(minutes));
}
