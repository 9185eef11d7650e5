using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// infra/COMMANDS.md and the code agree: every command and every option of the program has its place there, and each one that stands in
/// its tables of <c>recon</c> exists.
/// </summary>
internal static partial class Commands
{
    public const string Document = "infra/COMMANDS.md";
    public const string Header = "| `recon …` | does | options |";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(Document) is not { } document)
        {
            return [new(Document, 1, "write the tables of commands")];
        }

        var rows = Markdown.Rows(document, Header).ToList();
        var named = rows.SelectMany(r => Words().Matches(Spans(r.Cells[0])).Select(m => m.Value)).ToHashSet();
        var options = rows.SelectMany(r => Options().Matches(string.Join(' ', r.Cells)).Select(m => (r.Line, m.Value))).ToList();
        var code = tree.CSharp.Where(f => CommandFolder().IsMatch(f.Path)).SelectMany(Declared).ToList();
        var known = code.Select(d => d.Name).ToHashSet();
        return
        [
            .. code.Where(d => !(d.Name.StartsWith('-') ? options.Any(o => o.Value == d.Name) : named.Contains(d.Name)))
                .Select(d => d.File.Finding(d.Line, $"give {d.Name} its place in a table of {Document}")),
            .. rows.SelectMany(r => Words().Matches(Spans(r.Cells[0])).Select(m => (r.Line, m.Value))).Concat(options)
                .Where(n => !known.Contains(n.Value))
                .Select(n => document.Finding(n.Line, $"remove {n.Value}: there is no such command or option")),
        ];
    }

    /// <summary>Names of commands and options as they are made: <c>new Command("verify", …)</c>, <c>new("--json")</c>, and the first
    /// argument of a method that makes commands or options.</summary>
    private static IEnumerable<(TextFile File, int Line, string Name)> Declared(TextFile file) => file.Syntax.DescendantNodes()
        .OfType<ArgumentListSyntax>()
        .Where(a => Makes(a.Parent) && a.Arguments.Count > 0)
        .Select(a => a.Arguments[0].Expression)
        .OfType<LiteralExpressionSyntax>()
        .Where(l => Name().IsMatch(l.Token.ValueText))
        .Select(l => (file, l.GetLocation().GetLineSpan().StartLinePosition.Line + 1, l.Token.ValueText));

    private static bool Makes(SyntaxNode? call) => call switch
    {
        ObjectCreationExpressionSyntax made => IsMade(made.Type.ToString()),
        ImplicitObjectCreationExpressionSyntax =>
            call.Ancestors().Select(Type).FirstOrDefault(t => t is not null) is { } type && IsMade(type),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var method } } =>
            call.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
                .Any(m => m.Identifier.ValueText == method && IsMade(m.ReturnType.ToString())),
        _ => false,
    };

    private static string? Type(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.ReturnType.ToString(),
        VariableDeclarationSyntax variable => variable.Type.ToString(),
        _ => null,
    };

    private static bool IsMade(string type) => type is "Command" || type.StartsWith("Option<", StringComparison.Ordinal);

    private static string Spans(string cell) => string.Join(' ', Span().Matches(cell).Select(m => m.Groups[1].Value));

    [GeneratedRegex(@"^services/Reconciliation\.(Recon|Dev)/(Commands|Hosts)/")]
    private static partial Regex CommandFolder();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"(?<![\w-])[a-z]{2,}(?![\w-])")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<=`)--[a-z][a-z-]*")]
    private static partial Regex Options();

    [GeneratedRegex(@"^(--)?[a-z][a-z-]*$")]
    private static partial Regex Name();
}
