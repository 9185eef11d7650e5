using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Reading;

/// <summary>The kinds of names.</summary>
internal enum NameKind
{
    /// <summary>A function of a type, or within another function.</summary>
    Function,

    /// <summary>A property, a field, an event, a value of an enumeration, or a parameter of a record.</summary>
    Member,

    /// <summary>A parameter, a local variable, or an element of a tuple.</summary>
    Local,
}

/// <summary>A name that a file gives to something that is no type.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line; of a component the first.</param>
/// <param name="Name">The name.</param>
/// <param name="Kind">Its kind.</param>
internal sealed record DeclaredName(TextFile File, int Line, string Name, NameKind Kind);

/// <summary>
/// Reads the names that a file gives: to functions, members, parameters and locals. Names that a base type or an interface gave are left
/// out: they are said where they were given, or in a library.
/// </summary>
internal static class DeclaredNames
{
    public static IEnumerable<DeclaredName> Of(TextFile file) => file.Code.DescendantNodes()
        .SelectMany(node => Named(node).Select(n => (node, n.Token, n.Kind)))
        .Where(n => n.Token.ValueText.Trim('_').Length > 0)
        .Select(n => new DeclaredName(file, file.IsRazor ? 1 : Declarations.Line(n.node), n.Token.ValueText, n.Kind));

    private static IEnumerable<(SyntaxToken Token, NameKind Kind)> Named(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax m when IsNew(m.Modifiers, m.ExplicitInterfaceSpecifier) => [(m.Identifier, NameKind.Function)],
        LocalFunctionStatementSyntax f => [(f.Identifier, NameKind.Function)],
        PropertyDeclarationSyntax p when IsNew(p.Modifiers, p.ExplicitInterfaceSpecifier) => [(p.Identifier, NameKind.Member)],
        EnumMemberDeclarationSyntax e => [(e.Identifier, NameKind.Member)],
        VariableDeclaratorSyntax v =>
            [(v.Identifier, v.Parent?.Parent is BaseFieldDeclarationSyntax ? NameKind.Member : NameKind.Local)],
        ParameterSyntax p => [(p.Identifier, p.Parent?.Parent is RecordDeclarationSyntax ? NameKind.Member : NameKind.Local)],
        SingleVariableDesignationSyntax d => [(d.Identifier, NameKind.Local)],
        ForEachStatementSyntax f => [(f.Identifier, NameKind.Local)],
        CatchDeclarationSyntax c => [(c.Identifier, NameKind.Local)],
        FromClauseSyntax f => [(f.Identifier, NameKind.Local)],
        LetClauseSyntax l => [(l.Identifier, NameKind.Local)],
        JoinClauseSyntax j => [(j.Identifier, NameKind.Local)],
        JoinIntoClauseSyntax j => [(j.Identifier, NameKind.Local)],
        QueryContinuationSyntax q => [(q.Identifier, NameKind.Local)],
        TupleElementSyntax t => [(t.Identifier, NameKind.Local)],
        _ => [],
    };

    private static bool IsNew(SyntaxTokenList modifiers, ExplicitInterfaceSpecifierSyntax? specifier) =>
        specifier is null && !modifiers.Any(SyntaxKind.OverrideKeyword);
}
