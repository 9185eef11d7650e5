using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// Every enumeration that Storage reads from a number has a number for each member, and says that these are stored: a member in between
/// would give another meaning to every row.
/// </summary>
internal static class StoredEnums
{
    private const string Reader = "services/Reconciliation.Storage/";
    private const string Remark = "stored and never renumbered";

    // The catalogue of parts numbers these.
    private static readonly string[] Parts = ["Part", "PartDeLigne"];

    private static readonly string[] Readings =
        ["GetInt16", "Get<short>", "ValueOrNull<short>", "GetFieldValue<short>", "GetFieldValue<short?>"];

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var stored = tree.CSharp.Where(f => f.Path.StartsWith(Reader, StringComparison.Ordinal) && !f.IsMigration)
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<CastExpressionSyntax>())
            .Where(c => c.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax m }
                && Readings.Contains(m.Name.ToString()))
            .Select(c => c.Type.ToString().TrimEnd('?').Split('.')[^1]).Except(Parts).ToHashSet();
        return tree.CSharp.SelectMany(file => file.Syntax.DescendantNodes().OfType<EnumDeclarationSyntax>()
            .Where(e => stored.Contains(e.Identifier.Text) || Says(e))
            .SelectMany(e => Wrong(e).Select(w => file.Finding(Declarations.Line(w.Node), w.Advice))));
    }

    private static IEnumerable<(SyntaxNode Node, string Advice)> Wrong(EnumDeclarationSyntax e)
    {
        if (!Says(e))
        {
            yield return (e, $"say in a remark that the numbers of {e.Identifier.Text} are {Remark}");
        }

        foreach (var member in e.Members.Where(m => m.EqualsValue?.Value is not LiteralExpressionSyntax))
        {
            yield return (member, $"write the number of {member.Identifier.Text}: it is stored");
        }

        foreach (var twice in e.Members.GroupBy(m => m.EqualsValue?.Value.ToString()).Where(g => g.Key is not null && g.Count() > 1))
        {
            yield return (twice.Last(), $"give {twice.Last().Identifier.Text} a number of its own");
        }
    }

    private static bool Says(EnumDeclarationSyntax e) => e.GetLeadingTrivia()
        .Any(t => t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) && t.ToString().Contains(Remark, StringComparison.Ordinal));
}
