using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>Reads one value of JSON: gives null where the value has another type, and never throws.</summary>
internal static partial class JsonValues
{
    /// <summary>The text. Half of a surrogate pair, written as an escape, is valid JSON but no text: GetString throws on it.</summary>
    public static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A whole number within 32 bits, also where it is written 7.0 or 7e0.</summary>
    public static int? Integer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number
        && (element.TryGetInt32(out var value) ? value : ExactNumbers.Read(element.GetRawText(), decimalsMax: 0)) is { } exact
        && exact is >= int.MinValue and <= int.MaxValue
            ? (int)exact
            : null;

    /// <summary>The number that a text writes with at most two decimals other than zero.</summary>
    public static decimal? TwoDecimals(string text) =>
        PlainDecimal().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : ExactNumbers.Read(text, decimalsMax: 2);

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]{1,2}0*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainDecimal();

    /// <summary>The names of an enumeration as JSON writes them.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public static class NamesOf<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values =
            Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);
    }
}
