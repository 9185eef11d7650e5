using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>
/// A sentence in a comment or a document names a thing first: it begins with What, Who, Whoever or Whose only to ask. A reader who is not
/// the writer cannot tell of which thing such a sentence speaks. Decisions and diaries stay as they were written.
/// </summary>
internal static partial class Sentences
{
    public static IEnumerable<Finding> Check(Tree tree) => tree.Files
        .Where(f => !(f.IsMarkdown && Markdown.TellsWhatWas(f)))
        .SelectMany(file => Passages.Of(file).SelectMany(Riddles)
            .Select(line => file.Finding(line, "name the thing first: a sentence begins with What, Who, Whoever or Whose only to ask")));

    /// <summary>The numbers of the lines on which such a sentence begins.</summary>
    private static IEnumerable<int> Riddles(IReadOnlyList<(int Number, string Text)> passage)
    {
        var text = Block().Replace(string.Join('\n', passage.Select(l => l.Text)), "\f");
        text = Inline().Replace(text, m => "x" + new string('\n', m.Value.Count(c => c == '\n')));
        return Start().Matches(text)
            .Where(m => End().Match(text, m.Index + m.Length) is not { Value: "?" })
            .Select(m => passage[text.AsSpan(0, m.Groups[1].Index).Count('\n')].Number);
    }

    // An element of a documentation comment is a text of its own.
    [GeneratedRegex(@"</?(?:summary|remarks|returns|value|param|typeparam|exception|example|para|list|item|term|description)\b[^<>]*>")]
    private static partial Regex Block();

    // A name within a sentence: a reference or code.
    [GeneratedRegex(@"<(c|code)>.*?</\1>|</?[a-z]+\b[^<>]*>|`[^`]*`", RegexOptions.Singleline)]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<=\A|\f|[.!?…:][""')»*_]*\s)[\s""'(«*_\[]*\b(What|Who|Whoever|Whose)\b")]
    private static partial Regex Start();

    [GeneratedRegex(@"[.!?…](?=[""')»*_]*(?:\s|\f|\z))|\f")]
    private static partial Regex End();
}
