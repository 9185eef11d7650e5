using System.Text.RegularExpressions;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The tables of threats in infra/SECURITY.md name tests; they must be there.</summary>
public sealed partial class ThreatsTests
{
    [Fact]
    public void Every_threat_of_the_list_names_tests_that_exist()
    {
        var rows = Section().Match(File.ReadAllText(Path.Combine(Root(), "infra", "SECURITY.md"))).Value
            .Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !IsHeader(l)).ToList();
        Assert.Equal(
            Enumerable.Range(1, 10).Select(i => $"API{i}"),
            rows.Select(r => Number().Match(r).Value).Where(number => number.Length > 0));
        foreach (var row in rows)
        {
            var tests = Test().Matches(row.Split('|')[^2]);
            Assert.True(tests.Count > 0, row);
            Assert.All(tests, t => Assert.True(Exists(t.Groups[1].Value, t.Groups[2].Value), t.Value));
        }
    }

    private static bool IsHeader(string row) =>
        row.StartsWith("| threat", StringComparison.Ordinal) || row.StartsWith("| ---", StringComparison.Ordinal);

    /// <summary>A test of this project, or of another, whose class has a file of its name.</summary>
    private static bool Exists(string @class, string method) => typeof(ThreatsTests).Assembly.GetTypes()
        .Any(t => t.Name == @class && (method == "" || t.GetMethod(method)?.GetCustomAttributes(typeof(FactAttribute), true).Length > 0))
        || Directory.GetFiles(Path.Combine(Root(), "tests"), @class + ".cs", SearchOption.AllDirectories)
            .Any(f => File.ReadAllText(f).Contains($" {method}(", StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Reconciliation.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("(?s)## Threats.*?(?=\n##|\\z)")]
    private static partial Regex Section();

    [GeneratedRegex("API[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"`(\w+)(?:\.(\w+))?`")]
    private static partial Regex Test();
}
