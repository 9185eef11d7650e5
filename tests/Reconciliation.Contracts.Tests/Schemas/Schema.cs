using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// Writes the JSON Schema of records: names, types and required members from the records themselves, descriptions from their XML
/// documentation, limits from <see cref="Limites"/>.
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
            definition["allOf"] = new JsonArray([.. ByNature(type)]);
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
            : SpecifyValue(property, type, schema as JsonObject ?? []);
        var declared = Property(property);
        var values = WireEnumeration.Is(type) ? WireEnumeration.Values(type) : "";
        precise.Insert(0, "description", Documentation.From(declared.DeclaringType!, declared.Name) + values);
        return precise;
    }

    private static JsonObject Reference(Type type) => new() { ["$ref"] = "#/$defs/" + Nom(type) };

    private static JsonObject SpecifyValue(JsonPropertyInfo property, Type type, JsonObject node)
    {
        var between = typeof(PaiementEmis).IsAssignableFrom(property.DeclaringType) || property.DeclaringType == typeof(ReferenceLigne);
        var optional = between && !property.IsRequired;
        var precise = type == typeof(DateTimeOffset)
            ? new JsonObject { ["type"] = Type("string", property, optional), ["format"] = "date-time" }
            : node;
        if (WireEnumeration.Is(type))
        {
            precise = new()
            {
                ["type"] = Type("string", property, optional),
                ["enum"] =
                WireEnumeration.Enumeration(type, optional || IsNullable(property.PropertyType))
            };
            if (optional)
            {
                precise["default"] = WireEnumeration.Names(type).First().Wire;
            }
        }
        else if (optional && precise["type"] is JsonValue single)
        {
            // The reading takes null for absent.
            precise["type"] = new JsonArray(single.DeepClone(), "null");
        }

        if (between)
        {
            Limiter(precise, property.Name, type);
        }

        if (precise["default"] is null)
        {
            precise.Remove("default");
        }

        return precise;
    }

    private static void Limiter(JsonObject schema, string member, Type type)
    {
        if (type == typeof(string))
        {
            if (member == "libelle")
            {
                schema["maxLength"] = Limites.LibelleMax;
                schema["pattern"] = $@"^[^{PrintableText.RefusedClass}]*$(?!\n)";
                return;
            }

            schema["minLength"] = 1;
            schema["maxLength"] = Limites.IdentifiantMax;
            schema["pattern"] = IdentifierRule.Pattern;
        }
        else if (type == typeof(decimal))
        {
            schema["minimum"] = member == "taux" ? 0 : -Limites.MontantMax;
            schema["maximum"] = member == "taux" ? 100 : Limites.MontantMax;
        }
        else if (type == typeof(DateOnly))
        {
            schema["pattern"] = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)";
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema["maxLength"] = Limites.InstantMax;
            schema["pattern"] = Instants.Pattern;
        }
        else if (type == typeof(int))
        {
            schema["minimum"] = member == "revision" ? 1 : 0;
            schema["maximum"] = member == "revision" ? Limites.RevisionMax : int.MaxValue;
            if (member == "revision")
            {
                schema["default"] = 1;
            }
        }
    }

    // The rules that depend on the nature: the sign, and of an RO payment the base and the rate.
    private static IEnumerable<JsonNode> ByNature(Type type)
    {
        var paiement = new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["minimum"] = 0 } } };
        if (type == typeof(PaiementRoEmis))
        {
            paiement["required"] = new JsonArray("base", "taux");
            paiement["properties"]!["base"] = new JsonObject { ["type"] = "number" };
            paiement["properties"]!["taux"] = new JsonObject { ["type"] = "number" };
        }

        yield return If(new JsonObject { ["const"] = "paiement" }, paiement);
        yield return If(
            new JsonObject { ["enum"] = new JsonArray("annulation", "retenue") },
            new JsonObject { ["properties"] = new JsonObject { ["montant"] = new JsonObject { ["maximum"] = 0 } } });

        static JsonObject If(JsonObject nature, JsonObject then) => new()
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["nature"] = nature }, ["required"] = new JsonArray("nature") },
            ["then"] = then,
        };
    }

    private static JsonNode Type(string name, JsonPropertyInfo property, bool optional) =>
        optional || IsNullable(property.PropertyType) ? new JsonArray(name, "null") : JsonValue.Create(name);

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    private static System.Reflection.PropertyInfo Property(JsonPropertyInfo property) =>
        (System.Reflection.PropertyInfo)property.AttributeProvider!;
}
