using System.Globalization;
using System.Text;

namespace Reconciliation.Contracts;

/// <summary>
/// The form of an identifier: 1 to 64 characters, each of which is written in one way only, letters of the Latin alphabet alone among them.
/// So two identifiers that look alike are one, and every identifier can stand in an address.
/// </summary>
public static class IdentifierRule
{
    // Printable characters below U+10000, no blanks, and the same in all normal forms of Unicode. Left out are characters that compose
    // (accents by themselves, parts of syllables), stand for another (full width, superscripts, signs of units), or are of an alphabet that
    // shares its forms with the Latin one (Greek, Cyrillic, phonetic signs).
    private static readonly (char First, char Last)[] Simple =
    [
        ('\u0021', '\u007e'), ('\u00a1', '\u00a7'), ('\u00a9', '\u00a9'), ('\u00ab', '\u00ac'), ('\u00ae', '\u00ae'), ('\u00b0', '\u00b1'),
        ('\u00b6', '\u00b7'), ('\u00bb', '\u00bb'), ('\u00bf', '\u0131'), ('\u0134', '\u013e'), ('\u0141', '\u0148'), ('\u014a', '\u017e'),
        ('\u0180', '\u01bf'), ('\u01cd', '\u01f0'), ('\u01f4', '\u024f'), ('\u1e00', '\u1e99'), ('\u1e9c', '\u1eff'), ('\u2010', '\u2010'),
        ('\u2012', '\u2016'), ('\u2018', '\u2023'), ('\u2030', '\u2032'), ('\u2035', '\u2035'), ('\u2039', '\u203b'), ('\u20ac', '\u20ac'),
    ];

    // Beyond, where no letter and no digit is taken: other signs that stand for one.
    private static readonly (int First, int Last)[] Doubles = [(0x1D400, 0x1D7FF), (0x1EE00, 0x1F2FF)];

    /// <summary>The rule as a regular expression for JSON Schema, read alike by ECMAScript, Python and .NET.</summary>
    /// <remarks>Beyond U+FFFF no expression is read alike: there the reader alone refuses characters that are composed or not
    /// printable.</remarks>
    public static string Pattern { get; } = $@"^(?!\.{{1,2}}$)[^{Refused()}]+( [^{Refused()}]+)*$(?!\n)";

    /// <summary>Whether a text is an identifier.</summary>
    /// <param name="texte">The text.</param>
    public static bool IsMet(string texte)
    {
        ArgumentNullException.ThrowIfNull(texte);
        if (texte.Length is 0 or > 2 * Limites.IdentifiantMax || texte is "." or ".." || texte[0] == ' ' || texte[^1] == ' '
            || texte.Contains("  ", StringComparison.Ordinal))
        {
            return false;
        }

        // Nearly every identifier is of characters that need no table.
        if (!texte.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return texte.Length <= Limites.IdentifiantMax;
        }

        var length = 0;
        foreach (var rune in texte.EnumerateRunes())
        {
            if (++length > Limites.IdentifiantMax || !(rune.Value == ' ' || IsSimple(rune)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSimple(Rune rune) => rune.IsBmp
        ? Array.Exists(Simple, r => rune.Value >= r.First && rune.Value <= r.Last)
        : PrintableText.IsPrintable(rune) && !Array.Exists(Doubles, r => rune.Value >= r.First && rune.Value <= r.Last)
            && !Rune.IsLetter(rune) && !Rune.IsNumber(rune)
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark);

    // All others, the halves of characters beyond U+FFFF excepted.
    private static string Refused()
    {
        var (text, next) = (new StringBuilder(), 0);
        foreach (var (first, last) in Simple.Append(('\ud800', '\udfff')))
        {
            if (first > next)
            {
                text.Append(CultureInfo.InvariantCulture, $@"\u{next:x4}-\u{first - 1:x4}");
            }

            next = last + 1;
        }

        return text.Append(CultureInfo.InvariantCulture, $@"\u{next:x4}-\uffff").ToString();
    }
}
