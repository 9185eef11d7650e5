using System.Globalization;
using System.Text.Json.Nodes;

namespace Reconciliation.Core;

/// <summary>The data types of FHIR R4 as JSON. A member without a value is left out: FHIR knows neither null nor an empty list.</summary>
internal static class FhirElements
{
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    private const string Own = "urn:reconciliation:";
    private const string Currency = "EUR";

    /// <summary>An object of the members that have a value.</summary>
    /// <param name="members">The members, in their order.</param>
    public static JsonObject Element(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var element = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null and not JsonArray { Count: 0 })
            {
                element.Add(name, value);
            }
        }

        return element;
    }

    /// <summary>A list.</summary>
    /// <param name="nodes">Its elements; those that are null are left out.</param>
    public static JsonArray List(params IEnumerable<JsonNode?> nodes) => [.. nodes.Where(n => n is not null)];

    /// <summary>A concept of a code system of HL7.</summary>
    /// <param name="system">The last part of the address of the system.</param>
    /// <param name="code">The code.</param>
    public static JsonObject Standard(string system, string code) => Concept(Coding(Terminology + system, code));

    /// <summary>A concept of one code.</summary>
    /// <param name="coding">The code.</param>
    /// <param name="text">The concept in words.</param>
    public static JsonObject Concept(JsonObject coding, string? text = null) =>
        Element(("coding", List(coding)), ("text", Text(text)));

    /// <summary>A code of a system of this service.</summary>
    /// <param name="system">The name of the system.</param>
    /// <param name="code">The code.</param>
    /// <param name="display">The code in words.</param>
    public static JsonObject OwnCoding(string system, string code, string? display = null) => Coding(Own + system, code, display);

    /// <summary>A code of a system.</summary>
    /// <param name="system">The address of the system.</param>
    /// <param name="code">The code.</param>
    /// <param name="display">The code in words.</param>
    public static JsonObject Coding(string system, string code, string? display = null) =>
        Element(("system", system), ("code", code), ("display", Text(display)));

    /// <summary>An identifier of a system of this service.</summary>
    /// <param name="system">The name of the system.</param>
    /// <param name="value">The identifier.</param>
    public static JsonObject Identifier(string system, string value) => Element(("system", Own + system), ("value", value));

    /// <summary>A reference by identifier: this service has no address for what is referred to.</summary>
    /// <param name="type">The type of the resource.</param>
    /// <param name="identifier">Its identifier; null: none is known.</param>
    /// <param name="display">Its name.</param>
    public static JsonObject Refer(string type, JsonObject? identifier, string? display = null) =>
        Element(("type", type), ("identifier", identifier), ("display", Text(display)));

    /// <summary>An amount of money; null where there is none.</summary>
    /// <param name="euros">The amount, in euros.</param>
    public static JsonObject? Money(decimal? euros) => euros is { } amount ? Element(("value", amount), ("currency", Currency)) : null;

    /// <summary>A day; null where there is none.</summary>
    /// <param name="day">The day.</param>
    public static JsonNode? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// A text as FHIR takes it: of blanks only the plain one, since a no-break space fails the pattern of a string. Null where nothing
    /// would be left.
    /// </summary>
    /// <param name="text">The text.</param>
    public static JsonNode? Text(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new string([.. text.Select(c => char.IsWhiteSpace(c) ? ' ' : c)]);
}
