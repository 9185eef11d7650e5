using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Reading;

/// <summary>The lines, code spans and links of a document.</summary>
internal static partial class Markdown
{
    /// <summary>Whether it is a decision or a diary: names and words of its day stand in it.</summary>
    public static bool TellsWhatWas(TextFile file) =>
        file.Folder.EndsWith("/decisions", StringComparison.Ordinal) || file.Name is "CHANGELOG.md" or "JOURNAL.md";

    /// <summary>Its lines that are prose: neither a table nor code.</summary>
    public static IEnumerable<(int Number, string Text)> Prose(TextFile file) =>
        OutsideCode(file).Where(l => !l.Text.TrimStart().StartsWith('|'));

    /// <summary>Its lines outside fenced and indented code, tables among them.</summary>
    public static IEnumerable<(int Number, string Text)> OutsideCode(TextFile file)
    {
        bool fenced = false, indented = false, afterBlank = true;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
                continue;
            }

            var isBlank = line.Trim().Length == 0;
            indented = line.StartsWith("    ", StringComparison.Ordinal) ? indented || afterBlank : isBlank && indented;
            afterBlank = isBlank;
            if (!fenced && !indented)
            {
                yield return (i + 1, line);
            }
        }
    }

    /// <summary>The texts between backticks.</summary>
    public static IEnumerable<(int Line, string Text)> CodeSpans(TextFile file) => OutsideCode(file)
        .SelectMany(l => CodeSpans(l.Text).Select(text => (l.Number, text)));

    /// <summary>The texts between backticks in a line, or in a cell of a table.</summary>
    public static IEnumerable<string> CodeSpans(string text) => CodeSpan().Matches(text).Select(m => m.Groups[1].Value);

    /// <summary>The targets of its links, those to other sites left out.</summary>
    public static IEnumerable<(int Line, string Target)> Links(TextFile file) => OutsideCode(file)
        .SelectMany(l => Link().Matches(CodeSpan().Replace(l.Text, "")).Select(m => (l.Number, m.Groups[1].Value)))
        .Where(l => !l.Value.Contains("://", StringComparison.Ordinal) && !l.Value.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>The anchors that its headings make, as GitHub names them.</summary>
    public static IEnumerable<string> Anchors(TextFile file) => OutsideCode(file)
        .Where(l => l.Text.StartsWith('#'))
        .Select(l => NoAnchor().Replace(l.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The cells of the rows of every table with this header.</summary>
    public static IEnumerable<(int Line, string[] Cells)> Rows(TextFile file, string header) => OutsideCode(file)
        .Aggregate((In: 0, Rows: new List<(int Number, string Text)>()), (table, line) =>
        {
            var place = line.Text == header ? 1 : line.Text.StartsWith('|') && table.In > 0 ? table.In + 1 : 0;
            if (place > 2)
            {
                table.Rows.Add(line);
            }

            return (place, table.Rows);
        }).Rows
        .Select(l => (l.Number, l.Text.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray()));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoAnchor();
}
