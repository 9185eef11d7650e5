using System.Globalization;
using System.Text;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>Amounts, days and instants as the French write them, with spaces at which no line ends.</summary>
internal static class French
{
    private const char NoBreak = '\u00a0';
    private const char ThinNoBreak = '\u202f';

    private static readonly NumberFormatInfo Counts =
        new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f", NegativeSign = "−" };

    /// <summary><c>1 234,50 €</c>.</summary>
    public static string Euros(decimal montant) => montant.ToString("#,##0.00", Counts) + NoBreak + "€";

    /// <summary>The same, or a dash where there is none.</summary>
    public static string Euros(decimal? montant) => montant is { } value ? Euros(value) : "–";

    /// <summary>The cost of the care, where 0,00 € means that it is not known.</summary>
    public static string Known(decimal depense) => depense == 0 ? "inconnue" : Euros(depense);

    public static string EurosOfCents(long cents) => Euros(new Montant(cents).Euros);

    public static string Number(long count) => count.ToString("#,##0", Counts);

    /// <summary><c>1 soin</c>, <c>2 soins</c>: in French the plural begins at two.</summary>
    public static string Number(long count, string singular, string plural) =>
        $"{Number(count)}{NoBreak}{(Math.Abs(count) < 2 ? singular : plural)}";

    /// <summary>A text as it begins a sentence or a heading.</summary>
    public static string Capitalised(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string PerCent(double part) => part.ToString("0.#", Counts) + NoBreak + "%";

    /// <summary><c>1,5 point</c>, <c>2 points</c>: the difference of two shares.</summary>
    public static string Points(double points) =>
        points.ToString("0.#", Counts) + NoBreak + (Math.Abs(points) < 2 ? "point" : "points");

    /// <summary><c>14/11/2025</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture);

    public static string Day(DateOnly? day) => day is { } value ? Day(value) : "–";

    /// <summary><c>vendredi 14 novembre 2025</c>.</summary>
    public static string LongDay(DateOnly day) => $"{Weekday(day)} {Paris.InFull(day)}".Replace(' ', NoBreak);

    /// <summary><c>ven. 14/11/2025</c>, as a bank writes it and as one says it.</summary>
    public static string ShortDay(DateOnly day) => $"{Weekday(day)[..3]}.{NoBreak}{Day(day)}";

    /// <summary><c>14/11/2025 à 17 h 02</c>, the time of Paris.</summary>
    public static string Instant(DateTimeOffset instant)
    {
        var hour = Paris.LocalTime(instant);
        return $"{Day(DateOnly.FromDateTime(hour))} à{NoBreak}{Hour(hour)}";
    }

    /// <summary><c>17 h 02</c>, the time of Paris.</summary>
    public static string Hour(DateTimeOffset instant) => Hour(Paris.LocalTime(instant));

    /// <summary>The end of something: midnight is the end of the day before, <c>15/11/2025 à 24 h</c>.</summary>
    public static string End(DateTimeOffset instant) =>
        Paris.LocalTime(instant).TimeOfDay == TimeSpan.Zero
            ? $"{Day(Paris.Day(instant).AddDays(-1))} à{NoBreak}24{NoBreak}h"
            : Instant(instant);

    /// <summary>Since which day, as one says it: <c>aujourd’hui</c>, <c>hier</c>, <c>12 jours</c>.</summary>
    public static string Age(DateTimeOffset since, DateTimeOffset now) => (Paris.Day(now).DayNumber - Paris.Day(since).DayNumber) switch
    {
        <= 0 => "aujourd’hui",
        1 => "hier",
        var days => Number(days, "jour", "jours"),
    };

    /// <summary>How long, as one says it, in days begun: <c>1 jour</c>, <c>3 jours</c>. Nobody is promised less than it will be.</summary>
    public static string Duration(TimeSpan duration) => Number(Math.Max(1, (long)Math.Ceiling(duration.TotalDays)), "jour", "jours");

    /// <summary>The value of a date field.</summary>
    public static string? Field(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The value of a field of date and time, in Paris.</summary>
    public static string Field(DateTimeOffset instant) =>
        Paris.LocalTime(instant).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A machine-readable instant, for <c>time</c> elements.</summary>
    public static string Machine(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// A text as printers set it: with spaces that do not break before signs, inside amounts, hours, dates and quotes, thin ones where
    /// they set them thin, and with their apostrophe.
    /// </summary>
    public static string NoBreakSpaces(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var (before, after) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            var glued = after is '€' or '%' or ':' or '»' || before is '«'
                || (char.IsDigit(before) && (char.IsDigit(after) || after == 'h')) || (before == 'h' && char.IsDigit(after))
                || IsWithinDate(text, i);
            output.Append(text[i] switch
            {
                '\'' => '’',
                not ' ' => text[i],
                _ => after is ';' or '?' or '!' ? ThinNoBreak : glued ? NoBreak : ' ',
            });
        }

        return output.ToString();
    }

    private static string Weekday(DateOnly day) => Paris.JoursDeSemaine[(int)day.DayOfWeek];

    // After the number of a day and before a year, around the name of a month.
    private static bool IsWithinDate(string text, int at)
    {
        var before = text.AsSpan(0, at);
        var after = text.AsSpan(at + 1);
        foreach (var month in Paris.Mois)
        {
            var isDay = after.StartsWith(month, StringComparison.Ordinal) && at > 0
                && (char.IsDigit(before[^1]) || before.EndsWith("1er", StringComparison.Ordinal));
            if (isDay || (before.EndsWith(month, StringComparison.Ordinal) && after.Length > 0 && char.IsDigit(after[0])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Hour(DateTime hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{hour.Hour}{NoBreak}h{NoBreak}{hour.Minute:00}");
}
