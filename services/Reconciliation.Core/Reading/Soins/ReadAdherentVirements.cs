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
    private const string Action = "listerVirements";

    /// <param name="caller">Who asks.</param>
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

        // Whoever may not have it causes no reading.
        var (outcome, _) = await disclosure.AskAsync(caller, [adherentId], null, cancellationToken);
        if (outcome != DisclosureOutcome.Granted)
        {
            return outcome;
        }

        var lignes = await virements.ReadAsync(adherentId, Limites.PremierJour, DateOnly.MaxValue, cancellationToken);
        var transfers = await Slices.ReadAsync(limit, rows => Task.FromResult<IReadOnlyList<VirementRecu>>(
            [.. Transfers(lignes).Where(v => Within(v.PayeLe) && Follows(v)).Take(rows)]));
        return await disclosure.HandOutAsync(caller, Action, [adherentId], null, transfers, cancellationToken);

        bool Within(DateOnly day) => day >= (period.From ?? DateOnly.MinValue) && day <= (period.To ?? DateOnly.MaxValue);

        bool Follows(VirementRecu v) => after is not { } place || v.PayeLe < place.PayeLe
            || (v.PayeLe == place.PayeLe && string.CompareOrdinal(v.Virement, place.Virement) > 0);
    }

    // One transfer may pay both parts: it is one line of the statement, of no part.
    private static IOrderedEnumerable<VirementRecu> Transfers(IEnumerable<LigneFacts> lignes) => lignes
        .GroupBy(l => (l.Stored.Ligne.PayeLe, l.Stored.Ligne.Virement))
        .Select(transfer => new VirementRecu(
            transfer.Key.Virement,
            transfer.Key.PayeLe,
            transfer.Select(l => l.Stored.Ligne.Id.Part.Code).Distinct().ToList() is [var one] ? new PartDeLigne(one) : null,
            Sum(transfer),
            [.. transfer.Where(l => l.SoinId is not null).GroupBy(l => l.SoinId!.Value)
                .Select(soin => new SoinDeVirement(soin.Key, soin.First().Stored.Ligne.DateSoin, Sum(soin)))
                .OrderByDescending(s => s.DateSoin).ThenBy(s => s.SoinId)]))
        .OrderByDescending(v => v.PayeLe).ThenBy(v => v.Virement, StringComparer.Ordinal);

    private static decimal Sum(IEnumerable<LigneFacts> lignes) => Domain.Montant.Somme(lignes.Select(l => l.Stored.Ligne.Montant)).Euros;
}
