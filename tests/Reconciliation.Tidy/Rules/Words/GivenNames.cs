using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// Names that code does not choose: those of the contract, of columns and of settings, which are French. A value that is called exactly so
/// keeps the name, so that one thing has one name from the wire to the table. A function is never called so: verbs are English.
/// </summary>
internal static class GivenNames
{
    private const string Columns = "services/Reconciliation.Storage/Schema/Model/";

    /// <summary>All of them, in PascalCase.</summary>
    public static HashSet<string> Of(Tree tree) =>
    [
        .. tree.CSharp.Where(f => f.Path.StartsWith("contracts/", StringComparison.Ordinal)).SelectMany(Published),
        .. tree.CSharp.Where(f => f.Path.StartsWith(Columns, StringComparison.Ordinal)).SelectMany(OfRows),
        .. OfSettings(tree),
    ];

    /// <summary>A name without a line before it, and with a capital: <c>_soin</c> and <c>soin</c> are <c>Soin</c>.</summary>
    public static string InPascalCase(string name) =>
        name.TrimStart('_') is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : name;

    private static IEnumerable<string> Published(TextFile file) => Declarations.Types(file.Syntax).Where(Declarations.IsVisible)
        .Select(Declarations.NameOf)
        .Concat(DeclaredNames.Of(file).Where(n => n.Kind == NameKind.Member).Select(n => InPascalCase(n.Name)));

    private static IEnumerable<string> OfRows(TextFile file) => file.Syntax.DescendantNodes().OfType<PropertyDeclarationSyntax>()
        .Where(p => p.Parent is TypeDeclarationSyntax type && type.Identifier.ValueText.EndsWith("Row", StringComparison.Ordinal))
        .Select(p => p.Identifier.ValueText);

    /// <summary>The members of each type that a section of the configuration is read into: <c>GetSection("A").Get&lt;T&gt;()</c>.</summary>
    private static IEnumerable<string> OfSettings(Tree tree)
    {
        var services = tree.CSharp.Where(f => f.Path.StartsWith("services/", StringComparison.Ordinal)).ToList();
        var read = services.SelectMany(f => f.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            .Where(a => a.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax section }
                && section.Name.Identifier.ValueText == "GetSection")
            .Select(a => a.Name).OfType<GenericNameSyntax>().Where(g => g.Identifier.ValueText == "Get")
            .Select(g => g.TypeArgumentList.DescendantNodes().OfType<IdentifierNameSyntax>().Last().Identifier.ValueText)
            .ToHashSet();
        return services.SelectMany(f => f.Syntax.DescendantNodes().OfType<PropertyDeclarationSyntax>())
            .Where(p => p.Parent is TypeDeclarationSyntax type && read.Contains(type.Identifier.ValueText))
            .Select(p => p.Identifier.ValueText);
    }
}
