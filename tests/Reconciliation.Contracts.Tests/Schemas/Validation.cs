using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>Judges JSON by a schema, as another team's validator would: the committed schemas are known by their <c>$id</c>.</summary>
internal static class Validation
{
    private static readonly EvaluationOptions Stricte = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private static readonly SchemaRegistry Commites = Charger();

    /// <summary>What is wrong with a value, one line for each thing; empty if it is valid.</summary>
    public static IReadOnlyList<string> Fautes(JsonNode schema, JsonNode? valeur) =>
        Fautes(JsonSchema.FromText(schema.ToJsonString(), Options()), valeur);

    /// <summary>The same by one of the committed schemas.</summary>
    /// <param name="nom">Its name, <c>vue</c> for instance.</param>
    /// <param name="valeur">The value.</param>
    public static IReadOnlyList<string> Fautes(string nom, JsonNode? valeur) =>
        Fautes(new JsonObject { ["$ref"] = $"urn:reconciliation:schema:{nom}:1" }, valeur);

    private static List<string> Fautes(JsonSchema schema, JsonNode? valeur)
    {
        var resultat = schema.Evaluate(JsonSerializer.SerializeToElement(valeur), Stricte);
        return resultat.IsValid
            ? []
            : [.. resultat.Details!.Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value} ({d.EvaluationPath})"))];
    }

    private static BuildOptions Options() => new() { SchemaRegistry = Commites };

    private static SchemaRegistry Charger()
    {
        var registre = new SchemaRegistry();
        foreach (var fichier in Directory.GetFiles(Path.Combine(Depot.Racine(), "contracts", "schemas")))
        {
            JsonSchema.FromFile(fichier, new() { SchemaRegistry = registre });
        }

        return registre;
    }
}
