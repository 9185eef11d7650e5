using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides, which the description
/// of the call lists.
/// </summary>
public sealed record Probleme
{
    /// <summary>The type of the problem: <c>urn:reconciliation:probleme:</c> and a code that never changes its meaning.</summary>
    public required string Type { get; init; }

    /// <summary>The problem in words, the same each time.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>The particulars of this refusal; absent where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }

    /// <summary>The members of its own, by name.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Autres { get; set; }
}
