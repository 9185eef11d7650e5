using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>No work put off in a comment, no region, no suppressed warning; lines end with LF, the last one too.</summary>
internal static partial class Banned
{
    private static readonly HashSet<string> Kinds =
        [".cs", ".razor", ".md", ".csproj", ".props", ".targets", ".sh", ".yml", ".yaml", ".css", ".js", ".sln", ".txt", ".conf"];

    public static IEnumerable<Finding> Check(Tree tree) => tree.Files
        .Where(f => Kinds.Contains(Path.GetExtension(f.Name)) && !f.IsMigration)
        .SelectMany(file => Words(file).Concat(Ends(file)));

    private static IEnumerable<Finding> Words(TextFile file) => file.Lines.SelectMany((line, i) => Advice(file, line)
        .Select(advice => file.Finding(i + 1, advice)));

    private static IEnumerable<string> Advice(TextFile file, string line)
    {
        if (PutOff().IsMatch(line) && !file.IsMarkdown)
        {
            yield return "do it, or file an issue: a comment is no list of work";
        }

        if (file.IsCSharp && Region().IsMatch(line))
        {
            yield return "split the file instead of folding it away";
        }

        if ((file.IsCSharp && Suppression().IsMatch(line)) || (IsProject(file) && line.Contains(NoWarn, StringComparison.Ordinal)))
        {
            yield return "mend what the warning says; a rule that does not hold here stands in .editorconfig with its reason";
        }
    }

    private static IEnumerable<Finding> Ends(TextFile file)
    {
        if (file.Text.Contains('\r'))
        {
            yield return file.Finding(1, "end lines with LF alone");
        }

        if (file.Text.Length > 0 && !file.Text.EndsWith('\n'))
        {
            yield return file.Finding(file.Lines.Length, "end the file with a line feed");
        }
    }

    private static bool IsProject(TextFile file) => Path.GetExtension(file.Name) is ".csproj" or ".props" or ".targets";

    // Written in pieces: this file is looked at too.
    private const string NoWarn = "No" + "Warn";

    [GeneratedRegex(@"\b(TO" + "DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"^\s*#\s*(end)?region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"^\s*#\s*pragma\s+warning\s+disable|\[(\w+:\s*)?Suppress" + @"Message")]
    private static partial Regex Suppression();
}
