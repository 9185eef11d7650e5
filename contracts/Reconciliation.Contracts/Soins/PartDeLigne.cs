using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// The part that a line pays, by its code. An installation may register streams besides the two of the contract: a client takes a code that
/// it does not know as another part.
/// </summary>
/// <param name="Code">The code, as it stands in JSON.</param>
[JsonConverter(typeof(PartDeLigneConverter))]
public readonly record struct PartDeLigne(string Code)
{
    /// <summary>The régime obligatoire.</summary>
    public static readonly PartDeLigne Ro = new("ro");

    /// <summary>The complémentaire santé.</summary>
    public static readonly PartDeLigne Complementaire = new("complementaire");

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}

/// <summary>Writes and reads a part as its code.</summary>
public sealed class PartDeLigneConverter : JsonConverter<PartDeLigne>
{
    /// <inheritdoc/>
    public override PartDeLigne Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new(reader.GetString()!) : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PartDeLigne value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code);
}
