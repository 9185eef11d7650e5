using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciliation.Integration.Tests.Contract;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>The queries that the repository holds, and the reading of their answers.</summary>
internal static partial class Queries
{
    /// <summary>The dashboards.</summary>
    public static IEnumerable<JsonNode> Dashboards() => Directory.GetFiles(Repository.Path("infra", "grafana", "dashboards"), "*.json")
        .Order(StringComparer.Ordinal).Select(f => JsonNode.Parse(File.ReadAllText(f))!);

    /// <summary>Every query of every panel, with where it stands.</summary>
    public static IEnumerable<(string Where, string Query)> OfPanels() =>
        from dashboard in Dashboards()
        from panel in dashboard["panels"]!.AsArray()
        from target in panel!["targets"]!.AsArray()
        select ($"{dashboard["title"]} / {panel["title"]}", (string)target!["expr"]!);

    /// <summary>Whether an answer holds a number: a series of nothing but NaN says nothing.</summary>
    public static bool HasData(JsonNode answer) => (string?)answer["status"] == "success"
        && answer["data"]!["result"]!.AsArray().Any(r => (string?)r!["value"]![1] != "NaN");

    /// <summary>The selectors of an expression, without range and offset.</summary>
    public static IReadOnlyList<string> Selectors(string expression)
    {
        var bare = Modifiers().Replace(Comments().Replace(expression, ""), " ");
        return [
            .. SelectorForm().Matches(bare).Select(m => m.Value)
            .Where(v => v.AsSpan().ContainsAny('_', ':') || v.StartsWith("up{", StringComparison.Ordinal)).Distinct()];
    }

    /// <summary>The value of each metric of a text exposition: name, labels, value.</summary>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Labels)> Series(string exposure) =>
        from line in exposure.Split('\n')
        where line.Length > 0 && line[0] != '#'
        let match = SeriesForm().Match(line)
        where match.Success
        select (match.Groups["name"].Value, (IReadOnlyDictionary<string, string>)LabelForm().Matches(match.Groups["labels"].Value)
            .ToDictionary(l => l.Groups["name"].Value, l => l.Groups["value"].Value));

    [GeneratedRegex(@"#.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(by|on|ignoring|without|group_left|group_right)\s*\([^)]*\)|,\s*""[^""]*""|\[\w+(?::\w*)?\]|\boffset\s+\w+")]
    private static partial Regex Modifiers();

    // A name with or without labels, and no function: that would be followed by a bracket.
    [GeneratedRegex(@"\b[a-zA-Z_][a-zA-Z0-9_:]*\b(?:\{[^}]*\}|(?!\s*[({a-zA-Z0-9_:]))")]
    private static partial Regex SelectorForm();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? \S+")]
    private static partial Regex SeriesForm();

    [GeneratedRegex(@"(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>(?:[^""\\]|\\.)*)""")]
    private static partial Regex LabelForm();
}
