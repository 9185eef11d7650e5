using System.Text.Json.Serialization;

namespace Reconciliation.Contracts;

/// <summary>
/// A payment line of either part as it was received, and its state now. Amounts are euros with two decimals. The members that only one part
/// has are null for the other.
/// </summary>
public sealed record LigneDePaiement
{
    /// <summary>The part that the line pays.</summary>
    public required PartDeLigne Part { get; init; }

    /// <summary>The system that states the line.</summary>
    public required string Source { get; init; }

    /// <summary>The identity of the line within its source.</summary>
    public required ReferenceLigne Ligne { get; init; }

    /// <summary>The revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether this revision counts: the highest one, and the content that is shown where two contradict each other.</summary>
    public required bool Actuelle { get; init; }

    /// <summary>Whether this revision came with two contents, and no later one has settled it.</summary>
    public required bool Contestee { get; init; }

    /// <summary>The soin for which the line pays; null while it waits for the line that it corrects.</summary>
    public required Guid? SoinId { get; init; }

    /// <summary>When it was received, UTC.</summary>
    [JsonConverter(typeof(InstantUtcConverter))]
    public required DateTimeOffset RecuLe { get; init; }

    /// <summary>The event that brought it, for tracing.</summary>
    public required string EvenementId { get; init; }

    /// <summary>The effect of the line on the account.</summary>
    public required Nature Nature { get; init; }

    /// <summary>The line of the same part that it concerns; null for a paiement.</summary>
    public required ReferenceLigne? LigneOrigine { get; init; }

    /// <summary>The member.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The beneficiary of the care.</summary>
    public required string BeneficiaireId { get; init; }

    /// <summary>The day of care in Europe/Paris.</summary>
    public required DateOnly DateSoin { get; init; }

    /// <summary>The professional.</summary>
    public required string ProfessionnelId { get; init; }

    /// <summary>The code of the act.</summary>
    public required string CodeActe { get; init; }

    /// <summary>The act in words, or null.</summary>
    public required string? Libelle { get; init; }

    /// <summary>The cost of the care, in euros.</summary>
    public required decimal Depense { get; init; }

    /// <summary>The amount paid, in euros: gross, signed.</summary>
    public required decimal Montant { get; init; }

    /// <summary>The recipient of the money.</summary>
    public required Destinataire Destinataire { get; init; }

    /// <summary>The way in which the care was declared.</summary>
    public required Canal Canal { get; init; }

    /// <summary>When the care was transmitted to the régime obligatoire, UTC; null where unknown.</summary>
    [JsonConverter(typeof(InstantUtcNullableConverter))]
    public required DateTimeOffset? TransmisLe { get; init; }

    /// <summary>The day of payment in Europe/Paris.</summary>
    public required DateOnly PayeLe { get; init; }

    /// <summary>The bank transfer that carries the line.</summary>
    public required string Virement { get; init; }

    /// <summary>A reference of the soin shared by both systems, or null.</summary>
    public required string? ReferenceSoin { get; init; }

    /// <summary>The way in which RO statements reach the member.</summary>
    public required Releve Releve { get; init; }

    /// <summary>RO only: the base of reimbursement, in euros.</summary>
    public required decimal? Base { get; init; }

    /// <summary>RO only: the rate of reimbursement, per cent.</summary>
    public required decimal? Taux { get; init; }

    /// <summary>RO only: the manager of the complementary cover.</summary>
    public required Complementaire? Complementaire { get; init; }

    /// <summary>Complementary only: the contract that pays.</summary>
    public required string? Contrat { get; init; }

    /// <summary>Complementary only: the manager of the régime obligatoire.</summary>
    public required RegimeObligatoire? RegimeObligatoire { get; init; }

    /// <summary>Complementary only: the gross RO amount on which the line was computed, in euros.</summary>
    public required decimal? MontantRoDeclare { get; init; }

    /// <summary>Complementary only: the RO line on which it was computed.</summary>
    public required ReferenceLigne? ReferenceRo { get; init; }
}

/// <summary>A page of the lines of one bank transfer, and the totals of all of them.</summary>
/// <param name="Virement">The reference of the transfer.</param>
/// <param name="Nombre">The number of lines that count in the whole transfer, not only on this page: of each line its highest
/// revision.</param>
/// <param name="Somme">The sum of those lines, in euros.</param>
/// <param name="AuCompte">The share of the sum that went to members, in euros.</param>
/// <param name="AuProfessionnel">The share of the sum that went to professionals, in euros.</param>
/// <param name="Elements">The lines of the page with all their revisions, in the order in which they were received.</param>
/// <param name="CurseurSuivant">The cursor of the next page; null on the last page.</param>
public sealed record PageDeVirement(
    string Virement,
    int Nombre,
    decimal Somme,
    decimal AuCompte,
    decimal AuProfessionnel,
    IReadOnlyList<LigneDePaiement> Elements,
    string? CurseurSuivant);
