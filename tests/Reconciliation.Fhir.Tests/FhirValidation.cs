using System.Text.Json;
using Firely.Fhir.Validation;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using Hl7.Fhir.Specification.Terminology;
using Reconciliation.Contracts;

namespace Reconciliation.Fhir.Tests;

/// <summary>The validator of the Firely SDK over the definitions of R4 that come with it: it asks no server.</summary>
internal static class FhirValidation
{
    private static readonly Lazy<Validator> Shared = new(() =>
    {
        var definitions = new CachedResolver(ZipSource.CreateValidationSource());
        return new(definitions, LocalTerminologyService.CreateDefaultForCore(definitions));
    });

    /// <summary>A Bundle as a library for FHIR reads it. Whatever R4 does not know fails.</summary>
    /// <param name="soin">The soin.</param>
    public static Bundle Read(SoinFhir soin) => Read(JsonSerializer.Serialize(soin, ContratsJson.Lisible.SoinFhir));

    /// <summary>A Bundle as a library for FHIR reads it.</summary>
    /// <param name="json">The Bundle, as JSON.</param>
    public static Bundle Read(string json) => new FhirJsonDeserializer().Deserialize<Bundle>(json);

    /// <summary>The findings on a Bundle, each with its severity, place and rule.</summary>
    /// <param name="bundle">The Bundle.</param>
    public static IReadOnlyList<string> Findings(Bundle bundle) =>
    [
        .. Shared.Value.Validate(bundle).Issue
            .Where(i => i.Severity is not OperationOutcome.IssueSeverity.Information)
            .Select(i => $"{i.Severity} {string.Join(' ', i.Expression)}: {i.Details?.Text}"),
    ];
}
