using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Reading;

/// <summary>The types that a file declares.</summary>
internal static class Declarations
{
    public static IEnumerable<MemberDeclarationSyntax> Types(SyntaxNode root) => root.DescendantNodes()
        .OfType<MemberDeclarationSyntax>().Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax d ? d.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    public static int Line(SyntaxNode node) => node.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1;

    /// <summary>Public or internal, and so is every type that it stands in. A nested type without a modifier is private.</summary>
    public static bool IsVisible(MemberDeclarationSyntax member) =>
        !member.Modifiers.Any(m => m.IsKind(SyntaxKind.PrivateKeyword) || m.IsKind(SyntaxKind.FileKeyword))
        && (member.Parent is not BaseTypeDeclarationSyntax outer
            || ((outer is InterfaceDeclarationSyntax || member.Modifiers.Any(IsAccess)) && IsVisible(outer)));

    private static bool IsAccess(SyntaxToken token) =>
        token.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword;
}
