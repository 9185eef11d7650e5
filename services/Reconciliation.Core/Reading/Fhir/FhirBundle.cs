using System.Globalization;
using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>From a view to the same soin in FHIR R4: pure, and from the view alone.</summary>
public static class FhirBundle
{
    /// <summary>The Bundle of a soin: one ExplanationOfBenefit for each payer, and each names the others.</summary>
    /// <param name="vue">The view.</param>
    public static SoinFhir From(Vue vue)
    {
        ArgumentNullException.ThrowIfNull(vue);
        var payers = FhirPayer.Of(vue);
        var meta = new MetaFhir(VersionId(vue), vue.MisAJourLe);
        return new()
        {
            ResourceType = "Bundle",
            Id = vue.SoinId,
            Meta = meta,
            Type = "collection",
            Timestamp = vue.MisAJourLe,
            Entry = payers.Count == 0
                ? null
                : [.. payers.Select(p => new EntreeFhir($"urn:uuid:{p.Id}", new FhirBenefit(vue, meta, p, payers).Write()))],
        };
    }

    // Numbers of versions are those of a history of the database; in the first a number alone is enough.
    private static string VersionId(Vue vue)
    {
        var number = vue.Version.ToString(CultureInfo.InvariantCulture);
        return vue.Epoque is null or ['1', '-', ..] ? number : $"{number}-{vue.Epoque}";
    }
}
