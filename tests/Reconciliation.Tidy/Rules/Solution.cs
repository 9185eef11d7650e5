namespace Reconciliation.Tidy.Rules;

/// <summary>Every project is in the solution; infra/ holds no C#.</summary>
internal static class Solution
{
    public static IEnumerable<Finding> Check(Tree tree)
    {
        var solution = tree.Find("Reconciliation.sln")?.Text.Replace('\\', '/') ?? "";
        foreach (var project in tree.Files.Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            if (!solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal))
            {
                yield return project.Finding(1, "add the project to Reconciliation.sln: dotnet sln add");
            }
        }

        foreach (var file in tree.Files.Where(f => f.Path.StartsWith("infra/", StringComparison.Ordinal)
            && (f.IsCSharp || f.IsRazor || f.Path.EndsWith(".csproj", StringComparison.Ordinal))))
        {
            yield return file.Finding(1, "move the C# to services/ or tests/: infra/ holds what runs the service");
        }
    }
}
