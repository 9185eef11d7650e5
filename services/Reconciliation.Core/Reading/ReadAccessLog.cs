using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Reads the record of accesses, for supervision. That reading is recorded like any other, for every member whom a page names.
/// </summary>
/// <param name="log">The record of accesses.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadAccessLog(AccessLog log, Disclosure disclosure)
{
    private const string Action = AccessActions.ListAccesses;

    /// <param name="caller">The caller.</param>
    /// <param name="query">The accesses asked for, and how many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<AccesEnregistre>>> ReadAsync(Caller caller, AccessQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(query);
        if (!caller.MaySeeEveryone)
        {
            return DisclosureOutcome.Forbidden;
        }

        var page = await Slices.ReadAsync(query.Limit, rows => log.ListAsync(query with { Limit = rows }, cancellationToken));
        return await disclosure.HandOutAsync(
            caller,
            Action,
            [.. page.Elements.Select(a => a.AdherentId).Prepend(query.AdherentId).OfType<string>().Distinct()],
            null,
            page,
            cancellationToken);
    }
}
