using System.Text;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>
/// The UUIDs in a text: three of fifty thousand random ones have digits that look like a NIR with its key, and are none. One that begins or
/// ends with fifteen digits that are a usual NIR with its key may be made of one: by chance, two of a million do.
/// </summary>
internal static partial class NirUuids
{
    // A letter that no NIR has, and that sets nothing apart.
    private const char Hidden = '\u4E00';

    private const int Length = 36;

    // The first and the last fifteen digits, with the hyphens between them.
    private const int FirstDigits = 17, LastDigits = 16;

    /// <summary>
    /// A text with a letter in the place of every sign of a UUID, so that each other sign keeps its own; and any NIR in them.
    /// </summary>
    /// <param name="text">The text.</param>
    public static (string Text, List<(int Start, int End)> Found) TakeOut(string text)
    {
        var found = new List<(int Start, int End)>();
        if (text.Length < Length || !text.Contains('-', StringComparison.Ordinal))
        {
            return (text, found);
        }

        StringBuilder? hidden = null;
        foreach (Match uuid in Uuid().Matches(text))
        {
            foreach (var (start, length) in new[] { (0, FirstDigits), (Length - LastDigits, LastDigits) })
            {
                var glyphs = NirGlyphs.Of(uuid.Value.Substring(start, length), isDecoded: false);
                if (glyphs.TrueForAll(g => g.IsDigit) && NirForm.IsUsual(glyphs, 0) && NirForm.HasKey(glyphs, 0))
                {
                    found.Add((uuid.Index + start, uuid.Index + start + length));
                }
            }

            hidden ??= new(text);
            for (var i = 0; i < Length; i++)
            {
                hidden[uuid.Index + i] = Hidden;
            }
        }

        return (hidden?.ToString() ?? text, found);
    }

    // Of a version and variant of RFC 9562 with a letter among its digits, or with four letters, as a hash in the form of one has by far
    // the most: of random ones four in ten thousand have fewer. Else it is a number in the form of one.
    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?:(?=[0-9-]*[A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[1-8][0-9A-Fa-f]{3}-[89ABab]"
            + "|(?=(?:[0-9-]*[A-Fa-f]){4})[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){2}[0-9A-Fa-f])[0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();
}
