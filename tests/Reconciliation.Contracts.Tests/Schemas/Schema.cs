using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// Writes the JSON Schema of records: names, types and required members from the records themselves, descriptions from their XML
/// documentation. <see cref="ValueSchema"/> says of a member which values it may have, <see cref="WireEnumeration"/> lists those of an
/// enumeration, once and by its name, and <see cref="NatureRules"/> says what of a payment depends on its nature.
/// </summary>
internal static class Schema
{
    private const string Here = "#/$defs/";

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

        return Text(schema) + "\n";
    }

    /// <summary>Many records and all that they are made of, as definitions that refer to each other.</summary>
    /// <param name="types">The records.</param>
    /// <param name="name">The name in the <c>$id</c>.</param>
    public static string Set(IEnumerable<Type> types, string name)
    {
        var schema = Head(name);
        schema["$defs"] = Set(Definitions(types));
        return Text(schema) + "\n";
    }

    /// <summary>Many records and all that they are made of, by name; they refer to each other at another place.</summary>
    /// <param name="types">The records.</param>
    /// <param name="place">The place of the definitions in the document that holds them, such as <c>#/components/schemas/</c>.</param>
    public static JsonObject At(string place, IEnumerable<Type> types) =>
        JsonNode.Parse(Text(Set(Definitions(types))).Replace(Here, place, StringComparison.Ordinal))!.AsObject();

    /// <summary>A schema as text that people read.</summary>
    public static string Text(JsonNode schema) => schema.ToJsonString(Lisible);

    /// <summary>The name of a record or enumeration among the definitions.</summary>
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
        if (WireEnumeration.Is(type))
        {
            return WireEnumeration.Definition(type);
        }

        var exports = (JsonObject)Options.GetJsonSchemaAsNode(
            type,
            new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, schema) => Specify(context, schema, meet) });
        var definition = new JsonObject { ["description"] = Documentation.From(type) };
        foreach (var (key, value) in exports.Concat(type.IsSubclassOf(typeof(PaiementEmis)) ? NatureRules.Of(type) : []))
        {
            definition[key] = value?.DeepClone();
        }

        CompleteUnasked(type, definition, meet);
        return definition;
    }

    private static JsonNode Specify(JsonSchemaExporterContext context, JsonNode schema, Action<Type> meet)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isNamed = WireEnumeration.Is(type) || (context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.Path.Length > 0);
        if (isNamed)
        {
            meet(type);
        }

        if (context.PropertyInfo is not { } property)
        {
            return isNamed ? Reference(type) : ValueSchema.WithFormat(schema, type);
        }

        var precise = isNamed ? Named(property, type) : ValueSchema.Of(property, type, schema as JsonObject ?? []);
        var declared = Property(property);
        precise.Insert(0, "description", Documentation.From(declared.DeclaringType!, declared.Name));
        return precise;
    }

    // A record or a value of an enumeration; null too, where the member may hold it or the reading takes null for absent.
    private static JsonObject Named(JsonPropertyInfo property, Type type)
    {
        var absent = ValueSchema.IsOptional(property) && WireEnumeration.Is(type);
        var nullable = type.IsValueType ? property.PropertyType != type : property.IsGetNullable;
        return absent || nullable ? OrNull(type) : Reference(type);
    }

    // The exporter asks nothing about a part that may be missing, nor about any JSON at all: it knows no schema of their converters.
    private static void CompleteUnasked(Type type, JsonObject definition, Action<Type> meet)
    {
        foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(PartDeLigne?)))
        {
            meet(typeof(PartDeLigne));
            Complete(property, OrNull(typeof(PartDeLigne)));
        }

        foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(JsonElement?)))
        {
            Complete(property, []);
        }

        void Complete(System.Reflection.PropertyInfo property, JsonObject schema)
        {
            schema.Insert(0, "description", Documentation.From(type, property.Name));
            definition["properties"]![JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = schema;
        }
    }

    private static JsonObject Reference(Type type) => new() { ["$ref"] = Here + Nom(type) };

    // The type before null: some generators take the first of several for the type.
    private static JsonObject OrNull(Type type) =>
        new() { ["oneOf"] = new JsonArray(Reference(type), new JsonObject { ["type"] = "null" }) };

    private static System.Reflection.PropertyInfo Property(JsonPropertyInfo property) =>
        (System.Reflection.PropertyInfo)property.AttributeProvider!;
}
