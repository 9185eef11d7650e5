using System.Globalization;
using System.Text;

namespace Reconciliation.Contracts;

/// <summary>
/// The form of an identifier: 1 to 64 characters, none of which looks like another one or stands for it, beyond what ASCII itself has (l
/// and I, O and 0). So two identifiers that look alike are one, and every identifier can stand in an address.
/// </summary>
public static class IdentifierRule
{
    // Characters below U+10000, no blanks, and the same in all normal forms of Unicode: those of ASCII, the letters of the languages of
    // Europe that are written with the Latin alphabet, and signs of ISO 8859-15. Left out are all that look like one of these: letters of
    // other alphabets and of phonetic scripts, other strokes, quotes and points, Ð beside Đ, ĕ beside ě, ĸ, ı, × beside x, ¡ beside i and
    // ¦ beside |.
    private static readonly (char First, char Last)[] Simple =
    [
        ('\u0021', '\u007e'), ('\u00a2', '\u00a5'), ('\u00a7', '\u00a7'), ('\u00a9', '\u00a9'), ('\u00ab', '\u00ac'), ('\u00ae', '\u00ae'),
        ('\u00b0', '\u00b1'), ('\u00b6', '\u00b7'), ('\u00bb', '\u00bb'), ('\u00bf', '\u00cf'), ('\u00d1', '\u00d6'), ('\u00d8', '\u00ef'),
        ('\u00f1', '\u0113'), ('\u0116', '\u012f'), ('\u0134', '\u0137'), ('\u0139', '\u013e'), ('\u0141', '\u0148'), ('\u014a', '\u017e'),
        ('\u20ac', '\u20ac'),
    ];

    // Beyond, pictures: nothing there that stands for a letter, a digit, a stroke or a point.
    private static readonly (int First, int Last)[] Pictures =
        [(0x1F300, 0x1F3FA), (0x1F400, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF)];

    /// <summary>The rule as a regular expression for JSON Schema, read alike by ECMAScript, Python and .NET.</summary>
    /// <remarks>Beyond U+FFFF no expression is read alike: there the reader alone refuses all but pictures.</remarks>
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
        : Array.Exists(Pictures, r => rune.Value >= r.First && rune.Value <= r.Last)
            && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

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
