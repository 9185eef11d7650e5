using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>A place in the list of a member's transfers.</summary>
/// <param name="PayeLe">The day of payment.</param>
/// <param name="Virement">The reference of the transfer.</param>
public readonly record struct VirementPlace(DateOnly PayeLe, string Virement);

/// <summary>
/// Lists the transfers that reached a member's account, the latest first: one row for each line of the bank statement, with the soins
/// that it pays.
/// </summary>
/// <param name="virements">Reads the lines.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadAdherentVirements(AdherentVirements virements, Disclosure disclosure)
{
    private const string Action = AccessActions.ListVirements;

    /// <param name="caller">The caller.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="period">The first and the last day of payment; null: any.</param>
    /// <param name="after">The last transfer of the page before; null: from the first.</param>
    /// <param name="limit">The most transfers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<VirementRecu>>> ListAsync(
        Caller caller, string adherentId, (DateOnly? From, DateOnly? To) period, VirementPlace? after, int limit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await disclosure.ReadAndHandOutAsync<Slice<VirementRecu>>(
            caller,
            Action,
            [adherentId],
            null,
            async () =>
            {
                var all = await virements.ReadAsync(adherentId, Limites.PremierJour, DateOnly.MaxValue, cancellationToken);
                var page = await Slices.ReadAsync(limit, rows => Task.FromResult<IReadOnlyList<VirementRecu>>(
                    [.. all.Where(Within).Where(Follows).Take(rows).Select(From)]));
                return (page, [adherentId]);
            },
            cancellationToken);

        bool Within(ReceivedTransfer t) =>
            t.PayeLe >= (period.From ?? DateOnly.MinValue) && t.PayeLe <= (period.To ?? DateOnly.MaxValue);

        bool Follows(ReceivedTransfer t) => after is not { } place || t.PayeLe < place.PayeLe
            || (t.PayeLe == place.PayeLe && string.CompareOrdinal(t.Virement, place.Virement) > 0);
    }

    // One transfer may pay both parts: it is one line of the statement, of no part.
    private static VirementRecu From(ReceivedTransfer transfer) => new(
        transfer.Virement,
        transfer.PayeLe,
        transfer.Parts is [var one] ? new PartDeLigne(one.Code) : null,
        transfer.Montant.Euros,
        [.. transfer.Lignes.Where(l => l.SoinId is not null).GroupBy(l => l.SoinId!.Value)
            .Select(soin => new SoinDeVirement(
                soin.Key, soin.First().Stored.Ligne.DateSoin, Domain.Montant.Somme(soin.Select(l => l.Stored.Ligne.Montant)).Euros))
            .OrderByDescending(s => s.DateSoin).ThenBy(s => s.SoinId)]);
}
