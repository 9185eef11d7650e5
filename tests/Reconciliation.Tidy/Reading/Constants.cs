using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reconciliation.Tidy.Reading;

/// <summary>A constant, or the default of a setting.</summary>
/// <param name="File">The file that defines it.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Name">Type and name, as <c>Limites.CorpsMax</c>.</param>
/// <param name="IsField">A constant, and no default of a setting.</param>
/// <param name="IsVisible">A constant that is public or internal.</param>
/// <param name="Value">A <see cref="decimal"/>, <see cref="TimeSpan"/> or <see cref="DateOnly"/>; null: of another kind.</param>
internal sealed record Constant(TextFile File, int Line, string Name, bool IsField, bool IsVisible, object? Value);

/// <summary>The constants of the product, worked out from its text: nothing need be built.</summary>
internal sealed class Constants
{
    private readonly Dictionary<string, (TextFile File, MemberDeclarationSyntax Member, ExpressionSyntax Value)> _all = [];

    public Constants(Tree tree)
    {
        foreach (var file in tree.Files.Where(f => (f.IsCSharp || f.IsRazor) && !f.IsMigration
            && (f.Path.StartsWith("services/", StringComparison.Ordinal) || f.Path.StartsWith("contracts/", StringComparison.Ordinal))))
        {
            foreach (var (type, name, member, value) in Members(file))
            {
                _all.TryAdd($"{type}.{name}", (file, member, value));
            }
        }
    }

    public IEnumerable<Constant> All => _all.Select(p => new Constant(
        p.Value.File,
        p.Value.File.IsRazor ? 1 : Declarations.Line(p.Value.Member),
        p.Key,
        p.Value.Member is FieldDeclarationSyntax,
        p.Value.Member is FieldDeclarationSyntax && Declarations.IsVisible(p.Value.Member),
        Evaluate(p.Value.Value, p.Key)));

    private static IEnumerable<(string Type, string Name, MemberDeclarationSyntax Member, ExpressionSyntax Value)> Members(TextFile file)
    {
        foreach (var member in file.Code.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (member.Parent is not TypeDeclarationSyntax type)
            {
                continue;
            }

            if (member is FieldDeclarationSyntax field && IsConstant(member.Modifiers))
            {
                foreach (var variable in field.Declaration.Variables.Where(v => v.Initializer is not null))
                {
                    yield return (type.Identifier.Text, variable.Identifier.Text, member, variable.Initializer!.Value);
                }
            }
            else if (member is PropertyDeclarationSyntax { Initializer.Value: { } value } property)
            {
                yield return (type.Identifier.Text, property.Identifier.Text, member, value);
            }
        }
    }

    private static bool IsConstant(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.ConstKeyword)
        || (modifiers.Any(SyntaxKind.StaticKeyword) && modifiers.Any(SyntaxKind.ReadOnlyKeyword));

    private object? Evaluate(ExpressionSyntax expression, string within) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: { } value } when value is int or long or double or decimal =>
            Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        ParenthesizedExpressionSyntax p => Evaluate(p.Expression, within),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus =>
            Evaluate(minus.Operand, within) is decimal d ? -d : null,
        CastExpressionSyntax c => Evaluate(c.Expression, within),
        BinaryExpressionSyntax b => Binary(b.Kind(), Evaluate(b.Left, within), Evaluate(b.Right, within)),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call, ArgumentList.Arguments: [var only] } =>
            call.Expression.ToString() == "TimeSpan" && Evaluate(only.Expression, within) is decimal count
                ? Duration(call.ToString(), (double)count)
                : null,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var year, var month, var day] } => Date(year, month, day, within),
        IdentifierNameSyntax id => Reference($"{within.Split('.')[0]}.{id.Identifier.Text}"),
        MemberAccessExpressionSyntax access => Reference(string.Join('.', access.ToString().Split('.')[^2..])),
        _ => null,
    };

    private object? Reference(string name) => _all.TryGetValue(name, out var found) ? Evaluate(found.Value, name) : null;

    private static object? Binary(SyntaxKind kind, object? left, object? right) => (kind, left, right) switch
    {
        (SyntaxKind.MultiplyExpression, decimal a, decimal b) => a * b,
        (SyntaxKind.AddExpression, decimal a, decimal b) => a + b,
        (SyntaxKind.SubtractExpression, decimal a, decimal b) => a - b,
        (SyntaxKind.DivideExpression, decimal a, decimal b) => decimal.Truncate(a / b),
        (SyntaxKind.MultiplyExpression, TimeSpan a, decimal b) => a * (double)b,
        (SyntaxKind.MultiplyExpression, decimal a, TimeSpan b) => b * (double)a,
        _ => null,
    };

    private static object? Duration(string call, double count) => call switch
    {
        "TimeSpan.FromMilliseconds" => TimeSpan.FromMilliseconds(count),
        "TimeSpan.FromSeconds" => TimeSpan.FromSeconds(count),
        "TimeSpan.FromMinutes" => TimeSpan.FromMinutes(count),
        "TimeSpan.FromHours" => TimeSpan.FromHours(count),
        "TimeSpan.FromDays" => TimeSpan.FromDays(count),
        _ => null,
    };

    private DateOnly? Date(ArgumentSyntax year, ArgumentSyntax month, ArgumentSyntax day, string within) =>
        (Evaluate(year.Expression, within), Evaluate(month.Expression, within), Evaluate(day.Expression, within)) is
            (decimal y, decimal m, decimal d) ? new DateOnly((int)y, (int)m, (int)d) : null;
}
