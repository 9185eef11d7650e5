using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// A soin in FHIR R4 (4.0.1): a Bundle of type collection that holds one ExplanationOfBenefit for each payer of which a payment came or is
/// awaited. The resources themselves are described by HL7: read them with a library for FHIR.
/// </summary>
public sealed record SoinFhir
{
    /// <summary>The media type of resources of FHIR in JSON.</summary>
    public const string TypeDeContenu = "application/fhir+json";

    /// <summary>Always <c>Bundle</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The id of the soin.</summary>
    public required Guid Id { get; init; }

    /// <summary>The version of the view from which the Bundle is made.</summary>
    public required MetaFhir Meta { get; init; }

    /// <summary>Always <c>collection</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When the view was judged, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// The payers, the régime obligatoire first. Absent where no payer has anything to pay: FHIR knows no empty list.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EntreeFhir>? Entry { get; init; }
}

/// <summary>The version of a resource of FHIR.</summary>
/// <param name="VersionId">The version of the view, with the epoch where it is not the first.</param>
/// <param name="LastUpdated">When the view was judged, UTC.</param>
public sealed record MetaFhir(string VersionId, [property: JsonConverter(typeof(InstantUtcConverter))] DateTimeOffset LastUpdated);

/// <summary>One resource of a Bundle of FHIR.</summary>
/// <param name="FullUrl">The name of the resource, the same in every version: <c>urn:uuid:</c> and its id.</param>
/// <param name="Resource">The resource, an ExplanationOfBenefit.</param>
public sealed record EntreeFhir(string FullUrl, JsonObject Resource);
