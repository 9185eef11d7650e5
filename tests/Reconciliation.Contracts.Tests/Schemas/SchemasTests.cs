using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Xunit;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>The committed schemas are those that the records generate.</summary>
public sealed class SchemasTests
{
    private const string Variable = "RECONCILIATION_UPDATE_SCHEMAS";
    private const string Api = "api";

    private static readonly Dictionary<string, Type> Types = new()
    {
        ["paiement-ro-emis"] = typeof(PaiementRoEmis),
        ["paiement-complementaire-emis"] = typeof(PaiementComplementaireEmis),
        ["vue"] = typeof(Vue),
        ["soin-mis-a-jour"] = typeof(SoinMisAJour),
    };

    public static TheoryData<string> Names => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_committed_schema_is_the_one_the_record_generates(string name)
    {
        Compare(name, Schema.From(Types[name], name));
    }

    [Fact]
    public void The_committed_definitions_of_the_API_are_those_of_all_records_that_it_reads_and_writes() => Compare(Api, Schema.Set(
        typeof(ContratsJson).GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(JsonSerializableAttribute))
            .Select(a => (Type)a.ConstructorArguments[0].Value!)
            .Select(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? t.GetGenericArguments()[0] : t)
            .Where(t => t.Assembly == typeof(ContratsJson).Assembly && !t.IsEnum && !t.GetGenericArguments().Contains(typeof(JsonElement))),
        Api));

    // The description of the events ships as one file: it holds the schemas of its messages, and refers to no other file.
    [Fact]
    public void The_description_of_the_events_holds_the_same_records_by_name()
    {
        var file = Path.Combine(RepositoryRoot.Root(), "contracts", "asyncapi.yaml");
        var lines = File.ReadAllLines(file);
        var (from, to) = (Array.FindIndex(lines, Begins) + 1, Array.FindIndex(lines, Ends));
        Assert.InRange(from, 1, to);
        Type[] messages = [typeof(PaiementRoEmis), typeof(PaiementComplementaireEmis), typeof(SoinMisAJour)];
        var records = Schema.At("#/components/schemas/", messages)
            .SelectMany(r => $"    {r.Key}: {Schema.Text(r.Value!)}".Replace("\n", "\n      ", StringComparison.Ordinal).Split('\n'));
        WrittenAnew(file, string.Join('\n', [.. lines[..from], .. records, .. lines[to..]]) + "\n");

        static bool Begins(string line) => line.TrimStart().StartsWith("# Written by a test", StringComparison.Ordinal);
        static bool Ends(string line) => line.TrimStart().StartsWith("# End of what is written", StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_other_schema() => Assert.Equal(
        Types.Keys.Append(Api).Select(name => name + ".schema.json").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(RepositoryRoot.Root(), "contracts", "schemas")).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));

    // The reading is written by hand: this test keeps it and the schema from drifting apart.
    [Theory]
    [InlineData("paiement-ro-emis")]
    [InlineData("paiement-complementaire-emis")]
    public void The_schema_requires_what_the_reading_requires(string name)
    {
        var part = name == "paiement-ro-emis" ? Domain.Part.Ro : Domain.Part.Complementaire;
        var schema = JsonNode.Parse(Schema.From(Types[name], name))!;
        var refuses =
            RefusedCases.All.Where(c => c.Part == part && c is { Rule: Regle.Requis, Value: null }).Select(c => c.Membre).ToList();
        var required = Requis(schema).Concat(Requis(schema["$defs"]![nameof(ReferenceLigne)]!).Select(m => "ligne." + m));
        string[] ofThePaiementOnly = part == Domain.Part.Ro ? ["base", "taux"] : [];
        Assert.Equal(refuses.Order(StringComparer.Ordinal), required.Concat(ofThePaiementOnly).Order(StringComparer.Ordinal));
        Assert.Equal(
            Requis(schema).Concat(ofThePaiementOnly).Order(StringComparer.Ordinal),
            Requis(schema).Concat(Requis(schema["then"]!)).Order(StringComparer.Ordinal));

        static IEnumerable<string> Requis(JsonNode node) => node["required"] is JsonArray names ? names.Select(n => (string)n!) : [];
    }

    private static void Compare(string name, string generated) =>
        WrittenAnew(Path.Combine(RepositoryRoot.Root(), "contracts", "schemas", name + ".schema.json"), generated);

    private static void WrittenAnew(string file, string generated)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(file, generated);
        }

        Assert.True(
            File.Exists(file) && File.ReadAllText(file) == generated,
            $"{Path.GetFileName(file)} is not what the records generate. Run `{Variable}=1 dotnet test "
                + $"tests/Reconciliation.Contracts.Tests --filter Schemas`, read the difference, and raise the version if it breaks "
                + $"readers.");
    }
}
