using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reconciliation.Tidy.Reading;

/// <summary>A file of the repository, read and parsed once.</summary>
/// <param name="path">Its path from the root, with slashes.</param>
/// <param name="read">Reads its text.</param>
internal sealed class TextFile(string path, Func<string> read)
{
    private readonly Lazy<string> _text = new(read);
    private SyntaxNode? _syntax;
    private SyntaxNode? _code;
    private string[]? _lines;

    public string Path => path;

    public string Text => _text.Value;

    public string[] Lines => _lines ??= Text.Split('\n');

    public string Name => path[(path.LastIndexOf('/') + 1)..];

    public string Folder => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : ".";

    public bool IsCSharp => path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsRazor => path.EndsWith(".razor", StringComparison.Ordinal);

    public bool IsMarkdown => path.EndsWith(".md", StringComparison.Ordinal);

    /// <summary>Files that <c>dotnet ef migrations add</c> writes; nobody formats them.</summary>
    public bool IsMigration => path.Contains("/Migrations/", StringComparison.Ordinal);

    /// <summary>The root of the syntax of a C# file.</summary>
    public SyntaxNode Syntax => _syntax ??= CSharpSyntaxTree.ParseText(Text).GetRoot();

    /// <summary>The syntax of a C# file; of a component, that of its block of code, as a class of its name.</summary>
    public SyntaxNode Code => IsCSharp ? Syntax : _code ??= CSharpSyntaxTree.ParseText(BlockOfCode()).GetRoot();

    public Finding Finding(int line, string advice) => new(path, line, advice);

    public Finding Finding(SyntaxNode node, string advice) =>
        new(path, node.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1, advice);

    private string BlockOfCode() => Text.IndexOf("@code", StringComparison.Ordinal) is var at and >= 0
        ? $"class {System.IO.Path.GetFileNameWithoutExtension(Name)} {Text[(at + 5)..]}" : "";
}
