using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>The records in infra/decisions are numbered from 1 without a gap, in their titles too, and each is dated.</summary>
internal static partial class Decisions
{
    private const int HeadLines = 5;

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var expected = 1;
        foreach (var file in tree.Markdown.Where(f => f.Folder == "infra/decisions").OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var number = Number().Match(file.Name) is { Success: true } match ? int.Parse(match.Value, null) : 0;
            if (number != expected)
            {
                yield return file.Finding(1, $"number the decision {expected:0000}: numbers have no gap");
            }

            expected = number + 1;
            if (!file.Text.StartsWith($"# {number}. ", StringComparison.Ordinal))
            {
                yield return file.Finding(1, $"begin with the title '# {number}. …'");
            }

            if (!file.Lines.Take(HeadLines).Any(l => Day().IsMatch(l)))
            {
                yield return file.Finding(1, $"say the day of the decision, yyyy-MM-dd, in the first {HeadLines} lines");
            }
        }
    }

    [GeneratedRegex(@"^\d{4}(?=-.*\.md$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])\b")]
    private static partial Regex Day();
}
