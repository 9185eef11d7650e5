using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.Core;

/// <summary>All that an agent sees of a member at once.</summary>
/// <param name="Synthese">The sums of the soins of the period, whatever their situation.</param>
/// <param name="Soins">Some of the soins of the period, the newest care first.</param>
/// <param name="Virements">The transfers that reached the member's account for care of the period, the latest first.</param>
/// <param name="Since">The instant before anything of it was read: what is written later is not in it.</param>
public sealed record AdherentSheet(Synthese Synthese, Slice<Vue> Soins, IReadOnlyList<ReceivedTransfer> Virements, DateTimeOffset Since);

/// <summary>Reads the sheet of a member: one access, however many tables it is read from.</summary>
/// <param name="queries">Reads views.</param>
/// <param name="syntheses">Adds up.</param>
/// <param name="virements">Reads transfers.</param>
/// <param name="shares">Shows each member their own share.</param>
/// <param name="disclosure">The door.</param>
/// <param name="clock">The clock.</param>
public sealed class ReadAdherentSheet(
    VueQueries queries,
    SyntheseQueries syntheses,
    AdherentVirements virements,
    OwnShares shares,
    Disclosure disclosure,
    TimeProvider clock)
{
    /// <summary>The most soins that a sheet shows.</summary>
    public const int SoinsMax = 30;

    private const string Action = AccessActions.ReadAdherent;

    /// <param name="caller">The caller.</param>
    /// <param name="query">The member and the soins asked for; a sheet has its own limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<AdherentSheet>> ReadAsync(Caller caller, SoinQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await disclosure.ReadAndHandOutAsync(
            caller, Action, [query.AdherentId], null, () => ComposeAsync(query, cancellationToken), cancellationToken);
    }

    private async Task<(AdherentSheet Sheet, IReadOnlyList<string> AdherentIds)> ComposeAsync(
        SoinQuery query, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow();
        var soins = await shares.ShowAsync(
            query.AdherentId,
            await Slices.ReadAsync(SoinsMax, rows => queries.SoinsAsync(query with { Limit = rows }, cancellationToken)),
            cancellationToken);
        var fromDay = query.FromDay ?? Limites.PremierJour;
        var toDay = query.ToDay ?? Paris.Day(since).AddDays(Limites.DateSoinAvanceMax);
        return (
            new(
                await syntheses.ReadAsync(query.AdherentId, fromDay, toDay, cancellationToken),
                new([.. soins.Elements.Select(v => StoredJson.ReadVue(v.Vue))], soins.HasOthers),
                await virements.ReadAsync(query.AdherentId, fromDay, toDay, cancellationToken),
                since),
            Members.Of(query.AdherentId, soins.Elements));
    }
}
