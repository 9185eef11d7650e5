using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// A switch over an enumeration of the product names its members one by one. An arm for all others would give a new part, situation,
/// décision or state the meaning of an old one without a word. Left out, the compiler asks for the new member; in a statement it throws.
/// </summary>
internal static class ExhaustiveSwitches
{
    private const string Services = "services/", Contracts = "contracts/";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        var product = tree.CSharp
            .Where(f => f.Path.StartsWith(Services, StringComparison.Ordinal) || f.Path.StartsWith(Contracts, StringComparison.Ordinal))
            .ToList();
        var enumerations = product.SelectMany(f => f.Syntax.DescendantNodes().OfType<EnumDeclarationSyntax>())
            .Select(e => e.Identifier.Text).ToHashSet();
        return product.SelectMany(file => Arms(file.Syntax, enumerations).Concat(Sections(file.Syntax, enumerations))
            .Select(a => file.Finding(Declarations.Line(a), "name the members that are meant: a new one has to be thought of here")));
    }

    private static IEnumerable<SyntaxNode> Arms(SyntaxNode root, HashSet<string> enumerations) => root.DescendantNodes()
        .OfType<SwitchExpressionSyntax>()
        .Where(s => s.Arms.Any(a => a.WhenClause is null && NamesMember(a.Pattern, enumerations)))
        .SelectMany(s => s.Arms.Where(IsForAllOthers));

    private static IEnumerable<SyntaxNode> Sections(SyntaxNode root, HashSet<string> enumerations) => root.DescendantNodes()
        .OfType<SwitchStatementSyntax>()
        .Where(s => s.Sections.SelectMany(c => c.Labels).Any(l => NamesMember(l, enumerations)))
        .SelectMany(s => s.Sections)
        .Where(c => c.Labels.Any(l => l is DefaultSwitchLabelSyntax) && c.Statements[^1] is not ThrowStatementSyntax);

    private static bool NamesMember(SwitchLabelSyntax label, HashSet<string> enumerations) => label switch
    {
        CaseSwitchLabelSyntax { Value: MemberAccessExpressionSyntax member } => IsMember(member, enumerations),
        CasePatternSwitchLabelSyntax { WhenClause: null } by => NamesMember(by.Pattern, enumerations),
        _ => false,
    };

    private static bool NamesMember(PatternSyntax pattern, HashSet<string> enumerations) => pattern switch
    {
        BinaryPatternSyntax either => NamesMember(either.Left, enumerations) && NamesMember(either.Right, enumerations),
        ConstantPatternSyntax { Expression: MemberAccessExpressionSyntax member } => IsMember(member, enumerations),
        _ => false,
    };

    private static bool IsMember(MemberAccessExpressionSyntax member, HashSet<string> enumerations) =>
        enumerations.Contains(member.Expression.ToString().Split('.')[^1]);

    private static bool IsForAllOthers(SwitchExpressionArmSyntax arm) =>
        arm is { Pattern: DiscardPatternSyntax, WhenClause: null } && !arm.Expression.IsKind(SyntaxKind.ThrowExpression);
}
