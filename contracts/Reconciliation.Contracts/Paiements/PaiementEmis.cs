namespace Reconciliation.Contracts;

/// <summary>A payment line of either part, as its source states it. Amounts are euros with at most two decimals.</summary>
public abstract record PaiementEmis
{
    /// <summary>The id of the event, for tracing; not the identity of the line. 1–64 printable characters.</summary>
    public required string EvenementId { get; init; }

    /// <summary>The system that states the line. 1–64 printable characters.</summary>
    public required string Source { get; init; }

    /// <summary>The identity of the line within <see cref="Source"/>.</summary>
    public required ReferenceLigne Ligne { get; init; }

    /// <summary>The revision of the line, 1 to 1 000 000; the highest wins. Optional, 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The effect of the line on the account.</summary>
    public required Nature Nature { get; init; }

    /// <summary>The line of the same part that a régularisation, annulation or retenue concerns; else null.</summary>
    public ReferenceLigne? LigneOrigine { get; init; }

    /// <summary>The member's number. Never a NIR. 1–64 printable characters.</summary>
    public required string AdherentId { get; init; }

    /// <summary>The beneficiary of the care. Never a NIR. 1–64 printable characters.</summary>
    public required string BeneficiaireId { get; init; }

    /// <summary>The day of care in Europe/Paris, from 2000-01-01 to tomorrow.</summary>
    public required DateOnly DateSoin { get; init; }

    /// <summary>The professional who gave the care. 1–64 printable characters.</summary>
    public required string ProfessionnelId { get; init; }

    /// <summary>The code of the act. 1–64 printable characters.</summary>
    public required string CodeActe { get; init; }

    /// <summary>The act in words, at most 200 printable characters; optional.</summary>
    public string? Libelle { get; init; }

    /// <summary>The cost of the care to the member, in euros with at most two decimals.</summary>
    public required decimal Depense { get; init; }

    /// <summary>The amount paid, in euros with at most two decimals: gross, signed.</summary>
    public required decimal Montant { get; init; }

    /// <summary>The recipient of the money.</summary>
    public required Destinataire Destinataire { get; init; }

    /// <summary>The way in which the care was declared.</summary>
    public required Canal Canal { get; init; }

    /// <summary>When the care was transmitted to the régime obligatoire; optional.</summary>
    public DateTimeOffset? TransmisLe { get; init; }

    /// <summary>The day of payment in Europe/Paris, at most 31 days ahead.</summary>
    public required DateOnly PayeLe { get; init; }

    /// <summary>The reference of the bank transfer that carries the line. 1–64 printable characters.</summary>
    public required string Virement { get; init; }

    /// <summary>A reference of the soin shared by both systems; optional.</summary>
    public string? ReferenceSoin { get; init; }

    /// <summary>The way in which RO statements reach the member. Optional, <see cref="Contracts.Releve.Ameli"/>.</summary>
    public Releve Releve { get; init; } = Releve.Ameli;
}

/// <summary>A payment line of the régime obligatoire (RO), published to <c>reconciliation.paiements-ro</c>.</summary>
public sealed record PaiementRoEmis : PaiementEmis
{
    /// <summary>The base of reimbursement, in euros. Required of a paiement.</summary>
    public decimal? Base { get; init; }

    /// <summary>The rate of reimbursement, per cent, 0–100. Required of a paiement.</summary>
    public decimal? Taux { get; init; }

    /// <summary>The manager of the complementary cover.</summary>
    public required Complementaire Complementaire { get; init; }
}

/// <summary>A payment line of the complémentaire santé (RC), published to <c>reconciliation.paiements-complementaires</c>.</summary>
public sealed record PaiementComplementaireEmis : PaiementEmis
{
    /// <summary>The contract that pays. 1–64 printable characters.</summary>
    public required string Contrat { get; init; }

    /// <summary>The manager of the régime obligatoire.</summary>
    public required RegimeObligatoire RegimeObligatoire { get; init; }

    /// <summary>The gross RO amount on which the line was computed, in euros; optional. Zero: the RO does not cover the act.</summary>
    public decimal? MontantRoDeclare { get; init; }

    /// <summary>The RO line on which the line was computed; optional.</summary>
    public ReferenceLigne? ReferenceRo { get; init; }
}
