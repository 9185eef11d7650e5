using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// The members that every record has, as they were read by their rules. A record of an installation's own takes them from here: by itself a
/// JSON type would take one that is written in other letters, which no rule has seen, and refuse forms of numbers that the rules allow.
/// </summary>
internal sealed record CommonPaiement : PaiementEmis
{
    /// <summary>A record with these members and, of another, those that have none of their names in any case; null: the name of one is no
    /// text.</summary>
    /// <param name="record">The other record.</param>
    public string? WithOwnOf(JsonElement record)
    {
        var common = JsonSerializer.SerializeToElement(this, CommonJson.Default.CommonPaiement).EnumerateObject().ToList();
        var names = common.Select(m => m.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        try
        {
            var members = common.Concat(record.EnumerateObject().Where(m => !names.Contains(m.Name)));
            return $"{{{string.Join(',', members.Select(m => $"\"{JsonEncodedText.Encode(m.Name)}\":{m.Value.GetRawText()}"))}}}";
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>How <see cref="CommonPaiement"/> is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CommonPaiement))]
internal sealed partial class CommonJson : JsonSerializerContext;
