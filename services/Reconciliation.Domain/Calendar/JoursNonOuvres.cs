namespace Reconciliation.Domain;

/// <summary>Where French public holidays are those of metropolitan France, or have days of their own.</summary>
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
    /// <summary>Whether a day is a week-end day or a closing day of the TARGET payment system (European Central Bank, since 2002).</summary>
    /// <param name="jour">The day.</param>
    public static bool EstFermeTarget(DateOnly jour) => EstWeekEnd(jour) || EstFermetureTarget(jour);

    /// <summary>Whether a day is one of the six closing days of TARGET, whatever day of the week it falls on.</summary>
    /// <param name="jour">The day.</param>
    public static bool EstFermetureTarget(DateOnly jour) =>
        (jour.Month, jour.Day) is (1, 1) or (5, 1) or (12, 25) or (12, 26) || EcartAPaques(jour) is -2 or 1;

    /// <summary>Whether a day is a week-end day or a French public holiday in a zone.</summary>
    /// <param name="jour">The day.</param>
    /// <param name="zone">The zone.</param>
    public static bool EstChome(DateOnly jour, Zone zone) => EstWeekEnd(jour) || EstFerie(jour, zone);

    /// <summary>Whether a day is a French public holiday in a zone.</summary>
    /// <param name="jour">The day.</param>
    /// <param name="zone">The zone.</param>
    public static bool EstFerie(DateOnly jour, Zone zone) =>
        (jour.Month, jour.Day) is (1, 1) or (5, 1) or (5, 8) or (7, 14) or (8, 15) or (11, 1) or (11, 11) or (12, 25)
        || EcartAPaques(jour) is 1 or 39 or 50
        || EstPropreALaZone(jour, zone);

    /// <summary>Easter Sunday of a year, by the anonymous Gregorian algorithm (Meeus, Jones, Butcher).</summary>
    /// <param name="annee">The year.</param>
    public static DateOnly Paques(int annee)
    {
        var a = annee % 19;
        var (b, c) = (annee / 100, annee % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new(annee, n / 31, (n % 31) + 1);
    }

    private static bool EstWeekEnd(DateOnly jour) => jour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static int EcartAPaques(DateOnly jour) => jour.DayNumber - Paques(jour.Year).DayNumber;

    private static bool EstPropreALaZone(DateOnly jour, Zone zone) => zone switch
    {
        Zone.AlsaceMoselle => (jour.Month, jour.Day) is (12, 26) || EcartAPaques(jour) == -2,
        Zone.Guadeloupe => (jour.Month, jour.Day) is (5, 27),
        Zone.Martinique => (jour.Month, jour.Day) is (5, 22),
        Zone.Guyane => (jour.Month, jour.Day) is (6, 10),
        Zone.LaReunion => (jour.Month, jour.Day) is (12, 20),
        Zone.Mayotte => (jour.Month, jour.Day) is (4, 27),
        Zone.SaintBarthelemy => (jour.Month, jour.Day) is (10, 9),
        Zone.SaintMartin => (jour.Month, jour.Day) is (5, 28),
        _ => false,
    };
}
