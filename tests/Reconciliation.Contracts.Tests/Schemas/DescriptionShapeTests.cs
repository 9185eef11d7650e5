using System.Text.Json.Nodes;
using Reconciliation.Contracts.Tests.Messages;
using Xunit;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// The shapes that generators of clients need in <c>contracts/openapi.json</c>, and for the same records in <c>asyncapi.yaml</c> and
/// <c>schemas/</c>: each rule is one that a generator failed on, lost members by, or made a <c>double</c> of an amount for want of.
/// </summary>
public sealed class DescriptionShapeTests
{
    private const string Schemas = "components/schemas/";

    private static readonly string Contracts = Path.Combine(RepositoryRoot.Root(), "contracts");

    private static readonly JsonNode Description = JsonNode.Parse(File.ReadAllText(Path.Combine(Contracts, "openapi.json")))!;

    public static TheoryData<string> Files =>
    [
        "openapi.json", "asyncapi.yaml",
        .. Directory.GetFiles(Path.Combine(Contracts, "schemas")).Select(f => "schemas/" + Path.GetFileName(f)),
    ];

    [Fact]
    public void It_describes_the_calls_of_the_API_and_no_page() =>
        Assert.All(Description["paths"]!.AsObject(), p => Assert.StartsWith("/v1/", p.Key, StringComparison.Ordinal));

    [Fact]
    public void Every_refusal_refers_to_a_problem_by_name_that_has_all_members_of_one()
    {
        var problem = Description["components"]!["schemas"]!["Probleme"]!;
        var refusals = Walk(Description["paths"]!)
            .Where(n => n.Place.EndsWith("application/problem+json", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal =>
        {
            var reference = Assert.Single(refusal.Node["schema"]!.AsObject());
            Assert.StartsWith("#/components/schemas/Probleme", (string)reference.Value!, StringComparison.Ordinal);
            var named = Description["components"]!["schemas"]![((string)reference.Value!).Split('/')[^1]]!;
            Assert.All(
                problem["properties"]!.AsObject(),
                m => Assert.True(JsonNode.DeepEquals(m.Value, named["properties"]![m.Key]), $"{refusal.Place}: {m.Key}"));
            Assert.Subset(Texts(named["required"]), Texts(problem["required"]));
        });
    }

    [Fact]
    public void No_call_has_a_type_of_its_own_all_stand_by_name_among_the_schemas()
    {
        string[] types = ["properties", "enum", "oneOf", "anyOf", "allOf"];
        Assert.All(Walk(Description["paths"]!), n => Assert.DoesNotContain(types, n.Node.ContainsKey));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_enumeration_stands_once_by_its_name(string file)
    {
        // One value is no choice: of it no generator makes a type. A condition repeats the values that it is about.
        var enumerations = Definitions(file).Where(n => n.Node["enum"] is JsonArray { Count: > 1 }).ToList();
        Assert.NotEmpty(enumerations);
        Assert.Empty(enumerations.GroupBy(n => n.Node["enum"]!.ToJsonString()).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(enumerations, n => Assert.Matches(@"^(.*/)?(schemas|\$defs)/[A-Z]\w+$", n.Place));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_number_says_how_it_is_held(string file)
    {
        var numbers = Definitions(file).Where(n => Texts(n.Node["type"]).Overlaps(["number", "integer"])).ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, n => Assert.Matches(
            Texts(n.Node["type"]).Contains("number") ? "^decimal$" : "^int(32|64)$", (string?)n.Node["format"]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_type_stands_before_null(string file)
    {
        Assert.All(Definitions(file), n =>
        {
            if (n.Node["type"] is JsonArray types)
            {
                Assert.Equal(2, types.Count);
                Assert.Equal("null", (string)types[1]!);
            }

            if (n.Node["oneOf"] is JsonArray forms)
            {
                Assert.Equal(2, forms.Count);
                Assert.NotNull(forms[0]!["$ref"]);
                Assert.Equal("null", (string)forms[1]!["type"]!);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_member_has_a_default_no_record_is_put_together_and_every_array_has_elements_of_a_type(string file)
    {
        // A member with a default is required by some, though it may be absent; of an allOf some make a record without members.
        Assert.All(Definitions(file), n =>
        {
            Assert.DoesNotContain(n.Node["properties"] as JsonObject ?? [], m => m.Value!["default"] is not null);
            Assert.False(n.Node.ContainsKey("allOf"), n.Place);
            Assert.True(!Texts(n.Node["type"]).Contains("array") || n.Node["items"] is JsonObject { Count: > 0 }, n.Place);
        });
    }

    [Fact]
    public void Every_call_names_the_scopes_that_open_it_for_a_token_that_is_given_and_for_one_that_is_asked_for()
    {
        var schemes = Description["components"]!["securitySchemes"]!.AsObject().Select(s => s.Key).ToList();
        string[] scopes = ["espace", "support", "supervision", "producteur"];
        var calls = Description["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).ToList();
        Assert.All(calls, call =>
        {
            var required = call.Value!["security"]!.AsArray().Select(r => Assert.Single(r!.AsObject()))
                .ToLookup(r => r.Key, r => (string)Assert.Single(r.Value!.AsArray())!);
            Assert.Equal(schemes.Order(), required.Select(r => r.Key).Order());
            Assert.All(required, r => Assert.Equal(required[schemes[0]], r));
            Assert.All(required[schemes[0]], s => Assert.Contains(s, scopes));
        });
    }

    // The schemas of a file, those inside others too; not the conditions, which say again what the members say, nor the examples.
    private static IEnumerable<(string Place, JsonObject Node)> Definitions(string file)
    {
        var path = Path.Combine(Contracts, file);
        var document = file.EndsWith("yaml", StringComparison.Ordinal) ? Yaml.Read(path) : JsonNode.Parse(File.ReadAllText(path))!;
        var isSchema = document["components"] is null;
        return Walk(document).Where(n => isSchema || n.Place.Contains(Schemas, StringComparison.Ordinal)
            || n.Place.Contains("/schema", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Place, JsonObject Node)> Walk(JsonNode node, string place = "") => node switch
    {
        JsonObject o => o.Where(m => m.Key is not ("example" or "examples" or "if" or "then" or "else") && m.Value is not null)
            .SelectMany(m => Walk(m.Value!, place.Length == 0 ? m.Key : $"{place}/{m.Key}")).Prepend((place, o)),
        JsonArray a => a.SelectMany((n, i) => n is null ? [] : Walk(n, $"{place}/{i}")),
        _ => [],
    };

    private static HashSet<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(n => (string)n!)],
        JsonValue one when one.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
