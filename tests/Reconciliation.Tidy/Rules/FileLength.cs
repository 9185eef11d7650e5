namespace Reconciliation.Tidy.Rules;

/// <summary>C# and Razor files have at most 250 lines.</summary>
internal static class FileLength
{
    private const int LinesMax = 250;

    public static IEnumerable<Finding> Check(Tree tree) => tree.Files.Where(f => (f.IsCSharp || f.IsRazor) && !f.IsMigration)
        .Select(f => (File: f, Count: f.Text.TrimEnd('\n').Split('\n').Length))
        .Where(f => f.Count > LinesMax)
        .Select(f => f.File.Finding(1, $"split the file by what it does: {f.Count} lines, at most {LinesMax}"));
}
