using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>Functions have at most 70 lines: methods, constructors, operators, accessors, local functions, top-level statements.</summary>
internal static class FunctionLength
{
    private const int LinesMax = 70;

    public static IEnumerable<Finding> Check(Tree tree) => tree.CSharp.Where(f => !f.IsMigration).SelectMany(file =>
        Functions(file.Syntax).Select(f => (f.First, Count: Lines(f.First, f.Last))).Where(f => f.Count > LinesMax)
            .Select(f => file.Finding(f.First, $"split the function: {f.Count} lines, at most {LinesMax}")));

    private static IEnumerable<(SyntaxNode First, SyntaxNode Last)> Functions(SyntaxNode root)
    {
        foreach (var node in root.DescendantNodes().Where(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
            or AccessorDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null }))
        {
            yield return (node, node);
        }

        var statements = root.ChildNodes().OfType<GlobalStatementSyntax>()
            .Where(s => s.Statement is not LocalFunctionStatementSyntax).ToList();
        if (statements.Count > 0)
        {
            yield return (statements[0], statements[^1]);
        }
    }

    private static int Lines(SyntaxNode first, SyntaxNode last) => Line(last, last.Span.End - 1) - Line(first, first.SpanStart) + 1;

    private static int Line(SyntaxNode node, int position) => node.SyntaxTree.GetText().Lines.GetLinePosition(position).Line;
}
