using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Why a list is not exported.</summary>
public enum ExportRefusal
{
    /// <summary>The reason is missing, too long, or holds what may not be recorded.</summary>
    Motif,

    /// <summary>It has more rows than an export may have.</summary>
    Rows,
}

/// <summary>The rows of a list to be taken out of the console.</summary>
/// <param name="Soins">The rows, in the order of the list.</param>
/// <param name="Refusal">Why there are none; null: they are all there.</param>
public sealed record WorkListExport(IReadOnlyList<WorkListSoin> Soins, ExportRefusal? Refusal);

/// <summary>
/// Takes the rows of a work list out of the console. The agent says why, and each member in them is recorded under that reason. A list is
/// exported whole or not at all.
/// </summary>
/// <param name="lists">Reads lists.</param>
/// <param name="disclosure">The door.</param>
public sealed class ExportWork(WorkListQueries lists, Disclosure disclosure)
{
    /// <summary>The most rows of an export.</summary>
    public const int RowsMax = 2_000;

    private const string Action = AccessActions.ExportToWorkOn;

    /// <param name="caller">The caller.</param>
    /// <param name="query">The list, its order and its filter.</param>
    /// <param name="motif">Why it is exported.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<WorkListExport>> ReadAsync(
        Caller caller, WorkListQuery query, string motif, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(query);
        if (!MotifAcces.IsValid(motif))
        {
            return Disclosure.OfNobody(new WorkListExport([], ExportRefusal.Motif));
        }

        var rows = await lists.ReadAsync(query with { After = null, Before = null, Limit = RowsMax + 1 }, cancellationToken);
        if (rows.Count is 0 or > RowsMax)
        {
            return Disclosure.OfNobody(new WorkListExport([], rows.Count == 0 ? null : ExportRefusal.Rows));
        }

        return await disclosure.HandOutAsync(
            caller with { Motif = motif },
            Action,
            [.. rows.SelectMany(s => s.AdherentIds).Distinct()],
            null,
            new WorkListExport(rows, null),
            cancellationToken);
    }
}
