using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>A letter or digit of a text as the recogniser of a NIR sees it.</summary>
/// <param name="Sign">An ASCII digit; A or B; or <see cref="NirGlyphs.OtherLetter"/>.</param>
/// <param name="Start">The index of its first UTF-16 unit in the text.</param>
/// <param name="End">The index after its last UTF-16 unit.</param>
/// <param name="Joined">Whether nothing that is seen stands between it and the one before.</param>
internal readonly record struct NirGlyph(char Sign, int Start, int End, bool Joined)
{
    public bool IsDigit => char.IsAsciiDigit(Sign);
}

/// <summary>
/// The letters and digits of a text, whatever their alphabet: all other characters that are seen set them apart. Digits of all scripts,
/// superscripts and circled ones are digits, as <see cref="PlainSigns"/> reads them.
/// </summary>
internal static partial class NirGlyphs
{
    /// <summary>Any letter that no NIR has.</summary>
    public const char OtherLetter = '?';

    // Latin, Greek and Cyrillic letters that are read as the A and B of a Corsican département.
    private const string LettersA = "AaΑаА", LettersB = "BbΒВ";

    // A letter that occurs so often may stand between the digits of one number.
    private const int SeparatorsMin = 6;

    // Signs that begin an escape, or are half of a tag.
    private const string Escaping = "%&\\\uDB40";

    /// <summary>Whether a text has escapes or tags, so that it may be meant otherwise than it stands.</summary>
    /// <param name="text">The text.</param>
    public static bool HasEscapes(string text) => text.AsSpan().ContainsAny(Escaping);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isDecoded">Whether an escape is the character that it stands for.</param>
    public static List<NirGlyph> Of(string text, bool isDecoded)
    {
        var (glyphs, last) = (new List<NirGlyph>(text.Length), -1);
        for (var i = 0; i < text.Length;)
        {
            // Nearly every sign of nearly every text.
            if (SignOf(text[i]) is var plain and not '\0' && !(isDecoded && Escaping.Contains(text[i], StringComparison.Ordinal)))
            {
                if (plain != ' ')
                {
                    glyphs.Add(new(plain, i, i + 1, last == i));
                    last = i + 1;
                }

                i++;
                continue;
            }

            // Half of a pair is no character, and is not seen.
            var (rune, width) = isDecoded ? Decoded(text, i) : At(text, i);
            if (rune is not { } seen || PlainSigns.IsInvisible(seen))
            {
                last = last == i ? i + width : last;
            }
            else if (Signs(seen) is { Length: > 0 } signs)
            {
                // A twelve in a circle is two digits.
                for (var sign = 0; sign < signs.Length; sign++)
                {
                    glyphs.Add(new(signs[sign], i, i + width, sign > 0 || last == i));
                }

                last = i + width;
            }

            i += width;
        }

        return glyphs;
    }

    /// <summary>The letter that may stand between the digits of a number; null: none occurs often enough.</summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="text">The text that they are of.</param>
    public static char? Separator(List<NirGlyph> glyphs, string text)
    {
        Span<int> counts = stackalloc int['z' - 'a' + 1];
        counts.Clear();
        foreach (var glyph in glyphs)
        {
            if (IsSeparator(glyph, text, out var letter) && ++counts[letter - 'a'] == SeparatorsMin)
            {
                return letter;
            }
        }

        return null;
    }

    /// <summary>The signs without a letter: it sets apart, as a blank does.</summary>
    /// <param name="glyphs">The signs.</param>
    /// <param name="text">The text that they are of.</param>
    /// <param name="letter">The letter.</param>
    public static List<NirGlyph> Without(List<NirGlyph> glyphs, string text, char letter)
    {
        var (rest, isApart) = (new List<NirGlyph>(glyphs.Count), false);
        foreach (var glyph in glyphs)
        {
            var isTheLetter = IsSeparator(glyph, text, out var found) && found == letter;
            if (!isTheLetter)
            {
                rest.Add(glyph with { Joined = glyph.Joined && !isApart });
            }

            isApart = isTheLetter;
        }

        return rest;
    }

    private static bool IsSeparator(NirGlyph glyph, string text, out char letter)
    {
        letter = char.ToLowerInvariant(text[glyph.Start]);
        return glyph.End == glyph.Start + 1 && char.IsAsciiLetterLower(letter);
    }

    private static (Rune? Rune, int Width) At(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out var rune) ? (rune, rune.Utf16SequenceLength) : (null, 1);

    // Bytes beyond ASCII and names of characters set apart, as nearly all of them do that are written so.
    private static (Rune? Rune, int Width) Decoded(string text, int at)
    {
        if (text[at] is '%' or '&' or '\\' && Escape().Match(text, at) is { Success: true } escape && escape.Index == at)
        {
            var (hex, number) = (escape.Groups["hex"].Value, escape.Groups["nombre"].Value);
            var value = hex.Length > 0 ? int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : number.Length > 0 ? int.Parse(number, CultureInfo.InvariantCulture)
                : ' ';
            var isByte = escape.ValueSpan[0] == '%' && value >= 0x80;
            return (isByte || !Rune.IsValid(value) ? new Rune(' ') : new Rune(value), escape.Length);
        }

        var (rune, width) = At(text, at);
        return (rune is { } tag ? PlainSigns.OfTag(tag) ?? tag : null, width);
    }

    // The sign of a character of ASCII, a blank where it sets apart; zero: it is not ASCII, or not seen.
    private static char SignOf(char character) => character switch
    {
        >= '0' and <= '9' => character,
        'A' or 'a' => 'A',
        'B' or 'b' => 'B',
        (>= 'C' and <= 'Z') or (>= 'c' and <= 'z') => OtherLetter,
        >= '\x7F' => '\0',
        _ => char.IsControl(character) && !char.IsWhiteSpace(character) ? '\0' : ' ',
    };

    private static string Signs(Rune rune)
    {
        var plain = PlainSigns.Plain(rune);
        if (plain.IsAscii)
        {
            return Rune.IsDigit(plain) ? ((char)plain.Value).ToString() : Letter(plain);
        }

        return CharUnicodeInfo.GetNumericValue(plain.ToString(), 0) is var number and >= 10 and < 100 && number == Math.Floor(number)
            ? ((int)number).ToString(CultureInfo.InvariantCulture)
            : Letter(plain);
    }

    private static string Letter(Rune rune) =>
        rune.IsBmp && LettersA.Contains((char)rune.Value, StringComparison.Ordinal) ? "A"
        : rune.IsBmp && LettersB.Contains((char)rune.Value, StringComparison.Ordinal) ? "B"
        : Rune.IsLetter(rune) ? "?"
        : "";

    [GeneratedRegex(
        @"\G(?:%(?<hex>[0-9A-Fa-f]{2})|\\+[uU](?<hex>[0-9A-Fa-f]{4})|\\+x(?<hex>[0-9A-Fa-f]{2})|&\#[xX](?<hex>[0-9A-Fa-f]{1,6});"
            + @"|&\#(?<nombre>[0-9]{1,7});|&[A-Za-z]{2,8};)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
