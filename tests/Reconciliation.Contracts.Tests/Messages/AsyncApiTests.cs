using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciliation.Bus;
using Reconciliation.Contracts.Tests.Schemas;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests.Messages;

/// <summary>
/// <c>contracts/asyncapi.yaml</c> is AsyncAPI 3, agrees with the code, and shows the messages that the service takes and publishes.
/// </summary>
public sealed partial class AsyncApiTests
{
    private static readonly string Contrats = Path.Combine(RepositoryRoot.Root(), "contracts");

    private static readonly JsonNode Document = Yaml.Read(Path.Combine(Contrats, "asyncapi.yaml"));

    public static TheoryData<string> Examples => [.. Messages().Where(m => m.Value!["examples"] is not null).Select(m => m.Key)];

    [Fact]
    public void It_is_valid_AsyncAPI_3()
    {
        var official = JsonNode.Parse(File.ReadAllText(
            Path.Combine(RepositoryRoot.Root(), "tests", "Reconciliation.Contracts.Tests", "Messages", "asyncapi-3.0.0.schema.json")))!;
        Assert.Empty(Validation.Faults(official, Document));

        var withoutAddress = Document.DeepClone();
        withoutAddress["channels"]!["soins"]!["addresse"] = "reconciliation.soins";
        Assert.NotEmpty(Validation.Faults(official, withoutAddress));
    }

    [Fact]
    public void Every_reference_leads_somewhere_in_the_same_file()
    {
        var references = Reference().Matches(Document.ToJsonString()).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, r =>
        {
            Assert.StartsWith("#/", r, StringComparison.Ordinal);
            Assert.NotNull(r[2..].Split('/').Aggregate((JsonNode?)Document, (n, name) => n?[name]));
        });
    }

    [Fact]
    public void Its_exchanges_and_queues_are_those_of_the_bus()
    {
        var canaux = Document["channels"]!.AsObject()
            .Select(c => (Address: (string)c.Value!["address"]!, Amqp: c.Value["bindings"]!["amqp"]!)).ToList();
        string[] exchanges = [
            Part.Ro.Queue, Part.Complementaire.Queue, ExchangeNames.Soins,
            ExchangeNames.SoinsCloudEvents];
        Assert.Equal(exchanges.Order(StringComparer.Ordinal), Names("routingKey", "exchange").Order(StringComparer.Ordinal));
        Assert.Equal(
            [Part.Complementaire.Queue, Part.Ro.Queue],
            Names("queue", "queue").Order(StringComparer.Ordinal));

        IEnumerable<string> Names(string kind, string member) => canaux.Where(c => (string)c.Amqp["is"]! == kind).Select(c =>
        {
            Assert.Equal(c.Address, (string)c.Amqp[member]!["name"]!);
            Assert.True((bool)c.Amqp[member]!["durable"]!);
            return c.Address;
        });
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_valid_and_its_schema_refuses_another(string message)
    {
        var schema = Load(message);
        foreach (var example in Document["components"]!["messages"]![message]!["examples"]!.AsArray())
        {
            var load = example!["payload"]!.AsObject();
            Assert.Empty(Validation.Faults(schema, load));
            foreach (var member in load.Select(m => m.Key).Where(Required(schema).Contains).ToList())
            {
                var without = load.DeepClone().AsObject();
                without.Remove(member);
                Assert.NotEmpty(Validation.Faults(schema, without));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void What_the_examples_of_messages_in_say_is_accepted(string message)
    {
        if (message.StartsWith(nameof(SoinMisAJour), StringComparison.Ordinal))
        {
            return;
        }

        var part = message.StartsWith(nameof(PaiementRoEmis), StringComparison.Ordinal) ? Part.Ro : Part.Complementaire;
        Reading.Accepts(ExampleFile.Read(part, Load(message, 0).ToJsonString()));
    }

    [Fact]
    public void The_README_shows_the_same_examples()
    {
        var shown = ReadmeTests.Examples.Select(e => JsonNode.Parse(e)!.ToJsonString()).ToList();
        Assert.All(Messages().Where(m => m.Value!["examples"] is not null), m => Assert.Contains(Load(m.Key, 0).ToJsonString(), shown));
    }

    [Fact]
    public void The_event_published_as_a_CloudEvent_is_the_one_that_is_shown()
    {
        var shown = Load("SoinMisAJourCloudEvents", 0);
        var data = shown["data"]!.AsObject();
        var vue = data.DeepClone().AsObject();
        vue.Remove("situationPrecedente");
        var entry = new PublishedEntry(
            default, Guid.Parse((string)vue["soinId"]!), (int)vue["version"]!, Domain.Situation.EnAttenteComplementaire,
            System.Text.Encoding.UTF8.GetBytes(vue.ToJsonString()),
            DateTimeOffset.Parse((string)vue["misAJourLe"]!, System.Globalization.CultureInfo.InvariantCulture));
        var published = Written(entry.WriteCloudEvent);

        Assert.Empty(Validation.Faults(Load("SoinMisAJourCloudEvents"), published));
        Assert.True(JsonNode.DeepEquals(shown, published), published.ToJsonString());
        Assert.Equal(published["data"]!.ToJsonString(), Written(entry.WriteEvent).ToJsonString());
    }

    private static JsonNode Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return JsonNode.Parse(output.WrittenSpan)!;
    }

    private static JsonObject Messages() => Document["components"]!["messages"]!.AsObject();

    private static JsonNode Load(string message, int example) => Messages()[message]!["examples"]![example]!["payload"]!;

    // The schema of a message's payload, standing alone.
    private static JsonNode Load(string message)
    {
        var schema = new JsonObject { ["allOf"] = new JsonArray(Messages()[message]!["payload"]!.DeepClone()) };
        schema["$defs"] = Document["components"]!["schemas"]!.DeepClone();
        return JsonNode.Parse(schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
    }

    private static HashSet<string> Required(JsonNode schema) => schema["allOf"]![0]! switch
    {
        JsonObject o when o["$ref"] is { } reference => [.. Required((string)reference!)],
        var o =>
            [.. o["allOf"]!.AsArray()
                .SelectMany(s => s!["$ref"] is { } r ? Required((string)r!) : s["required"]?.AsArray().Select(n => (string)n!) ?? [])],
    };

    private static IEnumerable<string> Required(string reference) =>
        Document["components"]!["schemas"]![reference.Split('/')[^1]]!["required"]!.AsArray().Select(n => (string)n!);

    [GeneratedRegex("""
        "\$ref":"([^"]+)"
        """)]
    private static partial Regex Reference();
}
