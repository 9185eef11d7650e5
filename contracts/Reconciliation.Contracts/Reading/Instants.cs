using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>Instants as text: RFC 3339 with an offset.</summary>
public static partial class Instants
{
    /// <summary>Reads an instant.</summary>
    /// <param name="texte">The text.</param>
    /// <param name="instant">The instant.</param>
    /// <returns>Whether the text is RFC 3339 with an offset, and an instant that exists.</returns>
    public static bool TryLire(string texte, out DateTimeOffset instant)
    {
        instant = default;
        return Rfc3339().IsMatch(texte) && DateTimeOffset.TryParse(texte, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}

/// <summary>Writes an instant as RFC 3339 in UTC with a <c>Z</c>; reads any offset.</summary>
public sealed class InstantUtcConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    /// <summary>An instant as RFC 3339 in UTC, to the microsecond.</summary>
    /// <param name="value">The instant.</param>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The same for an instant that may be null.</summary>
public sealed class InstantUtcNullableConverter : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } instant)
        {
            writer.WriteStringValue(InstantUtcConverter.Format(instant));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
