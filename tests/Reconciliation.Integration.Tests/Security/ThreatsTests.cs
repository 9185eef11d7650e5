using System.Text.RegularExpressions;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The table of threats in infra/README.md names tests; they must be there.</summary>
public sealed partial class ThreatsTests
{
    [Fact]
    public void Every_threat_of_the_list_names_tests_that_exist()
    {
        var rows = Section().Match(File.ReadAllText(Path.Combine(Root(), "infra", "README.md"))).Value
            .Split('\n').Where(l => l.StartsWith("| API", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"API{i}"), rows.Select(r => Number().Match(r).Value));
        foreach (var row in rows)
        {
            var tests = Test().Matches(row.Split('|')[^2]);
            Assert.True(tests.Count > 0, row);
            Assert.All(tests, t => Assert.True(Exists(t.Groups[1].Value, t.Groups[2].Value), t.Value));
        }
    }

    private static bool Exists(string @class, string method) => typeof(ThreatsTests).Assembly.GetTypes()
        .Any(t => t.Name == @class && (method == "" || t.GetMethod(method)?.GetCustomAttributes(typeof(FactAttribute), true).Length > 0));

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
