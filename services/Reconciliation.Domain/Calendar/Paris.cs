using System.Collections.Immutable;
using System.Globalization;

namespace Reconciliation.Domain;

/// <summary>Days and instants in Europe/Paris, the time in which members and rules count.</summary>
public static class Paris
{
    private static readonly TimeZoneInfo TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    // Each soin asks for a few days, and the rules of a time zone are slow to ask: the days that are asked for are computed beforehand.
    private const int PrecomputedDayCount = 30 * 366;
    private static readonly DateOnly FirstPrecomputedDay = new(2015, 1, 1);
    private static readonly ImmutableArray<DateTimeOffset> Starts =
        [.. Enumerable.Range(0, PrecomputedDayCount).Select(i => ComputeStart(FirstPrecomputedDay.AddDays(i)))];

    /// <summary>The names of the months, from January on.</summary>
    public static IReadOnlyList<string> Mois { get; } =
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ];

    /// <summary>The names of the days of the week, from Sunday on.</summary>
    public static IReadOnlyList<string> JoursDeSemaine { get; } =
        ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    /// <summary>The day of an instant.</summary>
    /// <param name="instant">Any instant.</param>
    public static DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(LocalTime(instant));

    /// <summary>The wall-clock time of an instant.</summary>
    /// <param name="instant">Any instant.</param>
    public static DateTime LocalTime(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, TimeZone).DateTime;

    /// <summary>The first instant of a day, in UTC.</summary>
    /// <param name="day">The day.</param>
    public static DateTimeOffset StartOfDay(DateOnly day)
    {
        var rank = day.DayNumber - FirstPrecomputedDay.DayNumber;
        return rank is >= 0 and < PrecomputedDayCount ? Starts[rank] : ComputeStart(day);
    }

    /// <summary>The end of a day, 24:00, in UTC: the first instant of the next.</summary>
    /// <param name="day">The day.</param>
    public static DateTimeOffset EndOfDay(DateOnly day) => StartOfDay(day.AddDays(1));

    /// <summary>
    /// The instant of a wall-clock time, in UTC. A time that the change to summer time skips is moved one hour on; of a time that
    /// occurs twice in autumn the first is meant.
    /// </summary>
    /// <param name="hour">The wall-clock time.</param>
    public static DateTimeOffset Instant(DateTime hour)
    {
        // The offset of a time that is skipped is that of winter, which is the same instant as one hour on in summer.
        var locale = DateTime.SpecifyKind(hour, DateTimeKind.Unspecified);
        var offset = TimeZone.IsAmbiguousTime(locale) ? TimeZone.GetAmbiguousTimeOffsets(locale).Max() : TimeZone.GetUtcOffset(locale);
        return new DateTimeOffset(locale, offset).ToUniversalTime();
    }

    private static DateTimeOffset ComputeStart(DateOnly day) => Instant(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>A day as the French write it: <c>14 novembre 2025</c>, <c>1er mai 2026</c>.</summary>
    /// <param name="day">The day.</param>
    public static string InFull(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{WithoutYear(day)} {day.Year}");

    /// <summary>The same where the year has been said: <c>14 novembre</c>.</summary>
    /// <param name="day">The day.</param>
    public static string WithoutYear(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{(day.Day == 1 ? "1er" : day.Day)} {Mois[day.Month - 1]}");
}
