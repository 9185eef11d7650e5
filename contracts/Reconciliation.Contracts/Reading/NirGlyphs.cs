using System.Globalization;
using System.Text;

namespace Reconciliation.Contracts;

/// <summary>A letter or digit of a text as the recogniser of a NIR sees it.</summary>
/// <param name="Sign">An ASCII digit; A or B; or <see cref="NirGlyphs.OtherLetter"/>.</param>
/// <param name="Start">The index of its first UTF-16 unit in the text.</param>
/// <param name="End">The index after its last UTF-16 unit.</param>
/// <param name="Joined">Whether nothing stands between it and the one before.</param>
internal readonly record struct NirGlyph(char Sign, int Start, int End, bool Joined)
{
    public bool IsDigit => char.IsAsciiDigit(Sign);
}

/// <summary>
/// The letters and digits of a text, whatever their alphabet: all other characters set them apart. Digits of all scripts, superscripts and
/// circled ones are digits, as compatibility normalisation makes them. That normalisation is not used itself, for it does nothing where the
/// host has no tables of a culture.
/// </summary>
internal static class NirGlyphs
{
    /// <summary>Any letter that no NIR has.</summary>
    public const char OtherLetter = '?';

    // Latin, full width, circled, Greek and Cyrillic letters that are read as the A and B of a Corsican département.
    private const string LettersA = "AaＡａⒶⓐΑаА", LettersB = "BbＢｂⒷⓑΒВ";

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    public static List<NirGlyph> Of(string text)
    {
        var (glyphs, last) = (new List<NirGlyph>(), -1);
        for (var i = 0; i < text.Length;)
        {
            // Half of a pair is no character, and sets apart.
            var width = Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1;
            if (CharUnicodeInfo.GetDigitValue(text, i) is var digit and >= 0)
            {
                glyphs.Add(new((char)('0' + digit), i, i + width, last == i));
                last = i + width;
            }
            else if (CharUnicodeInfo.GetNumericValue(text, i) is var number and >= 10 and < 100 && number == Math.Floor(number))
            {
                // A twelve in a circle is two digits.
                glyphs.Add(new((char)('0' + ((int)number / 10)), i, i + width, last == i));
                glyphs.Add(new((char)('0' + ((int)number % 10)), i, i + width, true));
                last = i + width;
            }
            else if (Rune.IsLetter(rune) || Letter(text[i]) != OtherLetter)
            {
                glyphs.Add(new(Letter(text[i]), i, i + width, last == i));
                last = i + width;
            }

            i += width;
        }

        return glyphs;
    }

    private static char Letter(char c) =>
        LettersA.Contains(c, StringComparison.Ordinal) ? 'A'
        : LettersB.Contains(c, StringComparison.Ordinal) ? 'B'
        : OtherLetter;
}
