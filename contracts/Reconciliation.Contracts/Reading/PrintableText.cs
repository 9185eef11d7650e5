using System.Globalization;
using System.Text;

namespace Reconciliation.Contracts;

/// <summary>
/// The characters that people can see. A character is a code point, as for PostgreSQL and JSON Schema, not a UTF-16 unit.
/// </summary>
public static class PrintableText
{
    /// <summary>The characters below U+10000 that are not printable, as the class of a regular expression that every validator
    /// reads.</summary>
    public const string RefusedClass =
        @"\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
        + @"\u2060-\u206f\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff";

    /// <summary>Whether every character of a text is printable, and there are not too many.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lengthMax">The most characters.</param>
    public static bool IsPrintable(string text, int lengthMax)
    {
        // Nearly every text is of characters that need no table.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length <= lengthMax;
        }

        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > lengthMax || !IsPrintable(rune))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text has a letter, a digit or a sign that is seen: blanks, fillers and marks alone say nothing.</summary>
    /// <param name="text">The text.</param>
    public static bool SaysSomething(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPrintable(rune) && !Rune.IsWhiteSpace(rune) && !IsMark(rune) && !Array.Exists(Fillers, f => f == rune.Value))
            {
                return true;
            }
        }

        return false;
    }

    // Letters and signs by their category, of which nothing is seen: fillers of Hangul and Khmer, the blank pattern of Braille.
    private static readonly int[] Fillers = [0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0];

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>
    /// Whether a character is printable. One that Unicode has not assigned is: it may have been since the table of this process was made,
    /// but for those that never will be.
    /// </summary>
    /// <param name="rune">The character.</param>
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ((>= 0xfdd0 and <= 0xfdef) or (>= 0xfff0 and <= 0xfff8)) && (rune.Value & 0xfffe) != 0xfffe;
}
