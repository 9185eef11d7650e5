using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reconciliation.Tidy.Reading;

/// <summary>
/// The texts that a person reads in a file, without their marks: comments of C# and Razor, and paragraphs of documents. A text that goes
/// on over several lines is one passage, since a sentence may do so.
/// </summary>
internal static partial class Passages
{
    private static readonly SyntaxKind[] Comments =
    [
        SyntaxKind.SingleLineCommentTrivia, SyntaxKind.MultiLineCommentTrivia,
        SyntaxKind.SingleLineDocumentationCommentTrivia, SyntaxKind.MultiLineDocumentationCommentTrivia,
    ];

    /// <summary>The passages of a file, each as its lines with their numbers; none of a file of another kind.</summary>
    public static IEnumerable<IReadOnlyList<(int Number, string Text)>> Of(TextFile file) => file switch
    {
        { IsCSharp: true } => Join(OfCSharp(file)),
        { IsRazor: true } => Join(OfRazor(file)),
        { IsMarkdown: true } => Join(OfMarkdown(file)),
        _ => [],
    };

    private static IEnumerable<(int Number, string Text, bool Begins)> OfCSharp(TextFile file) => file.Syntax.DescendantTrivia()
        .Where(t => Comments.Contains(t.Kind()))
        .SelectMany(t => Lines(file, t.FullSpan.Start, t.ToFullString()));

    private static IEnumerable<(int Number, string Text, bool Begins)> OfRazor(TextFile file) =>
        RazorComment().Matches(file.Text).SelectMany(m => Lines(file, m.Index, m.Value));

    private static IEnumerable<(int Number, string Text, bool Begins)> Lines(TextFile file, int start, string comment)
    {
        var first = file.Text.AsSpan(0, start).Count('\n') + 1;
        return comment.TrimEnd().Split('\n').Select((line, i) =>
            (first + i, Mark().Replace(line, ""), i == 0 && !Continues(file, first)));
    }

    // A comment after code begins a passage, and so does one whose mark is not that of the line before.
    private static bool Continues(TextFile file, int number) => number > 1
        && LineMark(file.Lines[number - 1]) is { Length: > 0 } mark && LineMark(file.Lines[number - 2]) == mark;

    private static string LineMark(string line) => AtStart().Match(line).Value.Trim();

    private static IEnumerable<(int Number, string Text, bool Begins)> OfMarkdown(TextFile file)
    {
        var last = 0;
        foreach (var (number, line) in Markdown.Prose(file).Where(l => !l.Text.StartsWith('#')))
        {
            yield return (number, Item().Replace(line, ""), number > last + 1 || line.Trim().Length == 0 || Item().IsMatch(line));
            last = number;
        }
    }

    private static IEnumerable<IReadOnlyList<(int Number, string Text)>> Join(IEnumerable<(int Number, string Text, bool Begins)> lines)
    {
        var passage = new List<(int Number, string Text)>();
        foreach (var (number, text, begins) in lines)
        {
            if (begins && passage.Count > 0)
            {
                yield return passage;
                passage = [];
            }

            passage.Add((number, text));
        }

        if (passage.Count > 0)
        {
            yield return passage;
        }
    }

    [GeneratedRegex(@"@\*.*?\*@|^[ \t]*//[^\n]*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"^\s*(?:///?|/\*+|@\*|\*(?!/))?\s*|\s*\*[/@]\s*$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*///?")]
    private static partial Regex AtStart();

    [GeneratedRegex(@"^\s*(?:(?:[-*+>]|\d+\.)\s+)+")]
    private static partial Regex Item();
}
