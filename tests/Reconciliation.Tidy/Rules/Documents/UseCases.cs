using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// The table of use cases in services/ARCHITECTURE.md and Core agree: every use case has its place, in the row of its room, and a row names
/// no class that is elsewhere. A use case is a class for others that is named by something a caller does, as <c>ReadSoin</c>.
/// </summary>
internal static class UseCases
{
    public const string Document = "services/ARCHITECTURE.md";
    public const string Header = "| room | use cases |";
    private const string Core = "services/Reconciliation.Core/";

    private static readonly string[] Verbs =
        ["Read", "List", "Search", "Give", "Take", "Submit", "Settle", "Export", "Assign", "Replay", "Correct", "Erase", "Import"];

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(Document) is not { } document)
        {
            return [new(Document, 1, "write the table of use cases")];
        }

        var rows = Markdown.Rows(document, Header)
            .SelectMany(r => Markdown.CodeSpans(r.Cells[^1]).Select(name => (r.Line, Name: name, Rooms: Markdown.CodeSpans(r.Cells[0]))))
            .ToList();
        var named = rows.Select(r => r.Name).ToHashSet();
        var classes = tree.CSharp.Where(f => f.Path.StartsWith(Core, StringComparison.Ordinal))
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>().Select(c => (File: f, Class: c))).ToList();
        return
        [
            .. classes.Where(c => IsUseCase(c.Class) && !named.Contains(c.Class.Identifier.ValueText)).Select(c =>
                c.File.Finding(Declarations.Line(c.Class), $"name {c.Class.Identifier.ValueText} in the table of use cases of {Document}")),
            .. rows.Where(r => !classes.Any(c => c.Class.Identifier.ValueText == r.Name && r.Rooms.Any(room => IsIn(c.File, room))))
                .Select(r => document.Finding(r.Line, $"give {r.Name} the room in which it lies")),
        ];
    }

    private static bool IsUseCase(ClassDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword)
        && !type.Modifiers.Any(SyntaxKind.StaticKeyword) && Glossary.Words(type.Identifier.ValueText).ToList() is { Count: > 1 } words
        && Verbs.Contains(words[0]);

    private static bool IsIn(TextFile file, string room) =>
        file.Path.StartsWith($"services/Reconciliation.{room}/", StringComparison.Ordinal);
}
