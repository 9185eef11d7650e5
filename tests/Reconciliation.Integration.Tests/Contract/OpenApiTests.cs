using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Security;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The description that an instance serves is the committed one, is valid, and leaves nothing out.</summary>
public sealed partial class OpenApiTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task The_committed_description_is_the_one_that_an_instance_serves()
    {
        var served = (await AskAsync()).Text + "\n";
        var file = Repository.Contracts("openapi.json");
        if (Repository.Updates)
        {
            await File.WriteAllTextAsync(file, served);
        }

        Assert.True(
            File.Exists(file) && await File.ReadAllTextAsync(file) == served,
            $"contracts/openapi.json is not what an instance serves. Run `{Repository.Variable}=1 dotnet test "
                + $"tests/Reconciliation.Integration.Tests --filter Contract` twice (first the examples change, then the description), "
                + $"read the difference, and raise the version if it breaks clients.");
    }

    [SkippableTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Every_host_serves_the_same_description(bool console, bool engine)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, engine: engine, console: console, waits: engine);
        var served = await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        Assert.Equal((await AskAsync()).Text, served.Text);
    }

    [SkippableFact]
    public async Task A_program_finds_the_authority_of_the_instance_by_the_address_in_the_description()
    {
        var address = (string)(await ReadAsync()).Document["components"]!["securitySchemes"]!["autorite"]!["openIdConnectUrl"]!;
        await using var authority = await OpenIdProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, authority: authority.Address);
        var answer = await instance.AskAsync(HttpMethod.Get, address, token: null);
        Assert.Equal((307, $"{authority.Address}.well-known/openid-configuration"), (answer.Status, answer.Headers["Location"]));

        // One that takes the tokens of its own development key has none.
        Assert.Equal("introuvable", (await (await shared.StartAsync()).AskAsync(HttpMethod.Get, address, token: null)).Problem(404));
    }

    [SkippableFact]
    public async Task It_is_valid_OpenAPI_3_1()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes((await AskAsync()).Text));
        var read = OpenApiDocument.Load(stream, OpenApiConstants.Json);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
    }

    [SkippableFact]
    public async Task Every_reference_leads_somewhere()
    {
        var description = await ReadAsync();
        var references = Reference().Matches(description.Document.ToJsonString()).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.NotNull(r[2..].Split('/').Aggregate((JsonNode?)description.Document, (n, name) => n?[name])));
    }

    [SkippableFact]
    public async Task Every_call_says_what_it_does_who_may_make_it_and_what_it_answers()
    {
        var description = await ReadAsync();
        Assert.Equal(description.Calls.Count, description.Calls.Select(c => c.Id).Distinct().Count());
        Assert.All(description.Calls, call =>
        {
            Assert.Matches("^[a-z][A-Za-z]+$", call.Id);
            Assert.NotEmpty((string)call.Operation["summary"]!);
            Assert.NotEmpty((string)call.Operation["description"]!);
            Assert.NotEmpty(call.Scopes);
            Assert.All(["400", "401", "403", "429", "500", "503"], status => Assert.NotNull(call.Operation["responses"]![status]));
            Assert.All(call.Operation["responses"]!.AsObject(), r => Assert.NotEmpty((string)r.Value!["description"]!));
            Assert.All(Refusals(call), r => Assert.Equal(["application/problem+json"], r["content"]!.AsObject().Select(c => c.Key)));
        });
    }

    [SkippableFact]
    public async Task Every_parameter_is_described_and_limited()
    {
        string[] limits = ["format", "enum", "maxLength", "maximum", "items"];
        var description = await ReadAsync();
        Assert.All(description.Calls.SelectMany(c => c.Parameters), parameter =>
        {
            var schema = description.Follow(parameter["schema"]);
            Assert.False(string.IsNullOrEmpty((string?)parameter["description"]), $"{parameter["name"]} is not described.");
            Assert.True(
                (string?)schema["type"] == "boolean" || limits.Any(schema.ContainsKey), $"{parameter["name"]} may hold anything.");
        });
    }

    [SkippableFact]
    public async Task Every_body_has_an_example_that_its_schema_takes()
    {
        var description = await ReadAsync();
        Assert.All(description.Calls.Where(c => c.Method != HttpMethod.Head), call =>
        {
            var bodies = call.Bodies
                .Concat(call.Operation["responses"]!.AsObject().SelectMany(r => r.Value!["content"] as JsonObject ?? []))
                .Where(b => b.Value!["schema"] is not null);
            Assert.All(bodies, body =>
            {
                Assert.True(body.Value!["examples"] is JsonObject { Count: > 0 }, $"{call}: {body.Key} has no example.");
                Assert.All(body.Value["examples"]!.AsObject(), example => Assert.Empty(
                    body.Key.EndsWith("json", StringComparison.Ordinal) && !body.Key.Contains("ndjson", StringComparison.Ordinal)
                        ? description.Faults(body.Value["schema"]!, example.Value!["value"]!.ToJsonString())
                        : []));
            });
        });
    }

    [SkippableFact]
    public async Task It_is_public_cached_and_answers_HEAD()
    {
        var instance = await shared.StartAsync();
        var first = await AskAsync();
        Assert.Equal("public, no-cache", first.Headers["Cache-Control"]);
        var again = await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", null, "If-None-Match", first.Headers["ETag"]);
        Assert.Equal((304, ""), (again.Status, again.Text));
        var head = await instance.AskAsync(HttpMethod.Head, "/openapi/v1.json", null);
        Assert.Equal((200, ""), (head.Status, head.Text));
    }

    private static IEnumerable<JsonNode> Refusals(DescribedCall call) =>
        call.Method == HttpMethod.Head
            ? []
            : call.Operation["responses"]!.AsObject().Where(r => r.Key[0] is '4' or '5').Select(r => r.Value!);

    private async Task<Answer> AskAsync()
    {
        var answer = await (await shared.StartAsync()).AskAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        return answer;
    }

    private async Task<Description> ReadAsync() => new((await AskAsync()).Text);

    [GeneratedRegex("""
        "\$ref":"([^"]+)"
        """)]
    private static partial Regex Reference();
}
