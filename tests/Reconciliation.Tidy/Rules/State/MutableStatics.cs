using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// The domain keeps nothing between two calls: its static fields and properties cannot be assigned, are of a thread to nobody, and hold
/// nothing that can be changed.
/// </summary>
internal static class MutableStatics
{
    private const string Folder = "services/Reconciliation.Domain/";

    private static readonly string[] Changing =
    [
        "List", "Dictionary", "HashSet", "SortedDictionary", "SortedList", "SortedSet", "LinkedList", "Queue", "Stack", "PriorityQueue",
        "Collection", "ObservableCollection", "BitArray", "StringBuilder", "ConditionalWeakTable", "Random", "Lock", "ThreadLocal",
        "AsyncLocal", "Lazy", "IList", "IDictionary", "ISet", "ICollection", "Memory",
    ];

    private static readonly string[] ReadOnlyViews =
        ["IReadOnlyList", "IReadOnlyCollection", "IReadOnlyDictionary", "IReadOnlySet", "IEnumerable"];

    public static IEnumerable<Finding> Check(Tree tree) => tree.CSharp
        .Where(f => f.Path.StartsWith(Folder, StringComparison.Ordinal))
        .SelectMany(file => Fields(file.Syntax).Concat(Properties(file.Syntax))
            .Select(wrong => file.Finding(Declarations.Line(wrong.Node), wrong.Advice)));

    private static IEnumerable<(SyntaxNode Node, string Advice)> Fields(SyntaxNode root) => root.DescendantNodes()
        .OfType<FieldDeclarationSyntax>()
        .Where(f => f.Modifiers.Any(SyntaxKind.StaticKeyword))
        .SelectMany(f => f.Declaration.Variables.SelectMany(v => Advice(f.Declaration.Type, v.Initializer?.Value)
            .Concat(f.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
                ? [] : ["make the field readonly: the domain keeps nothing between two calls"])
            .Select(advice => ((SyntaxNode)v, advice))));

    private static IEnumerable<(SyntaxNode Node, string Advice)> Properties(SyntaxNode root) => root.DescendantNodes()
        .OfType<PropertyDeclarationSyntax>()
        .Where(p => p.Modifiers.Any(SyntaxKind.StaticKeyword)
            && p.AccessorList is { } accessors && accessors.Accessors.All(a => a.Body is null))
        .SelectMany(p => Advice(p.Type, p.Initializer?.Value)
            .Concat(p.AccessorList!.Accessors.Any(a => a.IsKind(SyntaxKind.SetAccessorDeclaration))
                ? ["take the setter away: the domain keeps nothing between two calls"] : [])
            .Select(advice => ((SyntaxNode)p, advice)));

    private static IEnumerable<string> Advice(TypeSyntax type, ExpressionSyntax? value)
    {
        var name = Name(type);
        if (type is ArrayTypeSyntax || Changing.Contains(name) || name.StartsWith("Concurrent", StringComparison.Ordinal))
        {
            yield return $"hold what cannot be changed (FrozenSet, ImmutableArray, IReadOnlyList of a collection expression), not {type}";
        }

        // Behind a view that only reads may stand a list; a collection expression makes one that nobody can cast back.
        if (ReadOnlyViews.Contains(name) && !(value is CollectionExpressionSyntax || IsImmutable(value)))
        {
            yield return $"fill {type} with a collection expression, or end with ToFrozen… or ToImmutable…";
        }
    }

    private static string Name(TypeSyntax type) => type switch
    {
        NullableTypeSyntax n => Name(n.ElementType),
        QualifiedNameSyntax q => Name(q.Right),
        SimpleNameSyntax s => s.Identifier.Text,
        _ => "",
    };

    private static bool IsImmutable(ExpressionSyntax? value) =>
        value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax m }
        && (m.Name.Identifier.Text.StartsWith("ToFrozen", StringComparison.Ordinal)
            || m.Name.Identifier.Text.StartsWith("ToImmutable", StringComparison.Ordinal));
}
