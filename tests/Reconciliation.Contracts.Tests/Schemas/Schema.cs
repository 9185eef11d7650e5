using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// Writes the JSON Schema of records: names, types and required members from the records themselves, descriptions from their XML
/// documentation. <see cref="ValueSchema"/> says of a member which values it may have, <see cref="NatureRules"/> what of a payment depends
/// on its nature.
/// </summary>
internal static class Schema
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // A number written as text is read inside the house, but it is not the contract.
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Lisible =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A record and all that it is made of, as a schema of its own.</summary>
    /// <param name="type">The record.</param>
    /// <param name="name">The name in its <c>$id</c>.</param>
    public static string From(Type type, string name)
    {
        var definitions = Definitions([type]);
        var schema = Head(name);
        schema["title"] = type.Name;
        foreach (var (key, value) in definitions[Nom(type)])
        {
            schema[key] = value?.DeepClone();
        }

        definitions.Remove(Nom(type));
        if (definitions.Count > 0)
        {
            schema["$defs"] = Set(definitions);
        }

        return schema.ToJsonString(Lisible) + "\n";
    }

    /// <summary>Many records and all that they are made of, as definitions that refer to each other.</summary>
    /// <param name="types">The records.</param>
    /// <param name="name">The name in the <c>$id</c>.</param>
    public static string Set(IEnumerable<Type> types, string name)
    {
        var schema = Head(name);
        schema["$defs"] = Set(Definitions(types));
        return schema.ToJsonString(Lisible) + "\n";
    }

    /// <summary>The name of a record among the definitions.</summary>
    public static string Nom(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(Nom))
        : type.Name;

    private static JsonObject Head(string name) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["$id"] = $"urn:reconciliation:schema:{name}:1",
    };

    private static JsonObject Set(SortedDictionary<string, JsonObject> definitions) =>
        [.. definitions.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, d.Value.DeepClone()))];

    private static SortedDictionary<string, JsonObject> Definitions(IEnumerable<Type> types)
    {
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var rest = new Queue<Type>(types);
        while (rest.TryDequeue(out var type))
        {
            if (!definitions.ContainsKey(Nom(type)))
            {
                definitions[Nom(type)] = Definition(type, rest.Enqueue);
            }
        }

        return definitions;
    }

    private static JsonObject Definition(Type type, Action<Type> meet)
    {
        var exports = (JsonObject)Options.GetJsonSchemaAsNode(
            type,
            new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, schema) => Specify(context, schema, meet) });
        var definition = new JsonObject { ["description"] = Documentation.From(type) };
        foreach (var (key, value) in exports)
        {
            definition[key] = value?.DeepClone();
        }

        if (type.IsSubclassOf(typeof(PaiementEmis)))
        {
            definition["allOf"] = new JsonArray([.. NatureRules.Of(type)]);
        }

        WireEnumeration.CompleteOptionalParts(type, definition);
        return definition;
    }

    private static JsonNode Specify(JsonSchemaExporterContext context, JsonNode schema, Action<Type> meet)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isRecord = context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.Path.Length > 0;
        if (isRecord)
        {
            meet(type);
        }

        if (context.PropertyInfo is not { } property)
        {
            return isRecord ? Reference(type) : WireEnumeration.Is(type)
                ? new JsonObject { ["type"] = "string", ["enum"] = WireEnumeration.Enumeration(type, false) }
                : schema;
        }

        var precise = isRecord
            ? property.IsGetNullable
            ? new() { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Reference(type)) }
            : Reference(type)
            : ValueSchema.Of(property, type, schema as JsonObject ?? []);
        var declared = Property(property);
        var values = WireEnumeration.Is(type) ? WireEnumeration.Values(type) : "";
        precise.Insert(0, "description", Documentation.From(declared.DeclaringType!, declared.Name) + values);
        return precise;
    }

    private static JsonObject Reference(Type type) => new() { ["$ref"] = "#/$defs/" + Nom(type) };

    private static System.Reflection.PropertyInfo Property(JsonPropertyInfo property) =>
        (System.Reflection.PropertyInfo)property.AttributeProvider!;
}
