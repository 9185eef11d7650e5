using Reconciliation.Tidy.Rules;

namespace Reconciliation.Tidy.RuleTests;

/// <summary>Rules about folders, projects and the build: each has an input that it passes and one that it does not.</summary>
public sealed class HouseRuleTests
{
    private const string Documentation = "<GenerateDocumentationFile>true</GenerateDocumentationFile>\n";
    private const string Severity = "dotnet_diagnostic.IDE0005.severity = warning\n";

    [Theory]
    [InlineData("services/A", 15, 0)]
    [InlineData("services/A", 16, 1)]
    [InlineData("infra/decisions", 16, 0)]
    public void A_folder_holds_at_most_15_files(string folder, int files, int findings) => Assert.Equal(findings,
        FolderSize.Check(Tree.Of([.. Enumerable.Range(0, files).Select(i => ($"{folder}/{i}", "")), ($"{folder}/in/it", "")])).Count());

    [Theory]
    [InlineData("Core", "Storage", 0)]
    [InlineData("Storage", "Domain", 0)]
    [InlineData("Domain", "Contracts", 1)]
    [InlineData("Storage", "Core", 1)]
    [InlineData("Api", "Engine", 1)]
    [InlineData("Recon", "Dev", 1)]
    [InlineData("Dev", "LocalServers", 0)]
    [InlineData("Recon", "LocalServers", 1)]
    [InlineData("Unheard", "Domain", 1)]
    public void References_run_one_way(string from, string to, int findings) => Assert.Equal(findings, References.Check(Tree.Of(
        ($"services/Reconciliation.{from}/Reconciliation.{from}.csproj",
            $"<ProjectReference Include=\"../Reconciliation.{to}/Reconciliation.{to}.csproj\" />\n"))).Count());

    [Fact]
    public void Tests_may_know_every_project() => Assert.Empty(References.Check(Tree.Of(
        ("tests/Reconciliation.A/Reconciliation.A.csproj",
            "<ProjectReference Include=\"../../services/Reconciliation.Dev/Reconciliation.Dev.csproj\" />"))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var project = ("services/A/A.csproj", "");
        Assert.Empty(Solution.Check(Tree.Of(project, ("Reconciliation.sln", "\"services\\A\\A.csproj\""))));
        Assert.Single(Solution.Check(Tree.Of(project, ("Reconciliation.sln", "\"services\\B\\A.csproj\""))));
    }

    [Fact]
    public void Infra_holds_no_code()
    {
        Assert.Empty(Solution.Check(Tree.Of(("infra/a.json", ""), ("services/a.cs", ""))));
        Assert.Single(Solution.Check(Tree.Of(("infra/x/a.cs", ""))));
    }

    [Fact]
    public void Unused_usings_are_looked_for()
    {
        const string Props = "Directory.Build.props";
        Assert.Empty(UnusedUsings.Check(Tree.Of((".editorconfig", Severity), (Props, Documentation), ("a/A.csproj", "<A />"))));
        Assert.Single(UnusedUsings.Check(Tree.Of((".editorconfig", Severity), (Props, "<A />\n"))));
        Assert.Single(UnusedUsings.Check(Tree.Of((".editorconfig", "# " + Severity), (Props, Documentation))));
        Assert.Single(UnusedUsings.Check(Tree.Of((".editorconfig", Severity), (Props, Documentation),
            ("a/A.csproj", "<GenerateDocumentationFile>false</GenerateDocumentationFile>\n"))));
    }

    [Theory]
    [InlineData(1, "# 1. A\n\n2025-11-20\n", 0)]
    [InlineData(2, "# 2. A\n\n2025-11-20\n", 1)]
    [InlineData(1, "# 2. A\n\n2025-11-20\n", 1)]
    [InlineData(1, "# 1. A\n\nOne day.\n", 1)]
    [InlineData(1, "# 1. A\n\n2025-13-20\n", 1)]
    public void Decisions_are_numbered_without_a_gap_and_dated(int number, string text, int findings) =>
        Assert.Equal(findings, Decisions.Check(Tree.Of(($"infra/decisions/{number:0000}-a.md", text))).Count());
}
