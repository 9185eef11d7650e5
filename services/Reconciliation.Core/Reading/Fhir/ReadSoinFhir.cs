using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A soin in FHIR.</summary>
/// <param name="ReplacedBy">The soin that took its lines; null: it still has them.</param>
/// <param name="Json">The Bundle, as JSON.</param>
public sealed record FhirOfSoin(Guid? ReplacedBy, string Json);

/// <summary>
/// Reads a soin in FHIR, as it is or as it stood at an instant. The Bundle is made from the view and from nothing else, so that it holds no
/// more of a member than the view, which the same callers may read.
/// </summary>
/// <param name="reads">The database from which members are shown their data.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadSoinFhir(MemberReads reads, Disclosure disclosure)
{
    private const string Action = AccessActions.ReadSoinFhir;

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="at">The instant; null: now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<FhirOfSoin>> ReadAsync(Caller caller, Guid soinId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var read = at is { } then
            ? await reads.Vues.SoinAsync(soinId, then, cancellationToken)
            : await reads.Vues.SoinAsync(soinId, cancellationToken);
        return read is { } vue
            ? await disclosure.HandOutAsync(caller, Action, vue.AdherentIds, soinId, InFhir(vue), cancellationToken)
            : DisclosureOutcome.Unknown;
    }

    private static FhirOfSoin InFhir(StoredVue stored) =>
        new(stored.RemplacePar, JsonSerializer.Serialize(FhirBundle.From(StoredJson.ReadVue(stored.Vue)), ContratsJson.Lisible.SoinFhir));
}
