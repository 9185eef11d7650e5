using System.Globalization;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>The form of a NIR, as INSEE states it, of signs that stand in a row of <see cref="NirGlyph"/>s.</summary>
internal static partial class NirForm
{
    /// <summary>The characters of a NIR without its key.</summary>
    public const int Length = 13;

    /// <summary>The characters of a NIR with its key.</summary>
    public const int LengthWithKey = 15;

    /// <summary>Whether the signs from some place on may be a NIR.</summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="first">The place.</param>
    public static bool HasStructure(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[Length];
        Copy(glyphs, first, signs);
        return Structure().IsMatch(signs);
    }

    /// <summary>Whether they may be one of nearly everybody's: a sex of 1 or 2, and a month of the year that is known.</summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="first">The place.</param>
    public static bool IsUsual(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[Length];
        Copy(glyphs, first, signs);
        return Usual().IsMatch(signs);
    }

    /// <summary>Whether the last two of fifteen signs are the key of the thirteen before them.</summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="first">The place.</param>
    public static bool HasKey(List<NirGlyph> glyphs, int first)
    {
        Span<char> signs = stackalloc char[LengthWithKey];
        Copy(glyphs, first, signs);
        if (signs[6] is 'A' or 'B')
        {
            (signs[5], signs[6]) = ('1', signs[6] == 'A' ? '9' : '8');
        }

        return long.TryParse(signs[..Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(signs[Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            && key == 97 - (number % 97);
    }

    /// <summary>
    /// Whether thirteen signs are the code of a product. Medicines (CIP13) and devices (ACL13) have prefixes of their own; other goods have
    /// a check digit and, unlike nearly every NIR, do not begin with 1 or 2.
    /// </summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="first">The place.</param>
    public static bool IsProductCode(List<NirGlyph> glyphs, int first)
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
        @"^[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9])(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}(?!000)[0-9]{3}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Structure();

    [GeneratedRegex(
        @"^[12][0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-9][0-9]|2[AB])(?!000)[0-9]{3}(?!000)[0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Usual();
}
