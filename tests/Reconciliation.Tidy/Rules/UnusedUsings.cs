namespace Reconciliation.Tidy.Rules;

/// <summary>
/// An unused using fails the build: .editorconfig makes IDE0005 a warning, and the analyzer finds it in projects that write a file of
/// documentation, which Directory.Build.props says of all. None may say otherwise.
/// </summary>
internal static class UnusedUsings
{
    private const string Severity = "dotnet_diagnostic.IDE0005.severity = warning";
    private const string Props = "Directory.Build.props";
    private const string Documentation = "<GenerateDocumentationFile>true</GenerateDocumentationFile>";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(".editorconfig")?.Lines.Contains(Severity) is not true)
        {
            yield return new(".editorconfig", 1, $"say {Severity}");
        }

        if (tree.Find(Props)?.Text.Contains(Documentation, StringComparison.Ordinal) is not true)
        {
            yield return new(Props, 1, $"say {Documentation}");
        }

        foreach (var project in tree.Files.Where(f => f.Name.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            if (project.Text.Contains("GenerateDocumentationFile", StringComparison.Ordinal))
            {
                yield return new(project.Name, 1, $"leave GenerateDocumentationFile to {Props}");
            }
        }
    }
}
