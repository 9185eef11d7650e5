using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>Judges JSON by a schema, as another team's validator would: the committed schemas are known by their <c>$id</c>.</summary>
internal static class Validation
{
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private static readonly SchemaRegistry Committed = Load();

    // A schema registers itself when it is read and when it is used, and the registry is no place for two at once.
    private static readonly Lock Turn = new();

    /// <summary>The faults of a value, one line for each; empty if it is valid.</summary>
    public static IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value)
    {
        lock (Turn)
        {
            return Faults(JsonSchema.FromText(schema.ToJsonString(), Options()), value);
        }
    }

    /// <summary>The same by one of the committed schemas.</summary>
    /// <param name="name">Its name, <c>vue</c> for instance.</param>
    /// <param name="value">The value.</param>
    public static IReadOnlyList<string> Faults(string name, JsonNode? value) =>
        Faults(new JsonObject { ["$ref"] = $"urn:reconciliation:schema:{name}:1" }, value);

    private static List<string> Faults(JsonSchema schema, JsonNode? value)
    {
        var result = schema.Evaluate(JsonSerializer.SerializeToElement(value), Strict);
        return result.IsValid
            ? []
            : [.. result.Details!.Where(d => d.Errors is not null)
                .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value} ({d.EvaluationPath})"))];
    }

    private static BuildOptions Options() => new() { SchemaRegistry = Committed };

    private static SchemaRegistry Load()
    {
        var register = new SchemaRegistry();
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Root(), "contracts", "schemas")))
        {
            JsonSchema.FromFile(file, new() { SchemaRegistry = register });
        }

        return register;
    }
}
