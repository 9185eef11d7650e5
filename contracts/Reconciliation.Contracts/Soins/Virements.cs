namespace Reconciliation.Contracts;

/// <summary>A bank transfer that reached a member's account.</summary>
/// <param name="Virement">The reference of the transfer.</param>
/// <param name="PayeLe">The day of payment.</param>
/// <param name="Part">Who paid; null where one transfer pays both parts.</param>
/// <param name="Montant">What it brought to this member, in euros, signed: what stands on the bank statement.</param>
/// <param name="Soins">The soins that it pays, the newest care first; without them what is in no soin yet.</param>
public sealed record VirementRecu(
    string Virement, DateOnly PayeLe, PartDeLigne? Part, decimal Montant, IReadOnlyList<SoinDeVirement> Soins);

/// <summary>What a transfer pays of one soin.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Montant">What it pays, in euros, signed.</param>
public sealed record SoinDeVirement(Guid SoinId, DateOnly DateSoin, decimal Montant);
