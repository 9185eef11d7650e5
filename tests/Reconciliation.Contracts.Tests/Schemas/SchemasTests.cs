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
            Requis(schema).Concat(Requis(schema["allOf"]![0]!["then"]!)).Order(StringComparer.Ordinal));

        static IEnumerable<string> Requis(JsonNode node) => node["required"] is JsonArray names ? names.Select(n => (string)n!) : [];
    }

    private static void Compare(string name, string generated)
    {
        var file = Path.Combine(RepositoryRoot.Root(), "contracts", "schemas", name + ".schema.json");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(file, generated);
        }

        Assert.True(
            File.Exists(file) && File.ReadAllText(file) == generated,
            $"contracts/schemas/{name}.schema.json is not what the records generate. Run `{Variable}=1 dotnet test "
                + $"tests/Reconciliation.Contracts.Tests --filter Schemas`, read the difference, and raise the version if it breaks "
                + $"readers.");
    }
}
