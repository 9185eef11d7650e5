namespace Reconciliation.Tidy.Rules;

/// <summary>
/// An unused using fails <c>infra/test unit</c>: dotnet format reports IDE0005 there, because .editorconfig makes it a warning. The build
/// alone cannot say it without writing a file of documentation for every project.
/// </summary>
internal static class UnusedUsings
{
    private const string Severity = "dotnet_diagnostic.IDE0005.severity = warning";
    private const string FormatCheck = "dotnet format style Reconciliation.sln --diagnostics IDE0005";

    public static IEnumerable<Finding> Check(Tree tree)
    {
        if (tree.Find(".editorconfig")?.Lines.Contains(Severity) is not true)
        {
            yield return new(".editorconfig", 1, $"say {Severity}");
        }

        if (tree.Find("infra/test")?.Text.Contains(FormatCheck, StringComparison.Ordinal) is not true)
        {
            yield return new("infra/test", 1, $"run {FormatCheck}");
        }
    }
}
