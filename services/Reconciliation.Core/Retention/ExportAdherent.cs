using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Writes all that is kept of one member, for that member. A person who does it for them reads it: that is recorded like every other
/// reading, before anything is written, for the member and for the other parent of a child of theirs.
/// </summary>
/// <param name="export">Writes it.</param>
/// <param name="disclosure">The door.</param>
/// <param name="accesses">Records what a call was handed.</param>
/// <param name="clock">The clock.</param>
public sealed class ExportAdherent(AdherentExport export, Disclosure disclosure, RecordAccesses accesses, TimeProvider clock)
{
    private const string Action = AccessActions.ExportAdherent;

    /// <param name="caller">The caller.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="open">Opens where it goes, once it is recorded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many of each kind were written.</returns>
    public async Task<Disclosed<IReadOnlyList<(string Section, int Count)>>> WriteAsync(
        Caller caller, string adherentId, Func<Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(open);
        var members = (await export.OthersAsync(adherentId, cancellationToken)).Prepend(adherentId).ToList();
        var outcome = await disclosure.RequestAsync(caller, Action, members, null, cancellationToken);
        if (outcome != DisclosureOutcome.Granted)
        {
            return outcome;
        }

        await accesses.SettleAsync(caller.Disclosures);
        await using var towards = open();
        return Disclosure.Noted(await export.WriteAsync(adherentId, clock.GetUtcNow(), towards, cancellationToken));
    }
}
