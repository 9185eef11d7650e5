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

    /// <summary>The values and their meanings, as a schema of its own.</summary>
    public static JsonObject Definition(Type type) => new()
    {
        ["description"] = Documentation.From(type) + Meanings(type),
        ["type"] = "string",
        ["enum"] = new JsonArray([.. Names(type).Select(n => (JsonNode?)n.Wire)]),
    };

    private static string Meanings(Type type) =>
        " " + string.Join(" ", Names(type).Select(n => $"{n.Wire}: {LowerCase(Documentation.OfValue(type, n.Name))}"));

    private static string LowerCase(string phrase) =>
        phrase.Length > 1 && !char.IsUpper(phrase[1]) ? char.ToLowerInvariant(phrase[0]) + phrase[1..] : phrase;
}
