using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Reconciliation.Api.Description;

/// <summary>
/// Requests and answers of a running instance, as a test recorded them in <c>contracts/examples</c>. The name of a file tells its content:
/// the call, then <c>requete</c> or the status, then a word that tells it from others of its kind: <c>lireSoin.200.complet.json</c>.
/// </summary>
internal static class Examples
{
    private const string FolderPrefix = "examples";
    private const string Query = "requete";

    /// <summary>Adds the examples of a call to its description.</summary>
    /// <param name="operation">The call.</param>
    public static void Join(OpenApiOperation operation)
    {
        foreach (var file in EmbeddedResources.Names(FolderPrefix))
        {
            var pieces = Path.GetFileName(file).Split('.');
            if (pieces[0] == operation.OperationId && Content(operation, pieces[1], pieces[^1]) is { } content)
            {
                content.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
                content.Examples[pieces.Length > 3 ? pieces[2] : "exemple"] = new OpenApiExample { Value = Value(file) };
            }
        }
    }

    private static OpenApiMediaType? Content(OpenApiOperation operation, string place, string extension)
    {
        var contents = place == Query ? operation.RequestBody?.Content : operation.Responses?.GetValueOrDefault(place)?.Content;
        var types = extension switch
        {
            "ndjson" => "application/x-ndjson",
            "txt" => "text/event-stream",
            "cloudevent" =>
            "application/cloudevents+json",
            _ => "application/json application/problem+json application/fhir+json"
        };
        return contents?.FirstOrDefault(c => types.Split(' ').Contains(c.Key)).Value;
    }

    private static JsonNode Value(string file) =>
        !file.EndsWith("txt", StringComparison.Ordinal) && !file.EndsWith("ndjson", StringComparison.Ordinal)
            ? JsonNode.Parse(EmbeddedResources.Text(file))!
            : JsonValue.Create(EmbeddedResources.Text(file));
}
