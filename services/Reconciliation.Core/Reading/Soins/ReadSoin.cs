using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Reads the view of a soin, as it is or as it stood at an instant. A soin whose lines another took is handed out too: its view says by
/// which it was replaced, and an edge leads there.
/// </summary>
/// <param name="reads">The database from which members are shown their data.</param>
/// <param name="queries">The database itself.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadSoin(MemberReads reads, VueQueries queries, Disclosure disclosure)
{
    private const string Action = AccessActions.ReadSoin;

    /// <summary>Whether there is a soin that a caller may ask something about. Nothing of it is handed out, nor recorded.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ExistsForAsync(Caller caller, Guid soinId, CancellationToken cancellationToken) =>
        await queries.SoinAsync(soinId, cancellationToken) is { } vue && caller.MaySee(vue.AdherentIds);

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="at">The instant; null: now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<StoredVue>> ReadAsync(Caller caller, Guid soinId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var read = at is { } then
            ? await reads.Vues.SoinAsync(soinId, then, cancellationToken)
            : await reads.Vues.SoinAsync(soinId, cancellationToken);
        return read is { } vue
            ? await disclosure.HandOutAsync(caller, Action, vue.AdherentIds, soinId, vue, cancellationToken)
            : DisclosureOutcome.Unknown;
    }
}
