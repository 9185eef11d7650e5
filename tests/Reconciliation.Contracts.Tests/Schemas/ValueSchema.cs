using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>
/// The values that a member may have: its JSON type and format, the names of an enumeration, and for payments the limits of
/// <see cref="Limites"/> and the forms that are read.
/// </summary>
internal static class ValueSchema
{
    /// <summary>The schema of a member's values.</summary>
    /// <param name="property">The member.</param>
    /// <param name="type">Its type, without null.</param>
    /// <param name="node">The schema that its type alone has.</param>
    public static JsonObject Of(JsonPropertyInfo property, Type type, JsonObject node)
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

        if (type == typeof(decimal))
        {
            // Without it generated clients make a binary fraction of an amount.
            precise["format"] = "decimal";
        }

        if (between)
        {
            Limit(precise, property.Name, type);
        }

        if (precise["default"] is null)
        {
            precise.Remove("default");
        }

        return precise;
    }

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
            if (member == "revision")
            {
                schema["default"] = 1;
            }
        }
    }

    private static JsonNode Type(string name, JsonPropertyInfo property, bool optional) =>
        optional || IsNullable(property.PropertyType) ? new JsonArray(name, "null") : JsonValue.Create(name);

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;
}
