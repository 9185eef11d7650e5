namespace Reconciliation.Contracts;

/// <summary>A bank transfer that reached a member's account.</summary>
/// <param name="Virement">The reference of the transfer.</param>
/// <param name="PayeLe">The day of payment.</param>
/// <param name="Part">The part that paid; null where one transfer pays both parts.</param>
/// <param name="Montant">The amount that reached this member, in euros, signed: the one on the bank statement.</param>
/// <param name="Soins">The soins that it pays, the newest care first. Lines that are in no soin yet are left out.</param>
public sealed record VirementRecu(
    string Virement, DateOnly PayeLe, PartDeLigne? Part, decimal Montant, IReadOnlyList<SoinDeVirement> Soins);

/// <summary>The share of a transfer that pays one soin.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Montant">The amount of the share, in euros, signed.</param>
public sealed record SoinDeVirement(Guid SoinId, DateOnly DateSoin, decimal Montant);
