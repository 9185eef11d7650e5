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

    public static TheoryData<string> Noms => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(Noms))]
    public void The_committed_schema_is_the_one_the_record_generates(string nom)
    {
        Comparer(nom, Schema.De(Types[nom], nom));
    }

    [Fact]
    public void The_committed_definitions_of_the_API_are_those_of_all_records_that_it_reads_and_writes() => Comparer(Api, Schema.Ensemble(
        typeof(ContratsJson).GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(JsonSerializableAttribute))
            .Select(a => (Type)a.ConstructorArguments[0].Value!)
            .Select(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? t.GetGenericArguments()[0] : t)
            .Where(t => t.Assembly == typeof(ContratsJson).Assembly && !t.IsEnum && !t.GetGenericArguments().Contains(typeof(JsonElement))),
        Api));

    [Fact]
    public void There_is_no_other_schema() => Assert.Equal(
        Types.Keys.Append(Api).Select(nom => nom + ".schema.json").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Depot.Racine(), "contracts", "schemas")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    // The reading is written by hand: this is what keeps it and the schema from drifting apart.
    [Theory]
    [InlineData("paiement-ro-emis")]
    [InlineData("paiement-complementaire-emis")]
    public void The_schema_requires_what_the_reading_requires(string nom)
    {
        var part = nom == "paiement-ro-emis" ? Domain.Part.Ro : Domain.Part.Complementaire;
        var schema = JsonNode.Parse(Schema.De(Types[nom], nom))!;
        var refuses = CasRefuses.Tous.Where(c => c.Part == part && c is { Regle: Regle.Requis, Valeur: null }).Select(c => c.Membre).ToList();
        var requis = Requis(schema).Concat(Requis(schema["$defs"]![nameof(ReferenceLigne)]!).Select(m => "ligne." + m));
        string[] duPaiementSeul = part == Domain.Part.Ro ? ["base", "taux"] : [];
        Assert.Equal(refuses.Order(StringComparer.Ordinal), requis.Concat(duPaiementSeul).Order(StringComparer.Ordinal));
        Assert.Equal(Requis(schema).Concat(duPaiementSeul).Order(StringComparer.Ordinal), Requis(schema).Concat(Requis(schema["allOf"]![0]!["then"]!)).Order(StringComparer.Ordinal));

        static IEnumerable<string> Requis(JsonNode noeud) => noeud["required"] is JsonArray noms ? noms.Select(n => (string)n!) : [];
    }

    private static void Comparer(string nom, string genere)
    {
        var fichier = Path.Combine(Depot.Racine(), "contracts", "schemas", nom + ".schema.json");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(fichier, genere);
        }

        Assert.True(
            File.Exists(fichier) && File.ReadAllText(fichier) == genere,
            $"contracts/schemas/{nom}.schema.json is not what the records generate. Run `{Variable}=1 dotnet test tests/Reconciliation.Contracts.Tests --filter Schemas`, read the difference, and raise the version if it breaks readers.");
    }
}
