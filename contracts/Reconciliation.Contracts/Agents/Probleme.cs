using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>Why a call was refused: a problem of RFC 9457. Some have members of their own besides, which the description of the call
/// tells.</summary>
public sealed record Probleme
{
    /// <summary>Which problem it is: <c>urn:reconciliation:probleme:</c> and a code that never changes its meaning.</summary>
    public required string Type { get; init; }

    /// <summary>The problem in words, the same each time.</summary>
    public required string Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>What is particular to this time; absent where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The members of its own, by name.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Autres { get; set; }
}
