using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// The values that a member may have: its JSON type and format, the names of an enumeration, and for payments the limits of
/// <see cref="Limites"/> and the forms that are read.
/// </summary>
internal static class ValueSchema
{
    /// <summary>Whether a member of a payment may be absent: its reading takes null for absent.</summary>
    /// <param name="property">The member.</param>
    public static bool IsOptional(JsonPropertyInfo property) => IsRead(property) && !property.IsRequired;

    /// <summary>The schema of a member's values.</summary>
    /// <param name="property">The member.</param>
    /// <param name="type">Its type, without null.</param>
    /// <param name="node">The schema that its type alone has.</param>
    public static JsonObject Of(JsonPropertyInfo property, Type type, JsonObject node)
    {
        var optional = IsOptional(property);
        var precise = type == typeof(DateTimeOffset)
            ? new JsonObject { ["type"] = Type("string", property, optional), ["format"] = "date-time" }
            : node;
        if (optional && precise["type"] is JsonValue single)
        {
            precise["type"] = new JsonArray(single.DeepClone(), "null");
        }

        // The documentation tells the value of a member that is absent. Told by the schema, generators require the member.
        precise.Remove("default");
        WithFormat(precise, type);
        if (IsRead(property))
        {
            Limit(precise, property.Name, type);
        }

        return precise;
    }

    /// <summary>Adds how a number is best held: without it generated clients make a binary fraction of an amount.</summary>
    /// <param name="schema">The schema of the number, or of anything else, which stays as it is.</param>
    /// <param name="type">The type, without null.</param>
    public static JsonNode WithFormat(JsonNode schema, Type type)
    {
        var format = type == typeof(decimal) ? "decimal" : type == typeof(int) ? "int32" : type == typeof(long) ? "int64" : null;
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static bool IsRead(JsonPropertyInfo property) =>
        typeof(PaiementEmis).IsAssignableFrom(property.DeclaringType) || property.DeclaringType == typeof(ReferenceLigne);

    private static void Limit(JsonObject schema, string member, Type type)
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
        }
    }

    private static JsonNode Type(string name, JsonPropertyInfo property, bool optional) =>
        optional || IsNullable(property.PropertyType) ? new JsonArray(name, "null") : JsonValue.Create(name);

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;
}
