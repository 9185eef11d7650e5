using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Reads every version of a soin and its cause. A soin that was merged into another keeps its own history. A caller who may read one member
/// only has the versions that concerned that member, and an unknown soin if there are none. A caller who is no agent is not told which
/// agent decided.
/// </summary>
/// <param name="history">Reads versions.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadSoinHistory(SoinHistory history, Disclosure disclosure)
{
    private const string Action = AccessActions.ReadJournal;

    /// <param name="caller">The caller.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="after">The version after which to read; null: from the first.</param>
    /// <param name="limit">The most versions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<StoredVersion>>> ReadAsync(
        Caller caller, Guid soinId, long? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var versions = await history.VersionsAsync(soinId, after ?? 0, caller.OnlyAdherent, Slices.Checked(limit) + 1, cancellationToken);
        if (versions.Count == 0 && after is null)
        {
            return DisclosureOutcome.Unknown;
        }

        var page = versions.Take(limit).Select(v => caller.IsAgent ? v : v.WithoutAgent()).ToList();
        return await disclosure.HandOutAsync<Slice<StoredVersion>>(
            caller,
            Action,
            [.. versions.SelectMany(v => v.AdherentIds).Distinct()],
            soinId,
            new(page, versions.Count > limit),
            cancellationToken);
    }
}
