using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// Every name in PascalCase between backticks in a document is a project, a folder, or a name of the code (a type that is declared, a
/// member, a text, or a name of a library that the code uses), of the configuration, as an alert, or of the clients in other languages. The
/// glossary lists words, of which names are made; decisions and diaries tell of the past.
/// </summary>
internal static partial class DocumentTypes
{
    private static readonly string[] OtherNames = [".yml", ".yaml", ".json", ".conf", ".props", ".csproj", ".py", ".ts"];

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var known = new HashSet<string>(tree.Files.Where(f => f.IsRazor).Select(f => Path.GetFileNameWithoutExtension(f.Name)));
        known.UnionWith(tree.Folders.SelectMany(f => f[(f.LastIndexOf('/') + 1)..].Split('.')));
        foreach (var file in tree.CSharp.Where(f => !f.IsMigration))
        {
            known.UnionWith(file.Syntax.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
            known.UnionWith(file.Syntax.DescendantTokens().Where(t => t.IsKind(SyntaxKind.StringLiteralToken))
                .SelectMany(t => Word().Matches(t.ValueText).Select(m => m.Value)));
        }

        known.UnionWith(tree.Files.Where(f => f.IsMigration).SelectMany(f => Path.GetFileNameWithoutExtension(f.Name).Split('_')));
        known.UnionWith(tree.Files.Where(f => f.IsRazor || OtherNames.Contains(Path.GetExtension(f.Name)))
            .SelectMany(f => Word().Matches(f.Text).Select(m => m.Value)));
        return tree.Markdown.Where(f => f.Path != Glossary.Document && !Markdown.TellsWhatWas(f)).SelectMany(document => Markdown
            .CodeSpans(document).SelectMany(s => Names(s.Text).Select(name => (s.Line, name)))
            .Where(n => !known.Contains(n.name))
            .Select(n => document.Finding(n.Line, $"name a type that exists: the code has no {n.name}")));
    }

    private static string[] Names(string span) => Form().IsMatch(span) ? Generic().Replace(span, "").TrimEnd('(', ')').Split('.') : [];

    [GeneratedRegex(@"^[A-Z][a-z]\w*(\.[A-Z]\w*)*(<[\w, ]+>)?(\(\))?$")]
    private static partial Regex Form();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex("<.*>")]
    private static partial Regex Generic();
}
