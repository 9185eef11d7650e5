using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Lists the soins of a member, the newest care first; also those of a child that two members cover, of which each is shown their own
/// share.
/// </summary>
/// <param name="reads">Reads views.</param>
/// <param name="shares">Shows each member their own share.</param>
/// <param name="disclosure">The door.</param>
public sealed class ListSoins(MemberReads reads, OwnShares shares, Disclosure disclosure)
{
    private const string Action = AccessActions.ListSoins;

    /// <param name="caller">The caller.</param>
    /// <param name="query">The member, the soins asked for, and how many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<StoredVue>>> ListAsync(Caller caller, SoinQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var vues = await Slices.ReadAsync(query.Limit, rows => reads.Vues.SoinsAsync(query with { Limit = rows }, cancellationToken));
        var own = await shares.ShowAsync(query.AdherentId, vues, cancellationToken);
        return await disclosure.HandOutAsync(caller, Action, Members.Of(query.AdherentId, own.Elements), null, own, cancellationToken);
    }
}
