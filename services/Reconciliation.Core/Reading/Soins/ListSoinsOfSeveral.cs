using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The first soins of one of several members.</summary>
/// <param name="AdherentId">The member.</param>
/// <param name="Soins">The newest care first; where it goes on, the list of that member does.</param>
public sealed record SoinsOfAdherent(string AdherentId, Slice<StoredVue> Soins);

/// <summary>Lists the first soins of several members in one call: what a home page shows, for a batch of members.</summary>
/// <param name="soins">Lists those of one.</param>
public sealed class ListSoinsOfSeveral(ListSoins soins)
{
    /// <summary>The most soins of each member.</summary>
    public const int SoinsPerAdherentMax = 20;

    /// <param name="caller">The caller.</param>
    /// <param name="adherentIds">The members, each once.</param>
    /// <param name="fromDay">The first day of care, or any.</param>
    /// <param name="toDay">The last day of care, or any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<IReadOnlyList<SoinsOfAdherent>>> ListAsync(
        Caller caller, IReadOnlyList<string> adherentIds, DateOnly? fromDay, DateOnly? toDay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(adherentIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(adherentIds.Count, Limites.AdherentsParAppelMax);
        var listed = new List<SoinsOfAdherent>(adherentIds.Count);
        foreach (var adherentId in adherentIds)
        {
            var query = new SoinQuery(adherentId, fromDay, toDay, [], null, SoinsPerAdherentMax);
            var read = await soins.ListAsync(caller, query, cancellationToken);
            if (read.Value is not { } slice)
            {
                return read.Outcome;
            }

            listed.Add(new(adherentId, slice));
        }

        return Disclosure.Noted<IReadOnlyList<SoinsOfAdherent>>(listed);
    }
}
