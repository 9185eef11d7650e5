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

    /// <summary>The fingerprint of the content: with the identity and the revision it makes the key.</summary>
    public Guid Empreinte { get; init; }

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

    /// <summary>The wire record, normalised.</summary>
    public required string Contenu { get; init; }

    public required string EvenementId { get; init; }

    public DateTimeOffset RecuLe { get; init; }

    /// <summary>The rank in which lines were received.</summary>
    public long Position { get; init; }
}

/// <summary>
/// What one batch brought of one source: control totals, written with the lines they count and never changed, so that no two batches
/// wait for one row.
/// </summary>
public sealed class ReceptionRow
{
    public long ReceptionId { get; init; }

    public short Part { get; init; }

    /// <summary>The source of the lines; null for messages that went to quarantine.</summary>
    public string? Source { get; init; }

    /// <summary>The way in of messages that went to quarantine; null for lines.</summary>
    public string? Origine { get; init; }

    /// <summary>How many came, those known already included.</summary>
    public int Recues { get; init; }

    /// <summary>How many of them were new lines.</summary>
    public int Nouvelles { get; init; }

    /// <summary>The sum of the new lines, in cents.</summary>
    public long Centimes { get; init; }

    public DateTimeOffset RecuLe { get; init; }
}

/// <summary>
/// That two journées are tied by a line: another revision of it, or a correction, is in the other one. Kept both ways, so that it is
/// found from either.
/// </summary>
public sealed class LienRow
{
    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }

    public required string AutreBeneficiaireId { get; init; }

    public DateOnly AutreDateSoin { get; init; }
}

/// <summary>What an agent decided.</summary>
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

    /// <summary>What is at stake, in cents: by it work lists are sorted.</summary>
    public long Enjeu { get; init; }

    /// <summary>Days from the RO payment to the complementary one; null until both are there. Kept to be taken off its counter when it changes.</summary>
    public short? EcartJours { get; init; }

    /// <summary>Channel and punctuality of the second payment, as its counter is named; null until both are there.</summary>
    public string? Ponctualite { get; init; }

    /// <summary>What its view states as paid, net, in cents. Kept to be taken off the control totals when it changes.</summary>
    public long Paye { get; init; }

    /// <summary>The part that is missing of a late soin; null for any other. By it late soins are counted.</summary>
    public short? PartAttendue { get; init; }

    /// <summary>The next instant after which time alone changes the view.</summary>
    public DateTimeOffset? Echeance { get; init; }

    public required string Vue { get; init; }

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

/// <summary>What could not be accepted, with the reason and the original.</summary>
public sealed class QuarantaineRow
{
    public long QuarantaineId { get; init; }

    /// <summary>The fingerprint of origin and body: a redelivered message is counted, not listed again.</summary>
    public Guid Empreinte { get; init; }

    /// <summary>The way in: a queue, or http.</summary>
    public required string Origine { get; init; }

    /// <summary>The stream.</summary>
    public short Part { get; init; }

    /// <summary>The original bytes; a NIR is redacted.</summary>
    public required byte[] Corps { get; init; }

    /// <summary>The reasons: member, rule, words.</summary>
    public required string Motifs { get; init; }

    /// <summary>The rules of the reasons, to search by.</summary>
    public required string[] Regles { get; init; }

    /// <summary>How many times it came.</summary>
    public int Nombre { get; init; }

    /// <summary>When it first came.</summary>
    public DateTimeOffset RecuLe { get; init; }

    /// <summary>When it last came.</summary>
    public DateTimeOffset DernierLe { get; init; }

    /// <summary>What became of it.</summary>
    public short Etat { get; init; }

    /// <summary>Whether a corrected body was accepted in its place: the original may then come again without opening it again.</summary>
    public bool Corrigee { get; init; }

    /// <summary>Rises with every change.</summary>
    public int Version { get; init; }
}

/// <summary>What an agent did about a message in quarantine: appended, never changed.</summary>
public sealed class QuarantaineSuiteRow
{
    public long SuiteId { get; init; }

    public long QuarantaineId { get; init; }

    public short Issue { get; init; }

    public required string Agent { get; init; }

    /// <summary>Why, in the agent's words.</summary>
    public string? Motif { get; init; }

    /// <summary>The body that was sent instead of the original; a NIR is redacted.</summary>
    public byte[]? CorpsCorrige { get; init; }

    /// <summary>Why it was refused again.</summary>
    public required string Motifs { get; init; }

    public DateTimeOffset Le { get; init; }
}

/// <summary>Who read or did what, when and why: a link of a chain.</summary>
public sealed class AccesRow
{
    /// <summary>The place in the chain, from 1, without a gap.</summary>
    public long AccesId { get; init; }

    public DateTimeOffset Le { get; init; }

    public required string Agent { get; init; }

    public string? Client { get; init; }

    public required string Action { get; init; }

    public string? AdherentId { get; init; }

    public Guid? SoinId { get; init; }

    public string? Motif { get; init; }

    /// <summary>The hash of the link before.</summary>
    public required byte[] Precedente { get; init; }

    /// <summary>The hash of this one.</summary>
    public required byte[] Empreinte { get; init; }
}

/// <summary>The last link that retention removed: where the chain begins since.</summary>
public sealed class AccesAncreRow
{
    public long AccesId { get; init; }

    public required byte[] Empreinte { get; init; }

    public DateTimeOffset Le { get; init; }
}

/// <summary>Who has taken what up: soins of work lists, and messages in quarantine.</summary>
public sealed class AffectationRow
{
    /// <summary>The list: <c>soin</c> or <c>quarantaine</c>.</summary>
    public required string Genre { get; init; }

    /// <summary>The id there.</summary>
    public required string Cle { get; init; }

    public required string Agent { get; init; }

    public DateTimeOffset PriseLe { get; init; }
}

/// <summary>
/// A change of a counter, written in the transaction of what it counts, so that totals are exact without reading what they count. Only
/// appended: two transactions never wait for one row. Old changes are summed up into one.
/// </summary>
public sealed class CompteurRow
{
    public long Position { get; init; }

    /// <summary>What is counted.</summary>
    public required string Nom { get; init; }

    /// <summary>The class in which it falls.</summary>
    public required string Cle { get; init; }

    /// <summary>The hour or day of which it is counted; null where it is counted as it stands.</summary>
    public DateTimeOffset? Periode { get; init; }

    public long Valeur { get; init; }
}

/// <summary>How far the journal has been published.</summary>
public sealed class RelaisRow
{
    public required string Nom { get; init; }

    public ulong Transaction { get; init; }

    public long Position { get; init; }
}

/// <summary>How far a long work over all journées has come, so that it may be taken up again.</summary>
public sealed class AvancementRow
{
    public required string Nom { get; init; }

    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }
}
