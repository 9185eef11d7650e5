using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The description of the API as another team reads it: the calls, and whether an answer is one that they may give.</summary>
internal sealed class Description
{
    private const string Id = "urn:reconciliation:description";

    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly BuildOptions _options = new() { SchemaRegistry = new() };
    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    public Description(string json)
    {
        Document = JsonNode.Parse(json)!.AsObject();
        var definitions = new JsonObject
        {
            ["$id"] = Id,
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$defs"] =
            Document["components"]!["schemas"]!.DeepClone()
        };
        JsonSchema.FromText(Text(definitions), _options);
        Calls = [.. Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method =>
            new DescribedCall(new HttpMethod(method.Key.ToUpperInvariant()), path.Key, method.Value!.AsObject())))];
    }

    public JsonObject Document { get; }

    public IReadOnlyList<DescribedCall> Calls { get; }

    /// <summary>A schema, its references followed.</summary>
    public JsonObject Follow(JsonNode? schema)
    {
        while (schema?["$ref"] is { } reference)
        {
            schema = Document["components"]!["schemas"]![((string)reference!).Split('/')[^1]];
        }

        return schema as JsonObject ?? [];
    }

    /// <summary>The faults of an answer, by the description; empty if there are none.</summary>
    public IReadOnlyList<string> Faults(DescribedCall call, int status, string? mediaType, string body)
    {
        if (call.Operation["responses"]![$"{status}"] is not { } response)
        {
            return [$"the status {status} is not described"];
        }

        if (response["content"] is not JsonObject contents)
        {
            return body.Length == 0 ? [] : [$"{status} has a body that is not described"];
        }

        if (mediaType is null || contents[mediaType] is not { } content)
        {
            return [$"{status} has the media type {mediaType ?? "none"}, not {string.Join(", ", contents.Select(c => c.Key))}"];
        }

        return mediaType.EndsWith("json", StringComparison.Ordinal) ? Faults(content["schema"]!, body) : [];
    }

    /// <summary>The faults of a value, by a schema of the description.</summary>
    public IReadOnlyList<string> Faults(JsonNode schema, string json)
    {
        var text = Text(schema);
        if (!_schemas.TryGetValue(text, out var built))
        {
            built = JsonSchema.FromText(text, _options);
            _schemas[text] = built;
        }

        using var value = JsonDocument.Parse(json);
        var result = built.Evaluate(value.RootElement, Strict);
        return result.IsValid
            ? []
            : [.. result.Details!.Where(d => d.Errors is not null)
                .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value} ({d.EvaluationPath})"))];
    }

    private static string Text(JsonNode schema) =>
        schema.ToJsonString().Replace("#/components/schemas/", Id + "#/$defs/", StringComparison.Ordinal);
}

/// <summary>One call of the description.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with the names of parameters in braces.</param>
/// <param name="Operation">The operation as the document describes it.</param>
internal sealed record DescribedCall(HttpMethod Method, string Path, JsonObject Operation)
{
    public string Id => (string)Operation["operationId"]!;

    public IReadOnlyList<JsonObject> Parameters => [.. (Operation["parameters"] as JsonArray ?? []).Select(p => p!.AsObject())];

    /// <summary>The scopes, any of which suffices.</summary>
    public IReadOnlyList<string> Scopes =>
        [.. Operation["security"]!.AsArray().SelectMany(s => s!["jeton"] as JsonArray ?? []).Select(scope => (string)scope!)];

    /// <summary>The bodies that it takes, by media type.</summary>
    public JsonObject Bodies => Operation["requestBody"]?["content"] as JsonObject ?? [];

    public override string ToString() => $"{Method} {Path}";
}
