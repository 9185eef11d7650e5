using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Domain;

/// <summary>
/// Days as callers say them: <c>14/11</c>, <c>14.11.25</c>, <c>14 novembre</c>, <c>mardi</c>, <c>mardi 18</c>, <c>hier</c>, <c>il y a trois
/// jours</c>. A day without a year is the last such day, and the next one where a payment may already be announced for it.
/// </summary>
internal static partial class SpokenDays
{
    /// <summary>How far ahead a payment is announced.</summary>
    private const int AnnouncedDaysMax = 31;

    // 29 February is every fourth year, and once in eight around a century.
    private const int YearsBackMax = 8, TwoDigitYearsBackMax = 3;

    private const int LatelyDays = 62, YearMin = 1900, YearMax = 2199;

    private static readonly ImmutableArray<string> Weekdays = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    private static readonly ImmutableArray<string> Months = [.. Paris.Mois.Select(SpokenWord.Plain)];

    private static readonly ImmutableArray<string> ShortMonths =
        ["jan", "fev", "mar", "avr", "mai", "jun", "jul", "aou", "sep", "oct", "nov", "dec"];

    // A month without one has an empty name, which no word is.
    private static readonly ImmutableArray<string> LongerMonths = ["janv", "fevr", "", "", "", "", "juil", "", "sept", "", "", ""];

    private static readonly ImmutableArray<string> Counts =
        ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
            "quinze"];

    /// <summary>The days that some words mean, and how many words; null: these mean none.</summary>
    /// <param name="words">All words.</param>
    /// <param name="at">Where to read.</param>
    /// <param name="today">The day on which it is said.</param>
    public static (int Words, IReadOnlyList<DateOnly> Days)? Match(IReadOnlyList<SpokenWord> words, int at, DateOnly today) =>
        Relative(words, at, today) ?? Weekday(words, at, today) ?? Dated(words, at, today) ?? AfterArticle(words, at, today);

    /// <summary>Whether a word is the name of a month or of a day of the week: no number begins with it.</summary>
    /// <param name="folded">The word.</param>
    public static bool IsName(string folded) => IsMonth(folded) || Weekdays.Contains(folded);

    /// <summary>Whether a word is the name of a month.</summary>
    /// <param name="folded">The word.</param>
    public static bool IsMonth(string folded) => MonthOf(folded) > 0;

    private static (int, IReadOnlyList<DateOnly>)? Relative(IReadOnlyList<SpokenWord> words, int at, DateOnly today)
    {
        string At(int i) => at + i < words.Count ? words[at + i].Folded : "";
        return (At(0), At(1), At(2)) switch
        {
            ("hier", _, _) => (1, [today.AddDays(-1)]),
            ("avant-hier" or "avanthier", _, _) => (1, [today.AddDays(-2)]),
            ("avant", "hier", _) => (2, [today.AddDays(-2)]),
            ("aujourd'hui" or "aujourdhui", _, _) => (1, [today]),
            ("ce", "matin", _) => (2, [today]),
            ("la" or "cette", "semaine", "derniere" or "passee") => (3, LastWeek(today)),
            ("semaine", "derniere" or "passee", _) => (2, LastWeek(today)),
            ("il", "y", "a") when Ago(At(3), At(4), today) is { } day => (5, [day]),
            ("y", "a", _) when Ago(At(2), At(3), today) is { } day => (4, [day]),
            _ => null,
        };
    }

    private static DateOnly? Ago(string count, string unit, DateOnly today)
    {
        var number = count == "une" ? 1 : Counts.IndexOf(count);
        if (number < 0 && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 400))
        {
            return null;
        }

        return unit.TrimEnd('s') switch
        {
            "jour" => today.AddDays(-number),
            "semaine" => today.AddDays(-7 * number),
            "moi" => today.AddMonths(-Math.Min(number, 36)),
            _ => null,
        };
    }

    private static DateOnly[] LastWeek(DateOnly today)
    {
        var monday = today.AddDays(-7 - (((int)today.DayOfWeek + 6) % 7));
        return [.. Enumerable.Range(0, 7).Select(monday.AddDays)];
    }

    // Said on a Tuesday, "mardi" is today or a week ago. With its number it is that day, of the month in which it falls on a Tuesday.
    private static (int, IReadOnlyList<DateOnly>)? Weekday(IReadOnlyList<SpokenWord> words, int at, DateOnly today)
    {
        if (Weekdays.IndexOf(words[at].Folded) is not (>= 0 and var weekday))
        {
            return null;
        }

        var last = today.AddDays(-(((int)today.DayOfWeek - weekday + 7) % 7));
        (int, IReadOnlyList<DateOnly>) alone = (1, last == today ? [today, today.AddDays(-7)] : [last]);
        if (at + 1 >= words.Count)
        {
            return alone;
        }

        if (Dated(words, at + 1, today) is var (count, days))
        {
            return (count + 1, [.. days.Where(d => (int)d.DayOfWeek == weekday).DefaultIfEmpty(days[0])]);
        }

        return words[at + 1].Folded switch
        {
            "dernier" or "passe" => (2, [last == today ? last.AddDays(-7) : last]),
            "prochain" => (2, [last.AddDays(7)]),
            _ when OfWeekday(words, at + 1, weekday, today) is { } day => (2, [day]),
            _ => alone,
        };
    }

    // "mardi 18"; but "mardi 9" is an amount besides, where no ninth was a Tuesday lately.
    private static DateOnly? OfWeekday(IReadOnlyList<SpokenWord> words, int at, int weekday, DateOnly today) =>
        Numbered(words, at, today) is var (_, days)
        && days.FirstOrDefault(d => (int)d.DayOfWeek == weekday && d >= today.AddDays(-LatelyDays)) is var day && day != default
            ? day
            : null;

    // "le 14": of this month, or of the one before.
    private static (int, IReadOnlyList<DateOnly>)? AfterArticle(IReadOnlyList<SpokenWord> words, int at, DateOnly today) =>
        words[at].Folded is "le" or "du" && at + 1 < words.Count && Dated(words, at + 1, today) is null
        && Numbered(words, at + 1, today) is var (count, days) ? (count + 1, [days[0]]) : null;

    private static (int, IReadOnlyList<DateOnly>)? Numbered(IReadOnlyList<SpokenWord> words, int at, DateOnly today)
    {
        if (DayNumber().Match(words[at].Folded) is not { Success: true } number
            || (at + 1 < words.Count && (SpokenMontants.IsUnit(words[at + 1].Folded) || SpokenMontants.Instead(words, at + 1) > 0)))
        {
            return null;
        }

        var months = Enumerable.Range(0, 13).Select(back => today.AddMonths(-back)).Prepend(today.AddMonths(1));
        DateOnly[] days =
        [
            .. months.Select(m => Day(m.Year, m.Month, Number(number.Groups["d"].Value))).OfType<DateOnly>()
                .Where(d => d <= today.AddDays(AnnouncedDaysMax)),
        ];
        return days.Length > 0 ? (1, [.. days.Where(d => d <= today), .. days.Where(d => d > today)]) : null;
    }

    private static (int, IReadOnlyList<DateOnly>)? Dated(IReadOnlyList<SpokenWord> words, int at, DateOnly today) =>
        words[at].IsQuoted ? null : InLetters(words, at, today) ?? InFigures(words[at].Folded, today) ?? Apart(words, at, today);

    private static (int, IReadOnlyList<DateOnly>)? InLetters(IReadOnlyList<SpokenWord> words, int at, DateOnly today)
    {
        if (Glued().Match(words[at].Folded) is { Success: true } glued && MonthOf(glued.Groups["m"].Value) is > 0 and var month)
        {
            var year = glued.Groups["y"].Value;
            return year.Length == 0 && Year(words, at + 1, today) is { } said
                ? One(2, Day(said, month, Number(glued.Groups["d"].Value)))
                : WithYear(1, glued.Groups["d"].Value, month, year, today);
        }

        if (DayNumber().Match(words[at].Folded) is not { Success: true } day || at + 1 >= words.Count
            || MonthOf(words[at + 1].Folded) is not (> 0 and var named))
        {
            return null;
        }

        return Year(words, at + 2, today) is { } stated
            ? One(3, Day(stated, named, Number(day.Groups["d"].Value)))
            : WithYear(2, day.Groups["d"].Value, named, "", today);
    }

    // Two digits after a month are a year only near this one, and not before "euros": "14 novembre 21 euros".
    private static int? Year(IReadOnlyList<SpokenWord> words, int at, DateOnly today)
    {
        if (at >= words.Count || !words[at].IsDigits || words[at].Text.Length is not (2 or 4)
            || (at + 1 < words.Count && (SpokenMontants.IsUnit(words[at + 1].Folded) || SpokenMontants.Instead(words, at + 1) > 0)))
        {
            return null;
        }

        var year = FullYear(words[at].Text);
        return year >= YearMin && (words[at].Text.Length == 4 || (year >= today.Year - TwoDigitYearsBackMax && year <= today.Year + 1))
            ? year
            : null;
    }

    private static (int, IReadOnlyList<DateOnly>)? InFigures(string word, DateOnly today) =>
        YearFirst().Match(word) is { Success: true } iso
            ? One(1, Day(Number(iso.Groups["y"].Value), Number(iso.Groups["m"].Value), Number(iso.Groups["d"].Value)))
        : DayFirst().Match(word) is { Success: true } french
            ? WithYear(1, french.Groups["d"].Value, Number(french.Groups["m"].Value), french.Groups["y"].Value, today)
        : EightDigits().Match(word) is { Success: true } eight
            ? One(1, Day(Number(eight.Value[..4]), Number(eight.Value[4..6]), Number(eight.Value[6..]))
                ?? Day(Number(eight.Value[4..]), Number(eight.Value[2..4]), Number(eight.Value[..2])))
        : null;

    // "14 11 2025".
    private static (int, IReadOnlyList<DateOnly>)? Apart(IReadOnlyList<SpokenWord> words, int at, DateOnly today) =>
        at + 1 < words.Count && words[at].IsDigits && words[at + 1].IsDigits && words[at].Text.Length <= 2 && words[at + 1].Text.Length <= 2
        && Year(words, at + 2, today) is { } year
            ? One(3, Day(year, Number(words[at + 1].Text), Number(words[at].Text)))
            : null;

    private static (int, IReadOnlyList<DateOnly>)? WithYear(int words, string day, int month, string year, DateOnly today)
    {
        if (year.Length > 0)
        {
            return One(words, Day(FullYear(year), month, Number(day)));
        }

        var all = Enumerable.Range(0, YearsBackMax + 2).Select(back => Day(today.Year + 1 - back, month, Number(day))).OfType<DateOnly>()
            .ToList();
        DateOnly[] days =
            [.. all.Where(d => d <= today).Take(1), .. all.Where(d => d > today && d <= today.AddDays(AnnouncedDaysMax))];
        return days.Length > 0 ? (words, days) : null;
    }

    private static (int, IReadOnlyList<DateOnly>)? One(int words, DateOnly? day) => day is { } one ? (words, [one]) : null;

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= YearMin and <= YearMax && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static int FullYear(string digits) => digits.Length == 2 ? 2000 + Number(digits) : Number(digits);

    private static int MonthOf(string folded) => 1 + new[] { Months, ShortMonths, LongerMonths }.Max(names => names.IndexOf(folded));

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<d>[0-9]{1,2})(?:er)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DayNumber();

    [GeneratedRegex(@"^(?<d>[0-9]{1,2})(?:er)?[-.]?(?<m>[a-z]{3,9})[-.]?(?<y>(?:[0-9]{2}){0,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Glued();

    [GeneratedRegex(@"^(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    // With a dot and no year it may be an amount: then a month has two digits, and is one.
    [GeneratedRegex(
        @"^(?<d>[0-9]{1,2})(?:[-/.](?<m>[0-9]{1,2})[-/.](?<y>[0-9]{4}|[0-9]{2})|[-/](?<m>[0-9]{1,2})|\.(?<m>[0-9]{2}))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^[0-9]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EightDigits();
}
