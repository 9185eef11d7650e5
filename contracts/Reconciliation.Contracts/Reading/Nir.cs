using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>
/// The one recogniser of a NIR (numéro de sécurité sociale), for every text that enters by any way. Source: INSEE's structure of the
/// number; the key is 97 − (number mod 97), where 2A counts as 19 and 2B as 18. Digits count in any alphabet.
/// </summary>
public static partial class Nir
{
    /// <summary>The mark that replaces a NIR in a text.</summary>
    public const string Marque = "[NIR]";

    private const int Length = 13, LengthWithKey = 15;

    // Of a Corsican département one of the 13 characters is a letter.
    private const int DigitsMin = 12;

    private const int UuidLength = 36;

    // Of a character that is not ASCII at most so many digits are read.
    private const int DigitsPerCharacterMax = 2;

    /// <summary>Whether a text contains a NIR: 15 characters with the right key, or 13.</summary>
    /// <param name="texte">Any text.</param>
    /// <param name="dansUnLibelle">Whether the text describes an act: thirteen digits may then be the code of a product.</param>
    /// <param name="aussiSansCle">Whether 13 characters without a key count.</param>
    public static bool EstPresent(string texte, bool dansUnLibelle = false, bool aussiSansCle = true)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return HasEnoughDigits(texte) && Find(texte, aussiSansCle, dansUnLibelle).Count > 0;
    }

    /// <summary>Replaces in a text every NIR that <see cref="EstPresent"/> sees.</summary>
    /// <param name="texte">Any text, an original message for instance.</param>
    /// <param name="aussiSansCle">Whether to replace numbers of 13 characters too.</param>
    /// <param name="dansUnLibelle">Whether thirteen digits may be the code of a product.</param>
    public static string Caviarder(string texte, bool aussiSansCle, bool dansUnLibelle = false)
    {
        ArgumentNullException.ThrowIfNull(texte);
        if (!HasEnoughDigits(texte) || Find(texte, aussiSansCle, dansUnLibelle) is not { Count: > 0 } found)
        {
            return texte;
        }

        var (text, after) = (new StringBuilder(texte.Length), 0);
        foreach (var (start, end) in found)
        {
            text.Append(texte, after, start - after).Append(Marque);
            after = end;
        }

        return text.Append(texte, after, texte.Length - after).ToString();
    }

    // Every text of every line is asked, and nearly none of them has the digits.
    private static bool HasEnoughDigits(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : char.IsAscii(c) ? 0 : DigitsPerCharacterMax;
        }

        return digits >= DigitsMin;
    }

    private static List<(int Start, int End)> Find(string text, bool withoutKey, bool inALibelle)
    {
        var (glyphs, found) = (NirGlyphs.Of(WithoutUuids(text)), new List<(int, int)>());
        if (withoutKey && glyphs.Count == Length && HasStructure(glyphs, 0) && !(inALibelle && IsProductCode(glyphs, 0)))
        {
            return [(glyphs[0].Start, glyphs[^1].End)];
        }

        for (var i = 0; i <= glyphs.Count - Length; i++)
        {
            // In the midst of a longer number there is none: one in thirty numbers of twenty digits holds the key of a NIR by chance.
            if (!glyphs[i].IsDigit || (glyphs[i].Joined && glyphs[i - 1].IsDigit))
            {
                continue;
            }

            var last = IsWithKey(glyphs, i) ? i + LengthWithKey - 1
                : withoutKey && IsWordWithoutKey(glyphs, i) && !(inALibelle && IsProductCode(glyphs, i)) ? LastWithRank(glyphs, i)
                : i;
            if (last > i)
            {
                found.Add((glyphs[i].Start, glyphs[last].End));
                i = last;
            }
        }

        return found;
    }

    // A few of fifty thousand random ids have digits that look like a NIR with its key. A text in the form of a UUID, of whatever version,
    // with a letter among its digits is therefore no NIR. Letters stand in its place, so that every other character keeps its own.
    private static string WithoutUuids(string text) =>
        text.Length >= UuidLength && text.Contains('-', StringComparison.Ordinal)
            ? Uuid().Replace(text, uuid => new string('x', uuid.Length))
            : text;

    // A NIR with its key is known in any surroundings: whatever stands between its digits, and letters glued to it or not.
    private static bool IsWithKey(List<NirGlyph> glyphs, int first)
    {
        var next = first + LengthWithKey;
        return next <= glyphs.Count
            && !(next < glyphs.Count && glyphs[next].Joined && glyphs[next].IsDigit)
            && HasStructure(glyphs, first) && glyphs[next - 1].IsDigit && glyphs[next - 2].IsDigit && HasExactKey(glyphs, first);
    }

    // Without a key it is a word of its own, set apart where people set it apart.
    private static bool IsWordWithoutKey(List<NirGlyph> glyphs, int first)
    {
        var next = first + Length;
        if (glyphs[first].Joined || (next < glyphs.Count && glyphs[next].Joined) || !HasStructure(glyphs, first))
        {
            return false;
        }

        for (var i = 1; i < Length; i++)
        {
            if (!glyphs[first + i].Joined && i is not (1 or 3 or 5 or 7 or 10))
            {
                return false;
            }
        }

        return true;
    }

    // Two digits after a separator belong to it: a key that is wrong, or the rank of a beneficiary.
    private static int LastWithRank(List<NirGlyph> glyphs, int first)
    {
        var next = first + Length;
        return next + 1 < glyphs.Count && glyphs[next].IsDigit && glyphs[next + 1] is { IsDigit: true, Joined: true }
            && !(next + 2 < glyphs.Count && glyphs[next + 2].Joined) ? next + 1 : next - 1;
    }

    private static bool HasStructure(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[Length];
        Copy(glyphs, first, signs);
        return Structure().IsMatch(signs);
    }

    private static bool HasExactKey(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[LengthWithKey];
        Copy(glyphs, first, signs);
        if (signs[6] is 'A' or 'B')
        {
            (signs[5], signs[6]) = ('1', signs[6] == 'A' ? '9' : '8');
        }

        var number = long.Parse(signs[..Length], NumberStyles.None, CultureInfo.InvariantCulture);
        return int.Parse(signs[Length..], NumberStyles.None, CultureInfo.InvariantCulture) == 97 - (number % 97);
    }

    // Medicines (CIP13) and devices (ACL13) have prefixes of their own; other goods have a check digit and, unlike nearly every NIR, do
    // not begin with 1 or 2.
    private static bool IsProductCode(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[Length];
        Copy(glyphs, first, signs);
        if (signs.StartsWith("3400") || signs.StartsWith("3401"))
        {
            return true;
        }

        var sum = 0;
        for (var i = 0; i < Length; i++)
        {
            sum += (signs[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return signs[0] is not ('1' or '2') && sum % 10 == 0 && !signs.ContainsAny('A', 'B');
    }

    private static void Copy(List<NirGlyph> glyphs, int first, Span<char> signs)
    {
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = glyphs[first + i].Sign;
        }
    }

    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?=[0-9-]*[A-Fa-f])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();

    [GeneratedRegex(
        @"^[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9])(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}(?!000)[0-9]{3}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Structure();
}
