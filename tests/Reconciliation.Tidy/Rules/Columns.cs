namespace Reconciliation.Tidy.Rules;

/// <summary>Lines of C#, Razor and prose have at most 140 columns.</summary>
internal static class Columns
{
    private const int ColumnsMax = 140;

    public static IEnumerable<Finding> Check(Tree tree) => tree.Files.Where(f => !f.IsMigration).SelectMany(file => LinesOf(file)
        .Where(l => l.Text.Length > ColumnsMax)
        .Select(l => file.Finding(l.Number, $"break the line: {l.Text.Length} columns, at most {ColumnsMax}")));

    /// <summary>A table and a block of code in a document cannot be broken, nor can a link or a word that is longer by itself.</summary>
    private static IEnumerable<(int Number, string Text)> LinesOf(TextFile file) => file switch
    {
        { IsMarkdown: true } => Markdown.Prose(file).Where(l => CanBeBroken(l.Text)),
        { IsCSharp: true } or { IsRazor: true } => file.Lines.Select((text, i) => (i + 1, text)),
        _ => [],
    };

    private static bool CanBeBroken(string line) => line.TrimStart(' ', '-', '*', '>').Contains(' ');
}
