using System.Text.RegularExpressions;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>Recorded answers, compared without the values that are new in each run: ids, instants and cursors.</summary>
internal static partial class RecordedText
{
    /// <summary>A text with a number in the place of each id, and one word in the place of each instant, cursor and trace.</summary>
    public static string Masked(string text)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        text = Id().Replace(text, m => ids.TryGetValue(m.Value, out var known) ? known : ids[m.Value] = $"id {ids.Count}");
        text = Trace().Replace(text, "$1\"trace\"");
        return Cursor().Replace(Instant().Replace(Epoch().Replace(text, "$1\"epoch\""), "instant"), "$1\"cursor\"");
    }

    [GeneratedRegex("(\"epoque\": ?)\"[^\"]+\"")]
    private static partial Regex Epoch();

    [GeneratedRegex("(\"traceId\": ?)\"[0-9a-f]{32}\"")]
    private static partial Regex Trace();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Instant();

    [GeneratedRegex("""("curseur(?:Suivant)?": ?)"[^"]+"|^id: .+$""", RegexOptions.Multiline)]
    private static partial Regex Cursor();
}
