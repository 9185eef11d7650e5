using System.Globalization;
using System.Text;

namespace Reconciliation.Contracts;

/// <summary>
/// The one way to read the signs of a text, wherever it is asked whom the text names: in a refused message, in a search and by the
/// recogniser of a NIR. A sign that nobody sees counts for nothing; digits of all scripts are digits; full-width, circled and mathematical
/// letters, all dashes and all blanks are plain ones. Compatibility normalisation is not used, for it does nothing where the host has no
/// tables of a culture.
/// </summary>
public static class PlainSigns
{
    // Tags stand for the printable signs of ASCII, this far from them.
    private const int TagOffset = 0xE0000;

    /// <summary>
    /// Whether a sign is not seen by itself: of format (zero width, direction, soft hyphen, tags), a mark on the sign before it, a filler,
    /// a control character that sets no words apart, or what stands where bytes were no text.
    /// </summary>
    /// <param name="rune">The sign.</param>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark => true,
        UnicodeCategory.Control => !Rune.IsWhiteSpace(rune),
        _ => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0xFFFD or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF),
    };

    /// <summary>A text in plain signs.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text) => IsPlain(text) ? text : Read(text, withoutBlanks: false, withTags: false);

    /// <summary>
    /// The ways in which a text may be read: in plain signs; second, where it has any others, without blanks that no keyboard sets; and
    /// where it has tags, as what they stand for.
    /// </summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Readings(string text)
    {
        var plain = Of(text);
        if (ReferenceEquals(plain, text))
        {
            return [text];
        }

        var tight = Read(text, withoutBlanks: true, withTags: false);
        return text.Contains('\uDB40', StringComparison.Ordinal)
            ? [plain, tight, Read(text, withoutBlanks: true, withTags: true)]
            : [plain, tight];
    }

    /// <summary>A text without the signs that nobody sees, and otherwise as it is.</summary>
    /// <param name="text">The text.</param>
    public static string WithoutInvisible(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Where(r => !IsInvisible(r)))
        {
            seen.Append(rune.ToString());
        }

        return seen.ToString();
    }

    /// <summary>The digit or letter of ASCII that a sign stands for by a form of its own; the sign itself where it has none.</summary>
    /// <param name="rune">The sign.</param>
    public static Rune Plain(Rune rune) => rune.Value switch
    {
        < 0x80 => rune,
        var full and >= 0xFF01 and <= 0xFF5E => new(full - 0xFEE0),
        (>= 0x2010 and <= 0x2015) or 0x2212 or 0xFE58 or 0xFE63 => new('-'),
        var circled and >= 0x24B6 and <= 0x24E9 => new((circled - 0x24B6) < 26 ? 'A' + (circled - 0x24B6) : 'a' + (circled - 0x24D0)),
        var styled and >= 0x1D400 and <= 0x1D6A3 => Letter((styled - 0x1D400) % 52),
        var framed and (>= 0x1F110 and <= 0x1F129) => new('A' + (framed - 0x1F110)),
        var squared and (>= 0x1F130 and <= 0x1F149) => new('A' + (squared - 0x1F130)),
        var filled and (>= 0x1F150 and <= 0x1F169) => new('A' + (filled - 0x1F150)),
        var filled and (>= 0x1F170 and <= 0x1F189) => new('A' + (filled - 0x1F170)),
        _ when Rune.IsWhiteSpace(rune) || rune.Value == 0x2800 => new(' '),
        _ when CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) is var digit and >= 0 => new('0' + digit),
        _ => rune,
    };

    /// <summary>The sign that a tag stands for; null: the sign is no tag.</summary>
    /// <param name="rune">The sign.</param>
    internal static Rune? OfTag(Rune rune) =>
        rune.Value is > TagOffset + 0x20 and < TagOffset + 0x7F ? new Rune(rune.Value - TagOffset) : null;

    private static Rune Letter(int place) => new(place < 26 ? 'A' + place : 'a' + (place - 26));

    // Nearly every text is.
    private static bool IsPlain(string text)
    {
        foreach (var sign in text)
        {
            if (!char.IsAscii(sign) || (char.IsControl(sign) && !char.IsWhiteSpace(sign)))
            {
                return false;
            }
        }

        return true;
    }

    private static string Read(string text, bool withoutBlanks, bool withTags)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (withTags && OfTag(rune) is { } meant)
            {
                plain.Append((char)meant.Value);
            }
            else if (!IsInvisible(rune) && Plain(rune) is var sign && !(withoutBlanks && sign.Value == ' ' && !rune.IsAscii))
            {
                plain.Append(sign.ToString());
            }
        }

        return plain.ToString();
    }
}
