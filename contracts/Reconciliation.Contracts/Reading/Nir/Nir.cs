using System.Text;

namespace Reconciliation.Contracts;

/// <summary>
/// The one recogniser of a NIR (numéro de sécurité sociale), for every text that enters by any way. Source: INSEE's structure of the
/// number; the key is 97 − (number mod 97), where 2A counts as 19 and 2B as 18. Digits count in any alphabet, and signs that nobody sees
/// do not count. A text with escapes of addresses and pages is read as it stands and as it is meant.
/// </summary>
public static class Nir
{
    /// <summary>The mark that replaces a NIR in a text.</summary>
    public const string Marque = "[NIR]";

    private const int Length = NirForm.Length, LengthWithKey = NirForm.LengthWithKey;

    // Of a Corsican département one of the 13 characters is a letter.
    private const int DigitsMin = 12;

    // Of a character that is not ASCII at most so many digits are read.
    private const int DigitsPerCharacterMax = 2;

    /// <summary>Whether a text contains a NIR: 15 characters with the right key, or 13.</summary>
    /// <param name="texte">Any text.</param>
    /// <param name="dansUnLibelle">Whether the text describes an act: thirteen digits may then be the code of a product.</param>
    /// <param name="aussiSansCle">Whether 13 characters without a key count.</param>
    public static bool EstPresent(string texte, bool dansUnLibelle = false, bool aussiSansCle = true)
    {
        ArgumentNullException.ThrowIfNull(texte);
        return HasEnoughDigits(texte) && Find(texte, new(aussiSansCle, dansUnLibelle, WithinNumbers: false)).Count > 0;
    }

    /// <summary>Replaces in a text every NIR that <see cref="EstPresent"/> sees.</summary>
    /// <param name="texte">Any text, an original message for instance.</param>
    /// <param name="aussiSansCle">Whether to replace numbers of 13 characters too.</param>
    /// <param name="dansUnLibelle">Whether thirteen digits may be the code of a product.</param>
    /// <param name="dansUnNombre">
    /// Whether to replace one in the midst of a longer number or at either end of a UUID too: one in some hundred references of twenty
    /// digits holds one by chance.
    /// </param>
    public static string Redact(string texte, bool aussiSansCle, bool dansUnLibelle = false, bool dansUnNombre = false)
    {
        ArgumentNullException.ThrowIfNull(texte);
        if (!HasEnoughDigits(texte) || Find(texte, new(aussiSansCle, dansUnLibelle, dansUnNombre)) is not { Count: > 0 } found)
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
            digits += char.IsAsciiDigit(c) ? 1 : char.IsAscii(c) || c == NirUuids.Hidden ? 0 : DigitsPerCharacterMax;
        }

        return digits >= DigitsMin;
    }

    // The places of every NIR, in order and apart, whichever reading of the text shows it.
    private static List<(int Start, int End)> Find(string text, Search search)
    {
        var found = new List<(int Start, int End)>();
        var rest = NirUuids.TakeOut(text, found);
        if (!search.WithinNumbers)
        {
            found.Clear();
        }

        // Ids of messages and lines are UUIDs, and nothing else.
        if (ReferenceEquals(rest, text) || HasEnoughDigits(rest))
        {
            AddOf(rest, isDecoded: false, search, found);
            if (NirGlyphs.HasEscapes(rest))
            {
                AddOf(rest, isDecoded: true, search, found);
            }
        }

        return found.Count < 2 ? found : Apart(found);
    }

    private static void AddOf(string text, bool isDecoded, Search search, List<(int Start, int End)> found)
    {
        var glyphs = NirGlyphs.Of(text, isDecoded);
        Add(glyphs, search, found);
        if (glyphs.Count >= LengthWithKey && NirGlyphs.Separator(glyphs, text) is { } letter)
        {
            Add(NirGlyphs.Without(glyphs, text, letter), search with { WithoutKey = false }, found);
        }
    }

    private static List<(int Start, int End)> Apart(List<(int Start, int End)> found)
    {
        found.Sort();
        var apart = new List<(int Start, int End)>(found.Count) { found[0] };
        foreach (var (start, end) in found.Skip(1))
        {
            var last = apart[^1];
            if (start < last.End)
            {
                apart[^1] = (last.Start, Math.Max(last.End, end));
            }
            else
            {
                apart.Add((start, end));
            }
        }

        return apart;
    }

    private static void Add(List<NirGlyph> glyphs, Search search, List<(int Start, int End)> found)
    {
        var (withoutKey, inALibelle, _) = search;
        if (withoutKey && glyphs.Count == Length && NirForm.HasStructure(glyphs, 0)
            && !(inALibelle && NirForm.IsProductCode(glyphs, 0)))
        {
            found.Add((glyphs[0].Start, glyphs[^1].End));
            return;
        }

        for (var i = 0; i <= glyphs.Count - Length; i++)
        {
            var last = !glyphs[i].IsDigit ? i
                : IsWithKey(glyphs, i, search.WithinNumbers) ? i + LengthWithKey - 1
                : withoutKey && IsWordWithoutKey(glyphs, i) && !(inALibelle && NirForm.IsProductCode(glyphs, i)) ? LastWithRank(glyphs, i)
                : i;
            if (last > i)
            {
                found.Add((glyphs[i].Start, glyphs[last].End));
                i = last;
            }
        }
    }

    // A NIR with its key is known in any surroundings: whatever stands between its digits, and letters glued to it or not. In the midst of
    // a longer number there is none: one in thirty numbers of twenty digits holds the key of a NIR by chance. Zeros that fill a number up
    // are no part of it.
    private static bool IsWithKey(List<NirGlyph> glyphs, int first, bool withinNumbers)
    {
        var next = first + LengthWithKey;
        if (next > glyphs.Count || !NirForm.HasStructure(glyphs, first) || !NirForm.HasKey(glyphs, first))
        {
            return false;
        }

        var isGlued = (glyphs[first].Joined && glyphs[first - 1].IsDigit)
            || (next < glyphs.Count && glyphs[next].Joined && glyphs[next].IsDigit);
        return !isGlued || (NirForm.IsUsual(glyphs, first) && (withinNumbers || IsFilledUp(glyphs, first, next)));
    }

    // The first sign of a text is joined to none.
    private static bool IsFilledUp(List<NirGlyph> glyphs, int first, int next)
    {
        for (var i = first; glyphs[i].Joined && glyphs[i - 1].IsDigit; i--)
        {
            if (glyphs[i - 1].Sign != '0')
            {
                return false;
            }
        }

        for (var i = next; i < glyphs.Count && glyphs[i].Joined && glyphs[i].IsDigit; i++)
        {
            if (glyphs[i].Sign != '0')
            {
                return false;
            }
        }

        return true;
    }

    // Without a key it is a word of its own, set apart where people set it apart.
    private static bool IsWordWithoutKey(List<NirGlyph> glyphs, int first)
    {
        var next = first + Length;
        if (glyphs[first].Joined || (next < glyphs.Count && glyphs[next].Joined) || !NirForm.HasStructure(glyphs, first))
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

    /// <summary>The places where a NIR is looked for.</summary>
    private readonly record struct Search(bool WithoutKey, bool InALibelle, bool WithinNumbers);
}
