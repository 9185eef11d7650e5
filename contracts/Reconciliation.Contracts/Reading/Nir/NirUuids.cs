using System.Buffers;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>
/// The UUIDs in a text: three of fifty thousand random ones have digits that look like a NIR with its key, and are none. One that begins or
/// ends with fifteen signs that are a usual NIR with its key may be made of one: by chance, two of a million do.
/// </summary>
internal static partial class NirUuids
{
    /// <summary>A letter that no NIR has, and that sets nothing apart.</summary>
    public const char Hidden = '\u4E00';

    private const int Length = 36;

    // The first and the last fifteen signs, with the hyphens between them.
    private const int FirstSigns = 17, LastSigns = 16;

    // With the letters of a Corsican département.
    private static readonly SearchValues<char> Signs = SearchValues.Create("0123456789ABab-");

    /// <summary>A text with <see cref="Hidden"/> in the place of every sign of a UUID, so that each other sign keeps its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Takes the places of every NIR in them.</param>
    public static string TakeOut(string text, List<(int Start, int End)> found)
    {
        if (text.Length < Length || !text.Contains('-', StringComparison.Ordinal))
        {
            return text;
        }

        char[]? hidden = null;
        foreach (var uuid in Uuid().EnumerateMatches(text))
        {
            AddNir(text, uuid.Index, FirstSigns, found);
            AddNir(text, uuid.Index + Length - LastSigns, LastSigns, found);
            hidden ??= text.ToCharArray();
            hidden.AsSpan(uuid.Index, Length).Fill(Hidden);
        }

        return hidden is null ? text : new(hidden);
    }

    private static void AddNir(string text, int start, int length, List<(int Start, int End)> found)
    {
        if (text.AsSpan(start, length).ContainsAnyExcept(Signs))
        {
            return;
        }

        var glyphs = NirGlyphs.Of(text.Substring(start, length), isDecoded: false);
        if (NirForm.IsUsual(glyphs, 0) && NirForm.HasKey(glyphs, 0))
        {
            found.Add((start, start + length));
        }
    }

    // Of a version and variant of RFC 9562 with a letter among its digits, or with four letters, as a hash in the form of one has by far
    // the most: of random ones four in ten thousand have fewer. Else it is a number in the form of one.
    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?:(?=[0-9-]*[A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[1-8][0-9A-Fa-f]{3}-[89ABab]"
            + "|(?=(?:[0-9-]*[A-Fa-f]){4})[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){2}[0-9A-Fa-f])[0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();
}
