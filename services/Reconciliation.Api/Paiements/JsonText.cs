namespace Reconciliation.Api;

/// <summary>
/// Tells where the values of a JSON text begin and end, by its brackets and quotes alone. So a value with bytes that are no text, or with
/// nesting without end, spoils no other.
/// </summary>
internal static class JsonText
{
    /// <summary>Whether a text begins an array.</summary>
    /// <param name="text">The text.</param>
    public static bool IsArray(ReadOnlyMemory<byte> text) => text.Span.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    /// <summary>Whether a text is one value and nothing else.</summary>
    /// <param name="text">The text.</param>
    public static bool IsOneValue(ReadOnlyMemory<byte> text)
    {
        var start = AfterBlanks(text.Span, 0);
        return End(text.Span, start) is { } end && end > start && AfterBlanks(text.Span, end) == text.Length;
    }

    /// <summary>The elements of an array; null if the text is not one whole array and nothing else.</summary>
    /// <param name="text">The text, which begins an array.</param>
    /// <param name="elementsMax">The number of elements that is enough: the text after them is not looked at.</param>
    public static List<ReadOnlyMemory<byte>>? Elements(ReadOnlyMemory<byte> text, int elementsMax)
    {
        var all = text.Span;
        var elements = new List<ReadOnlyMemory<byte>>();
        var place = AfterBlanks(all, AfterBlanks(all, 0) + 1);
        if (place < all.Length && all[place] == ']')
        {
            return AfterBlanks(all, place + 1) == all.Length ? elements : null;
        }

        while (elements.Count < elementsMax)
        {
            if (End(all, place) is not { } end || end == place)
            {
                return null;
            }

            elements.Add(text[place..end]);
            place = AfterBlanks(all, end);
            if (place == all.Length || all[place] is not ((byte)',' or (byte)']'))
            {
                return null;
            }

            if (all[place] == ']')
            {
                return AfterBlanks(all, place + 1) == all.Length ? elements : null;
            }

            place = AfterBlanks(all, place + 1);
        }

        return elements;
    }

    // The end of the value that begins at a place; null: it has none.
    private static int? End(ReadOnlySpan<byte> text, int start)
    {
        var (depth, quoted) = (0, false);
        for (var i = start; i < text.Length; i++)
        {
            var sign = text[i];
            if (quoted)
            {
                quoted = sign != '"';
                i += sign == '\\' ? 1 : 0;
                if (!quoted && depth == 0)
                {
                    return i + 1;
                }
            }
            else if (depth == 0 && ",]} \t\r\n"u8.Contains(sign))
            {
                return i;
            }
            else if (sign is (byte)'[' or (byte)'{')
            {
                depth++;
            }
            else if (sign is (byte)']' or (byte)'}' && --depth == 0)
            {
                return i + 1;
            }
            else
            {
                quoted = sign == '"';
            }
        }

        return depth == 0 && !quoted ? text.Length : null;
    }

    private static int AfterBlanks(ReadOnlySpan<byte> text, int place)
    {
        while (place < text.Length && " \t\r\n"u8.Contains(text[place]))
        {
            place++;
        }

        return Math.Min(place, text.Length);
    }
}
