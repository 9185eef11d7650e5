namespace Reconciliation.Domain;

/// <summary>The territory whose public holidays count: metropolitan France, or one with days of its own.</summary>
public enum Zone
{
    /// <summary>Metropolitan France: the eleven days of article L3133-1 of the Code du travail.</summary>
    Metropole,

    /// <summary>Alsace and Moselle: also Good Friday and 26 December (article L3134-13).</summary>
    AlsaceMoselle,

    /// <summary>Guadeloupe: also 27 May.</summary>
    Guadeloupe,

    /// <summary>Martinique: also 22 May.</summary>
    Martinique,

    /// <summary>Guyane: also 10 June.</summary>
    Guyane,

    /// <summary>La Réunion: also 20 December.</summary>
    LaReunion,

    /// <summary>Mayotte: also 27 April.</summary>
    Mayotte,

    /// <summary>Saint-Barthélemy: also 9 October.</summary>
    SaintBarthelemy,

    /// <summary>Saint-Martin: also 28 May.</summary>
    SaintMartin,
}

/// <summary>Days on which banks or offices are closed, computed for any year of the Gregorian calendar.</summary>
public static class JoursNonOuvres
{
    /// <summary>
    /// Whether a day is a week-end day or a closing day of the TARGET payment system (European Central Bank, since 2002).
    /// </summary>
    /// <param name="day">The day.</param>
    public static bool IsTargetClosed(DateOnly day) => IsWeekEnd(day) || IsTargetClosingDay(day);

    /// <summary>Whether a day is one of the six closing days of TARGET, whatever day of the week it falls on.</summary>
    /// <param name="day">The day.</param>
    public static bool IsTargetClosingDay(DateOnly day) =>
        (day.Month, day.Day) is (1, 1) or (5, 1) or (12, 25) or (12, 26) || EasterOffset(day) is -2 or 1;

    /// <summary>Whether a day is a week-end day or a French public holiday in a zone.</summary>
    /// <param name="day">The day.</param>
    /// <param name="zone">The zone.</param>
    public static bool IsDayOff(DateOnly day, Zone zone) => IsWeekEnd(day) || IsPublicHoliday(day, zone);

    /// <summary>Whether a day is a French public holiday in a zone.</summary>
    /// <param name="day">The day.</param>
    /// <param name="zone">The zone.</param>
    public static bool IsPublicHoliday(DateOnly day, Zone zone) =>
        (day.Month, day.Day) is (1, 1) or (5, 1) or (5, 8) or (7, 14) or (8, 15) or (11, 1) or (11, 11) or (12, 25)
        || EasterOffset(day) is 1 or 39 or 50
        || IsOfTheZoneOnly(day, zone);

    /// <summary>Easter Sunday of a year, by the anonymous Gregorian algorithm (Meeus, Jones, Butcher).</summary>
    /// <param name="year">The year.</param>
    public static DateOnly Easter(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }

    private static bool IsWeekEnd(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static int EasterOffset(DateOnly day) => day.DayNumber - Easter(day.Year).DayNumber;

    private static bool IsOfTheZoneOnly(DateOnly day, Zone zone) => zone switch
    {
        Zone.AlsaceMoselle => (day.Month, day.Day) is (12, 26) || EasterOffset(day) == -2,
        Zone.Guadeloupe => (day.Month, day.Day) is (5, 27),
        Zone.Martinique => (day.Month, day.Day) is (5, 22),
        Zone.Guyane => (day.Month, day.Day) is (6, 10),
        Zone.LaReunion => (day.Month, day.Day) is (12, 20),
        Zone.Mayotte => (day.Month, day.Day) is (4, 27),
        Zone.SaintBarthelemy => (day.Month, day.Day) is (10, 9),
        Zone.SaintMartin => (day.Month, day.Day) is (5, 28),
        Zone.Metropole => false,
    };
}
