using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// infra/SETTINGS.md and the code agree: every variable <c>RECONCILIATION_…</c> that services read has a row, every row is a variable that
/// services, tests or the stack of containers read, and a row may be given as a file exactly where the code reads the file too.
/// </summary>
internal static partial class Settings
{
    public const string Document = "infra/SETTINGS.md";
    public const string Header = "| variable | for | default | file |";
    private const string Prefix = "RECONCILIATION_";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(Document) is not { } document)
        {
            return [new(Document, 1, "write the table of settings")];
        }

        var rows = Markdown.Rows(document, Header)
            .Select(r => (r.Line, Name: r.Cells[0], IsFile: r.Cells[^1].StartsWith("yes", StringComparison.Ordinal)))
            .SelectMany(r => Names().Matches(r.Name).Select(m => (m.Value, r.Line, r.IsFile)))
            .ToList();
        var read = tree.CSharp.Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal)).SelectMany(Read).ToList();
        return Missing(read, rows.Select(r => r.Value).ToHashSet()).Concat(Dead(tree, document, rows, read));
    }

    private static IEnumerable<Finding> Missing(List<Reading> read, HashSet<string> rows) => read.Where(r => !rows.Contains(r.Name))
        .DistinctBy(r => r.Name)
        .Select(r => r.File.Finding(r.Line, $"give {r.Name} a row in {Document}"));

    private static IEnumerable<Finding> Dead(
        Tree tree, TextFile document, List<(string Value, int Line, bool IsFile)> rows, List<Reading> read)
    {
        foreach (var (name, line, isFile) in rows)
        {
            var readings = read.Where(r => r.Name == name).ToList();
            if (readings.Count == 0 && !tree.Files.Any(f => IsRunning(f) && f.Text.Contains(name, StringComparison.Ordinal)))
            {
                yield return document.Finding(line, $"remove the row: nothing reads {name}");
            }
            else if (readings.Any(r => r.MayBeFile) != isFile)
            {
                yield return document.Finding(line, $"say {(isFile ? "no" : "yes")} under file: so the code reads {name}");
            }
        }
    }

    /// <summary><c>Settings.Read(configuration, "NAME")</c> reads a variable or its file; a literal that is a variable's name, a section
    /// of the configuration likewise, reads the variable alone.</summary>
    private static IEnumerable<Reading> Read(TextFile file)
    {
        foreach (var literal in file.Syntax.DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Where(l => l.IsKind(SyntaxKind.StringLiteralExpression)))
        {
            var text = literal.Token.ValueText;
            if (literal.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument)
            {
                var method = call.Expression.ToString();
                if (method is "Read" or "Settings.Read" && call.ArgumentList.Arguments.IndexOf(argument) == 1)
                {
                    yield return new(file, Line(literal), Prefix + text, MayBeFile: true);
                }
                else if (method.EndsWith(".GetSection", StringComparison.Ordinal))
                {
                    yield return new(file, Line(literal), Prefix + text + "__", MayBeFile: false);
                }
            }

            if (Variable().IsMatch(text))
            {
                yield return new(file, Line(literal), text, MayBeFile: false);
            }
        }
    }

    private static int Line(LiteralExpressionSyntax literal) => literal.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static bool IsRunning(TextFile file) => file.Name is "docker-compose.yml"
        || (file.IsCSharp && (file.Path.Split('/')[0] is "tests" or "services"));

    [GeneratedRegex("RECONCILIATION_[A-Za-z_]*")]
    private static partial Regex Names();

    [GeneratedRegex(@"^RECONCILIATION_[A-Z_]*[A-Z]$")]
    private static partial Regex Variable();

    private sealed record Reading(TextFile File, int Line, string Name, bool MayBeFile);
}
