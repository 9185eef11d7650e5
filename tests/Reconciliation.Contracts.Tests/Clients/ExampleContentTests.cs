using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests.Clients;

/// <summary>
/// One line has one content wherever the contracts show it: whoever sends all that they show, in any order, contests nothing.
/// </summary>
public sealed partial class ExampleContentTests
{
    private static readonly string Contracts = Path.Combine(RepositoryRoot.Root(), "contracts");

    [Fact]
    public void A_line_that_is_shown_in_several_places_has_one_content()
    {
        var shown = Requests().Concat(HttpFile()).Concat(Readme()).ToList();
        Assert.All(shown.GroupBy(s => Key(s.Line)), line => Assert.True(
            line.Select(s => s.Line.Empreinte).Distinct().Count() == 1,
            $"{line.Key} has another content in each of these: {string.Join(", ", line.Select(s => s.Place).Distinct())}"));
        Assert.True(shown.Count > 10, $"{shown.Count} payments are shown");
    }

    [Fact]
    public void The_first_calls_send_the_two_lines_of_the_README_and_of_the_examples()
    {
        var first = Keys(HttpFile()).ToList();
        Assert.Equal(2, first.Count);
        Assert.Equal(first, Keys(Readme()));
        Assert.Empty(first.Except(Keys(Requests())));
    }

    private static IEnumerable<string> Keys(IEnumerable<Shown> shown) => shown.Select(s => Key(s.Line)).Distinct();

    private static string Key(ReceivedLigne line) => $"{line.Ligne.Id} {line.Ligne.Revision}";

    private static IEnumerable<Shown> Requests() =>
        from file in Directory.GetFiles(Path.Combine(Contracts, "examples"), "*.requete.*").Order(StringComparer.Ordinal)
        where Path.GetExtension(file) is ".json" or ".ndjson" or ".cloudevent"
        from text in file.EndsWith(".ndjson", StringComparison.Ordinal) ? File.ReadAllLines(file) : [File.ReadAllText(file)]
        from shown in Records(Path.GetFileName(file), text)
        select shown;

    private static IEnumerable<Shown> HttpFile() =>
        HttpBodies().Matches(File.ReadAllText(Path.Combine(Contracts, "reconciliation.http")))
            .SelectMany(m => Records("reconciliation.http", m.Value));

    private static IEnumerable<Shown> Readme() => ReadmeTests.Examples.SelectMany(e => Records("README.md", e));

    // The payments in a body: alone, in an array or an envelope, or as the correction of a message. One that a rule refuses is none.
    private static IEnumerable<Shown> Records(string place, string body)
    {
        var node = JsonNode.Parse(body)!;
        foreach (var record in node as JsonArray ?? [node.DeepClone()])
        {
            var payment = record!["corps"] ?? record;
            var inner = payment["data"] ?? payment["message"] ?? payment;
            if (inner is not JsonObject content || !content.ContainsKey("ligne") || !content.ContainsKey("depense"))
            {
                continue;
            }

            var part = content.ContainsKey("contrat") ? Part.Complementaire : Part.Ro;
            if (ExampleFile.Read(part, payment.ToJsonString()).Ligne is { } line)
            {
                yield return new(place, line);
            }
        }
    }

    [GeneratedRegex(@"^\{\n.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HttpBodies();

    private sealed record Shown(string Place, ReceivedLigne Line);
}
