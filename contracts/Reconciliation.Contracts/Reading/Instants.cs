using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>Instants as text: RFC 3339 with an offset.</summary>
public static partial class Instants
{
    /// <summary>The form of an instant as a regular expression for JSON Schema.</summary>
    public const string Pattern =
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$(?!\n)";

    private const string Offset = @"(?:[Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))";

    /// <summary>
    /// Reads an instant, in all that RFC 3339 allows with a T: any offset, any number of decimals (those beyond 0.1 µs fall away), and a
    /// leap second, which is taken for the last moment before it.
    /// </summary>
    /// <param name="texte">The text.</param>
    /// <param name="instant">The instant.</param>
    /// <returns>Whether the text is RFC 3339 with an offset, and an instant that exists.</returns>
    public static bool TryLire(string texte, out DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(texte);
        instant = default;
        if (texte.Length > Limites.InstantMax || Rfc3339().Match(texte) is not { Success: true } read)
        {
            return false;
        }

        var isLeap = read.Groups["seconds"].ValueSpan is "60";
        var moment = string.Concat(
            read.Groups["day"].ValueSpan, "T", read.Groups["time"].ValueSpan, isLeap ? "59" : read.Groups["seconds"].ValueSpan);
        if (!DateTime.TryParseExact(moment, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var offset = read.Groups["sign"].Success ? OffsetOf(read) : TimeSpan.Zero;
        var ticks = local.Ticks + (isLeap ? TimeSpan.TicksPerSecond - 1 : Fraction(read.Groups["fraction"].ValueSpan)) - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        // Leap seconds end a day of UTC.
        instant = new(ticks, TimeSpan.Zero);
        return !isLeap || (ticks + 1) % TimeSpan.TicksPerDay == 0;
    }

    private static TimeSpan OffsetOf(Match read)
    {
        var offset = new TimeSpan(
            int.Parse(read.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(read.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture), 0);
        return read.Groups["sign"].ValueSpan is "-" ? -offset : offset;
    }

    private static long Fraction(ReadOnlySpan<char> digits)
    {
        var ticks = 0L;
        for (var (i, worth) = (0, TimeSpan.TicksPerSecond / 10); i < digits.Length; (i, worth) = (i + 1, worth / 10))
        {
            ticks += (digits[i] - '0') * worth;
        }

        return ticks;
    }

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:)(?<seconds>[0-9]{2})(?:\.(?<fraction>[0-9]+))?" + Offset
            + @"\z",
        RegexOptions.CultureInvariant)]
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

/// <summary>Converts an instant that may be null like <see cref="InstantUtcConverter"/>.</summary>
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
