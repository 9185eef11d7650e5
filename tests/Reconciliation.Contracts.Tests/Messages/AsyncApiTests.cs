using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciliation.Bus;
using Reconciliation.Contracts.Tests.Schemas;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests.Messages;

/// <summary><c>contracts/asyncapi.yaml</c> is AsyncAPI 3, says what the code says, and shows what the service takes and publishes.</summary>
public sealed partial class AsyncApiTests
{
    private static readonly string Contrats = Path.Combine(Depot.Racine(), "contracts");

    private static readonly JsonNode Document = Yaml.Lire(Path.Combine(Contrats, "asyncapi.yaml"));

    public static TheoryData<string> Exemples => [.. Messages().Where(m => m.Value!["examples"] is not null).Select(m => m.Key)];

    [Fact]
    public void It_is_valid_AsyncAPI_3()
    {
        var officiel = JsonNode.Parse(File.ReadAllText(
            Path.Combine(Depot.Racine(), "tests", "Reconciliation.Contracts.Tests", "Messages", "asyncapi-3.0.0.schema.json")))!;
        Assert.Empty(Validation.Fautes(officiel, Document));

        var sansAdresse = Document.DeepClone();
        sansAdresse["channels"]!["soins"]!["addresse"] = "reconciliation.soins";
        Assert.NotEmpty(Validation.Fautes(officiel, sansAdresse));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = Reference().Matches(Document.ToJsonString()).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.True(
            r.StartsWith("#/", StringComparison.Ordinal)
                ? r[2..].Split('/').Aggregate((JsonNode?)Document, (n, nom) => n?[nom]) is not null
                : File.Exists(Path.Combine(Contrats, r)),
            r));
    }

    [Fact]
    public void Its_exchanges_and_queues_are_those_of_the_bus()
    {
        var canaux = Document["channels"]!.AsObject().Select(c => (Adresse: (string)c.Value!["address"]!, Amqp: c.Value["bindings"]!["amqp"]!)).ToList();
        string[] echanges = [Echanges.PaiementsRo, Echanges.PaiementsComplementaires, Echanges.Soins, Echanges.SoinsCloudEvents];
        Assert.Equal(echanges.Order(StringComparer.Ordinal), Noms("routingKey", "exchange").Order(StringComparer.Ordinal));
        Assert.Equal([Echanges.PaiementsComplementaires, Echanges.PaiementsRo], Noms("queue", "queue").Order(StringComparer.Ordinal));

        IEnumerable<string> Noms(string genre, string membre) => canaux.Where(c => (string)c.Amqp["is"]! == genre).Select(c =>
        {
            Assert.Equal(c.Adresse, (string)c.Amqp[membre]!["name"]!);
            Assert.True((bool)c.Amqp[membre]!["durable"]!);
            return c.Adresse;
        });
    }

    [Theory]
    [MemberData(nameof(Exemples))]
    public void An_example_is_valid_and_its_schema_refuses_another(string message)
    {
        var schema = Charge(message);
        foreach (var exemple in Document["components"]!["messages"]![message]!["examples"]!.AsArray())
        {
            var charge = exemple!["payload"]!.AsObject();
            Assert.Empty(Validation.Fautes(schema, charge));
            foreach (var membre in charge.Select(m => m.Key).Where(Requis(schema).Contains).ToList())
            {
                var sans = charge.DeepClone().AsObject();
                sans.Remove(membre);
                Assert.NotEmpty(Validation.Fautes(schema, sans));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Exemples))]
    public void What_the_examples_of_messages_in_say_is_accepted(string message)
    {
        if (message.StartsWith(nameof(SoinMisAJour), StringComparison.Ordinal))
        {
            return;
        }

        var part = message.StartsWith(nameof(PaiementRoEmis), StringComparison.Ordinal) ? Part.Ro : Part.Complementaire;
        Attendu.Accepte(Exemple.Lire(part, Charge(message, 0).ToJsonString()));
    }

    [Fact]
    public void The_README_shows_the_same_examples()
    {
        var montres = ReadmeTests.Exemples.Select(e => JsonNode.Parse(e)!.ToJsonString()).ToList();
        Assert.All(Messages().Where(m => m.Value!["examples"] is not null), m => Assert.Contains(Charge(m.Key, 0).ToJsonString(), montres));
    }

    [Fact]
    public void The_event_published_as_a_CloudEvent_is_the_one_that_is_shown()
    {
        var montre = Charge("SoinMisAJourCloudEvents", 0);
        var donnees = montre["data"]!.AsObject();
        var vue = donnees.DeepClone().AsObject();
        vue.Remove("situationPrecedente");
        var entree = new EntreePubliee(
            default, Guid.Parse((string)vue["soinId"]!), (int)vue["version"]!, Domain.Situation.EnAttenteComplementaire, System.Text.Encoding.UTF8.GetBytes(vue.ToJsonString()),
            DateTimeOffset.Parse((string)vue["misAJourLe"]!, System.Globalization.CultureInfo.InvariantCulture));
        var publie = Ecrit(entree.EcrireCloudEvent);

        Assert.Empty(Validation.Fautes(Charge("SoinMisAJourCloudEvents"), publie));
        Assert.True(JsonNode.DeepEquals(montre, publie), publie.ToJsonString());
        Assert.Equal(publie["data"]!.ToJsonString(), Ecrit(entree.EcrireSoinMisAJour).ToJsonString());
    }

    private static JsonNode Ecrit(Action<IBufferWriter<byte>> ecrire)
    {
        var sortie = new ArrayBufferWriter<byte>();
        ecrire(sortie);
        return JsonNode.Parse(sortie.WrittenSpan)!;
    }

    private static JsonObject Messages() => Document["components"]!["messages"]!.AsObject();

    private static JsonNode Charge(string message, int exemple) => Messages()[message]!["examples"]![exemple]!["payload"]!;

    // The schema of a message's payload, standing alone: references to files become references to the ids of what is in them.
    private static JsonNode Charge(string message)
    {
        var schema = new JsonObject { ["allOf"] = new JsonArray(Messages()[message]!["payload"]!.DeepClone()) };
        schema["$defs"] = Document["components"]!["schemas"]!.DeepClone();
        return JsonNode.Parse(Fichier().Replace(schema.ToJsonString(), "urn:reconciliation:schema:$1:1").Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
    }

    private static HashSet<string> Requis(JsonNode schema) => schema["allOf"]![0]! switch
    {
        JsonObject o when o["$ref"] is { } reference => [.. Requis((string)reference!)],
        var o => [.. o["allOf"]!.AsArray().SelectMany(s => s!["$ref"] is { } r ? Requis((string)r!) : s["required"]?.AsArray().Select(n => (string)n!) ?? [])],
    };

    private static IEnumerable<string> Requis(string reference)
    {
        var schema = reference.StartsWith("urn:", StringComparison.Ordinal)
            ? JsonNode.Parse(File.ReadAllText(Path.Combine(Contrats, "schemas", reference.Split(':')[3] + ".schema.json")))!
            : Document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        return schema["required"]!.AsArray().Select(n => (string)n!);
    }

    [GeneratedRegex("""
        "\$ref":"([^"]+)"
        """)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\./schemas/([a-z-]+)\.schema\.json")]
    private static partial Regex Fichier();
}
