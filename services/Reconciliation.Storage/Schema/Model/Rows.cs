namespace Reconciliation.Storage.Model;

/// <summary>A line as it came: the log is the inbox. Never changed, never deleted but by retention.</summary>
public sealed class LigneRow
{
    public short Part { get; init; }

    public required string Organisme { get; init; }

    public required string Decompte { get; init; }

    public int Ordre { get; init; }

    public required string Source { get; init; }

    public int Revision { get; init; }

    /// <summary>The fingerprint of all that the line states, its identity and revision included.</summary>
    public Guid Empreinte { get; init; }

    /// <summary>The version of the fingerprint: which members it covers.</summary>
    public short EmpreinteVersion { get; init; }

    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    public required string AdherentId { get; init; }

    public short Nature { get; init; }

    public string? OrigineOrganisme { get; init; }

    public string? OrigineDecompte { get; init; }

    public int? OrigineOrdre { get; init; }

    /// <summary>The amount in cents, signed, for control totals.</summary>
    public long Montant { get; init; }

    public DateOnly PayeLe { get; init; }

    public required string Virement { get; init; }

    public required string ProfessionnelId { get; init; }

    /// <summary>The wire record, normalised; null where it is packed.</summary>
    public string? Contenu { get; init; }

    /// <summary>The same packed; null where it is plain.</summary>
    public byte[]? ContenuOctets { get; init; }

    /// <summary>The id of its event, as versions before wrote it; null: only the record states it.</summary>
    public string? EvenementId { get; init; }

    /// <summary>The sender, as its way in authenticated them; null: before senders were kept, or nobody knew.</summary>
    public string? Emetteur { get; init; }

    public DateTimeOffset RecuLe { get; init; }

    /// <summary>The rank in which lines were received.</summary>
    public long Position { get; init; }
}

/// <summary>
/// The counts that one batch brought of one source: control totals, written with the lines they count and never changed, so that no two
/// batches wait for one row.
/// </summary>
public sealed class ReceptionRow
{
    public long ReceptionId { get; init; }

    public short Part { get; init; }

    /// <summary>The source of the lines; null for messages that went to quarantine.</summary>
    public string? Source { get; init; }

    /// <summary>The way in of messages that went to quarantine; null for lines.</summary>
    public string? Origine { get; init; }

    /// <summary>The number that came, those known already included.</summary>
    public int Recues { get; init; }

    /// <summary>The number of new lines among them.</summary>
    public int Nouvelles { get; init; }

    /// <summary>The sum of the new lines, in cents.</summary>
    public long Centimes { get; init; }

    public DateTimeOffset RecuLe { get; init; }
}

/// <summary>
/// A tie between two journées by a line: another revision of it, or a correction, is in the other one. Kept both ways, so that it is found
/// from either.
/// </summary>
public sealed class LienRow
{
    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    public required string AutreBeneficiaireId { get; init; }

    public DateOnly AutreDateSoin { get; init; }
}

/// <summary>A décision of an agent.</summary>
public sealed class DecisionRow
{
    public Guid DecisionId { get; init; }

    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    /// <summary>The décision, by its kind.</summary>
    public required string Contenu { get; init; }

    public DateTimeOffset PriseLe { get; init; }
}

/// <summary>The last view of a soin.</summary>
public sealed class SoinRow
{
    public Guid SoinId { get; init; }

    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    public required string AdherentId { get; init; }

    /// <summary>The other members that its lines name; null for nearly every soin, so that the index on it stays small.</summary>
    public string[]? AutresAdherents { get; init; }

    /// <summary>The payment line for which the soin was first published.</summary>
    public required string Fondatrice { get; init; }

    public int Version { get; init; }

    public short Situation { get; init; }

    /// <summary>Since when it is in this situation.</summary>
    public DateTimeOffset Depuis { get; init; }

    /// <summary>The amount at stake, in cents: work lists are sorted by it.</summary>
    public long Enjeu { get; init; }

    /// <summary>
    /// Days from the RO payment to the complementary one; null until both are there. Kept to be taken off its counter when it changes.
    /// </summary>
    public short? EcartJours { get; init; }

    /// <summary>Channel and punctuality of the second payment, as its counter is named; null until both are there.</summary>
    public string? Ponctualite { get; init; }

    /// <summary>The net amount that its view states as paid, in cents. Kept to be taken off the control totals when it changes.</summary>
    public long Paye { get; init; }

    /// <summary>The missing part of a late soin; null for any other. Late soins are counted by it.</summary>
    public short? PartAttendue { get; init; }

    /// <summary>The next instant after which time alone changes the view.</summary>
    public DateTimeOffset? Echeance { get; init; }

    /// <summary>The view; null where it is packed.</summary>
    public string? Vue { get; init; }

    /// <summary>The same packed; null where it is plain.</summary>
    public byte[]? VueOctets { get; init; }

    /// <summary>The channel of claim; null: the row was written before channels were kept. Lists are filtered by it.</summary>
    public short? Canal { get; init; }

    /// <summary>The format in which the view was made: which members it can have.</summary>
    public short VueFormat { get; init; }

    /// <summary>The epoch in which the version was written; null: before epochs were told apart.</summary>
    public string? Epoque { get; init; }

    /// <summary>The soin that took its lines.</summary>
    public Guid? RemplacePar { get; init; }

    public DateTimeOffset CreeLe { get; init; }

    public DateTimeOffset MisAJourLe { get; init; }
}

/// <summary>A correction whose origin has not come, or a retenue that fits no soin: shown on the beneficiary's account.</summary>
public sealed class LigneNonRattacheeRow
{
    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    /// <summary>The identity of the line.</summary>
    public required string Ligne { get; init; }

    public required string AdherentId { get; init; }

    public short Nature { get; init; }

    /// <summary>In cents.</summary>
    public long Montant { get; init; }

    public DateOnly PayeLe { get; init; }
}

/// <summary>The notice that a soin was erased: an entry of the feed without data.</summary>
public sealed class ErasureNoticeRow
{
    /// <summary>Its place in the journal.</summary>
    public ulong Transaction { get; init; }

    public long Position { get; init; }

    public Guid SoinId { get; init; }

    public DateTimeOffset EffaceLe { get; init; }

    public string? Epoque { get; init; }
}
