namespace Reconciliation.Tidy.Rules;

/// <summary>A folder holds at most 15 files.</summary>
internal static class FolderSize
{
    private const int FilesMax = 15;

    /// <summary>Folders that grow by design, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["contracts/examples"] = "one file an example, found by its name and never read in a row",
        ["infra"] = "the commands that are typed and the documents of those who run it, by fixed names; infra/README.md leads through them",
        ["infra/decisions"] = "one file a decision, found by its number",
        ["services/Reconciliation.Storage/Schema/Migrations"] = "dotnet ef writes three files a version",
    };

    public static IEnumerable<Finding> Check(Tree tree) => tree.Files.CountBy(f => f.Folder)
        .Where(f => f.Value > FilesMax && !Exceptions.ContainsKey(f.Key))
        .Select(f => new Finding(f.Key, 1, $"make folders by what the files are about: {f.Value} files, at most {FilesMax}"));
}
