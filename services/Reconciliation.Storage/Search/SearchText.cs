using System.Globalization;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Reads a text that was typed into a search: days as the French write them (<c>14 novembre 2025</c>, <c>14/11/2025</c>) or
/// <c>2025-11-14</c>; amounts (<c>9</c>, <c>9,00</c>, <c>1 234.50 €</c>); anything else is an identifier, as typed or in capitals.
/// </summary>
public static partial class SearchText
{
    private static readonly TrouvePar[] Identifiers =
        [TrouvePar.Adherent, TrouvePar.Beneficiaire, TrouvePar.Decompte, TrouvePar.Virement, TrouvePar.Professionnel];

    /// <summary>The terms of a search, in the order in which they were typed.</summary>
    /// <param name="q">The typed text.</param>
    public static IReadOnlyList<SearchTerm> Read(string q)
    {
        ArgumentNullException.ThrowIfNull(q);
        return [.. Pieces().Matches(q).SelectMany(Terms)];
    }

    private static IEnumerable<SearchTerm> Terms(Match piece)
    {
        if (piece.Groups["cite"].Success)
        {
            return [new([.. OfIdentifier(piece.Groups["cite"].Value)])];
        }

        // A text that only looked like a day in words is as many terms as it has words.
        var text = piece.Value.Trim();
        return ReadDay(text) is null && ReadMontant(text) is null ? Blanks().Split(text).Select(Term) : [Term(text)];
    }

    private static SearchTerm Term(string text)
    {
        if (ReadDay(text) is { } day)
        {
            return new([new(TrouvePar.Date) { Day = day }]);
        }

        var montant = ReadMontant(text) is { } cents ? new TermReading(TrouvePar.Montant) { Montant = cents } : null;
        if (montant is not null && !text.All(char.IsAsciiDigit))
        {
            return new([montant]);
        }

        var reading = OfIdentifier(text).ToList();
        if (Guid.TryParse(text, out var soinId))
        {
            reading.Insert(0, new(TrouvePar.Soin) { SoinId = soinId });
        }

        return new(montant is null ? reading : [.. reading, montant]);
    }

    private static IEnumerable<TermReading> OfIdentifier(string text)
    {
        var spellings = new[] { text, text.ToUpperInvariant() }.Distinct(StringComparer.Ordinal).ToList();
        return from type in Identifiers from spelling in spellings select new TermReading(type) { Text = spelling };
    }

    private static DateOnly? ReadDay(string text)
    {
        if (DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "d/M/yyyy", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        if (DayInLetters().Match(text) is not { Success: true } letters)
        {
            return null;
        }

        var months = WithoutAccents(letters.Groups["mois"].Value);
        var number = Paris.Mois.Select(WithoutAccents).ToList().IndexOf(months) + 1;
        var (year, dayOfMonth) = (Number(letters.Groups["annee"]), Number(letters.Groups["jour"]));
        return number > 0 && year > 0 && dayOfMonth >= 1 && dayOfMonth <= DateTime.DaysInMonth(year, number)
            ? new DateOnly(year, number, dayOfMonth)
            : null;
    }

    private static Montant? ReadMontant(string text)
    {
        if (Euros().Match(text) is not { Success: true } found)
        {
            return null;
        }

        var count = Blanks().Replace(found.Groups["nombre"].Value, "").Replace(',', '.');
        var euros = decimal.Parse(count, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return euros <= Limites.MontantMax ? Montant.FromEuros(found.Groups["signe"].Success ? -euros : euros) : null;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string WithoutAccents(string months) =>
        months.ToLowerInvariant().Replace('é', 'e').Replace('û', 'u').TrimEnd('.');

    // A day in words and an amount with its sign hold blanks; a text in quotes is one identifier; all else ends at a blank.
    [GeneratedRegex(
        """
        "(?<cite>[^"]+)"
        | (?<!\S)[0-9]{1,2}(?:er)?\s+[A-Za-zéûÉÛ]{3,9}\.?\s+[0-9]{4}(?!\S)
        | (?<!\S)[-−]?[0-9]{1,3}(?:\s[0-9]{3})*(?:[.,][0-9]{1,2})?\s*€(?!\S)
        | [^\s"]+
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"^(?<jour>[0-9]{1,2})(?:er)?\s+(?<mois>[A-Za-zéûÉÛ]{3,9}\.?)\s+(?<annee>[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DayInLetters();

    [GeneratedRegex(
        @"^(?<signe>[-−])?(?<nombre>[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]{1,8}(?:[.,][0-9]{1,2})?)\s*€?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Euros();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
