using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Schemas;

/// <summary>The types whose values the contract lists: the enumerations, and the parts, to which an installation may add its own.</summary>
internal static class WireEnumeration
{
    public static bool Is(Type type) => type.IsEnum || type == typeof(PartDeLigne);

    /// <summary>The values of such a type, by their names in C# and on the wire.</summary>
    public static IEnumerable<(string Name, string Wire)> Names(Type type) =>
        (type.IsEnum ? Enum.GetNames(type) : [nameof(PartDeLigne.Ro), nameof(PartDeLigne.Complementaire)])
        .Select(n => (n, JsonNamingPolicy.CamelCase.ConvertName(n)));

    public static JsonArray Enumeration(Type type, bool nullable)
    {
        var names = Names(type).Select(n => (JsonNode?)n.Wire);
        return [.. nullable ? names.Append(null) : names];
    }

    public static string Values(Type type) =>
        " " + string.Join(" ", Names(type).Select(n => $"{n.Wire}: {LowerCase(Documentation.OfValue(type, n.Name))}"));

    private static string LowerCase(string phrase) =>
        phrase.Length > 1 && !char.IsUpper(phrase[1]) ? char.ToLowerInvariant(phrase[0]) + phrase[1..] : phrase;

    /// <summary>The exporter asks nothing about a part that may be missing: it knows no schema of its converter.</summary>
    public static void CompleteOptionalParts(Type type, JsonObject definition)
    {
        foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(PartDeLigne?)))
        {
            definition["properties"]![JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = new JsonObject
            {
                ["description"] = Documentation.From(type, property.Name) + Values(typeof(PartDeLigne)),
                ["type"] = new JsonArray("string", "null"),
                ["enum"] = Enumeration(typeof(PartDeLigne), nullable: true),
            };
        }
    }
}
