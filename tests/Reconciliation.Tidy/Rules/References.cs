using System.Text.RegularExpressions;

namespace Reconciliation.Tidy.Rules;

/// <summary>References of projects run one way.</summary>
internal static partial class References
{
    /// <summary>
    /// The projects that each project of the product may know, besides those that they know. No edge (Engine, Api, Console) knows another
    /// edge; only Dev and tests know local servers. Projects of tests may know every project.
    /// </summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Contracts"] = [],
        ["Client"] = ["Contracts"],
        ["Domain"] = [],
        ["Storage"] = ["Domain", "Contracts"],
        ["Bus"] = ["Domain", "Contracts"],
        ["Core"] = ["Domain", "Contracts", "Storage", "Bus"],
        ["Hosting"] = ["Contracts", "Domain", "Storage", "Bus"],
        ["Engine"] = ["Core", "Hosting"],
        ["Api"] = ["Core", "Hosting"],
        ["Console"] = ["Core", "Hosting"],
        ["Recon"] = ["Engine", "Api", "Console", "Core", "Hosting"],
        ["LocalServers"] = [],
        ["Dev"] = ["Recon", "LocalServers"],
        ["Testing"] = ["Dev", "Client"],
    };

    public static IEnumerable<Finding> Check(Tree tree) => tree.Files
        .Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal) && !f.Path.StartsWith("tests/", StringComparison.Ordinal))
        .SelectMany(Check);

    private static IEnumerable<Finding> Check(TextFile project)
    {
        var name = ShortName(project.Name);
        var isSample = project.Path.StartsWith("contracts/samples/", StringComparison.Ordinal);
        if (!isSample && !MayKnow.ContainsKey(name))
        {
            yield return project.Finding(1, "say in Rules/References.cs which projects this one may know");
            yield break;
        }

        var known = isSample ? ["Client"] : MayKnow[name];
        for (var i = 0; i < project.Lines.Length; i++)
        {
            if (Reference().Match(project.Lines[i]) is { Success: true } match && !known.Contains(ShortName(match.Groups[1].Value)))
            {
                yield return project.Finding(
                    i + 1, $"{name} must not know {ShortName(match.Groups[1].Value)}: it may know {string.Join(", ", known)}");
            }
        }
    }

    private static string ShortName(string file) => file.Replace("Reconciliation.", "").Replace(".csproj", "");

    [GeneratedRegex(@"<ProjectReference\s+Include=""(?:[^""]*[/\\])?([^""/\\]+)""")]
    private static partial Regex Reference();
}
