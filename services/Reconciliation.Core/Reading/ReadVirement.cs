using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A bank transfer.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Totals">The totals of all its lines.</param>
/// <param name="Lignes">Some of its lines, all revisions, in the order in which they were received.</param>
public sealed record Virement(string Reference, VirementTotals Totals, Slice<LigneFacts> Lignes);

/// <summary>Reads a bank transfer: the lines that make one sum on a statement. They are about several members.</summary>
/// <param name="virements">Reads transfers.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadVirement(VirementQueries virements, Disclosure disclosure)
{
    private const string Action = AccessActions.ReadVirement;

    /// <param name="caller">The caller.</param>
    /// <param name="reference">The reference of the transfer.</param>
    /// <param name="after">The position after which to read lines; null: from the first.</param>
    /// <param name="limit">The most lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Virement>> ReadAsync(
        Caller caller, string reference, long? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.MaySeeEveryone)
        {
            return DisclosureOutcome.Forbidden;
        }

        var lignes = await Slices.ReadAsync(limit, rows => virements.LignesAsync(reference, after ?? 0, rows, cancellationToken));
        if (lignes.Elements.Count == 0 && after is null)
        {
            return DisclosureOutcome.Unknown;
        }

        var totals = await virements.TotalsAsync(reference, cancellationToken);
        return await disclosure.HandOutAsync<Virement>(
            caller,
            Action,
            [.. lignes.Elements.Select(l => l.Stored.Ligne.AdherentId).Distinct()],
            null,
            new(reference, totals, lignes),
            cancellationToken);
    }
}
