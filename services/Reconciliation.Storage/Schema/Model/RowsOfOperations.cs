namespace Reconciliation.Storage.Model;

/// <summary>A message that could not be accepted, with the reason and the original.</summary>
public sealed class QuarantaineRow
{
    public long QuarantaineId { get; init; }

    /// <summary>The fingerprint of origin, sender and body: a redelivered message is counted, not listed again.</summary>
    public Guid Empreinte { get; init; }

    /// <summary>The way in: a queue, or http.</summary>
    public required string Origine { get; init; }

    /// <summary>The stream.</summary>
    public short Part { get; init; }

    /// <summary>The sender, as its way in authenticated them; null: before senders were kept, or nobody knew.</summary>
    public string? Emetteur { get; init; }

    /// <summary>The original bytes; a NIR is redacted.</summary>
    public required byte[] Corps { get; init; }

    /// <summary>The persons whom it names (<see cref="MessageNames"/>); null: not noted yet.</summary>
    public string? Noms { get; init; }

    /// <summary>The reasons: member, rule, words.</summary>
    public required string Motifs { get; init; }

    /// <summary>The rules of the reasons, to search by.</summary>
    public required string[] Regles { get; init; }

    /// <summary>The number of times that it came.</summary>
    public int Nombre { get; init; }

    /// <summary>When it first came.</summary>
    public DateTimeOffset RecuLe { get; init; }

    /// <summary>When it last came.</summary>
    public DateTimeOffset DernierLe { get; init; }

    /// <summary>The state: open, replayed or set aside.</summary>
    public short Etat { get; init; }

    /// <summary>Whether a corrected body was accepted in its place: the original may then come again without opening it again.</summary>
    public bool Corrigee { get; init; }

    /// <summary>Rises with every change.</summary>
    public int Version { get; init; }

    /// <summary>Until when a replay has it, and no other may begin; null or past: none has.</summary>
    public DateTimeOffset? ReserveeJusqua { get; init; }
}

/// <summary>An action of an agent on a message in quarantine: appended, never changed.</summary>
public sealed class QuarantaineSuiteRow
{
    public long SuiteId { get; init; }

    public long QuarantaineId { get; init; }

    public short Issue { get; init; }

    public required string Agent { get; init; }

    /// <summary>Whether it was a person of whom an authority states a sign-in; false of rows of a version before.</summary>
    public bool DePersonne { get; init; }

    /// <summary>The reason, in the agent's words.</summary>
    public string? Motif { get; init; }

    /// <summary>The body that was sent instead of the original; a NIR is redacted.</summary>
    public byte[]? CorpsCorrige { get; init; }

    /// <summary>The reasons where it was refused again.</summary>
    public required string Motifs { get; init; }

    public DateTimeOffset Le { get; init; }
}

/// <summary>A reading or an action of an agent, with its instant and its reason: a link of a chain.</summary>
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

/// <summary>The last link that retention removed: the chain begins after it.</summary>
public sealed class AccesAncreRow
{
    public long AccesId { get; init; }

    public required byte[] Empreinte { get; init; }

    public DateTimeOffset Le { get; init; }
}

/// <summary>The agent who has taken something up: a soin of a work list, or a message in quarantine.</summary>
public sealed class AffectationRow
{
    /// <summary>The list: <c>soin</c> or <c>quarantaine</c>.</summary>
    public required string Genre { get; init; }

    /// <summary>The id there.</summary>
    public required string Cle { get; init; }

    public required string Agent { get; init; }

    public DateTimeOffset PriseLe { get; init; }

    /// <summary>The team leader who gave it to the agent; null: the agent took it, or it was given before givers were kept.</summary>
    public string? ConfiePar { get; init; }
}

/// <summary>
/// A change of a counter, written in the transaction of what it counts, so that totals are exact without reading what they count. Only
/// appended: two transactions never wait for one row. Old changes are summed up into one.
/// </summary>
public sealed class CompteurRow
{
    public long Position { get; init; }

    /// <summary>The name of the counter.</summary>
    public required string Nom { get; init; }

    /// <summary>The class in which the change falls.</summary>
    public required string Cle { get; init; }

    /// <summary>The hour or day of which it is counted; null where it is counted as it stands.</summary>
    public DateTimeOffset? Periode { get; init; }

    public long Valeur { get; init; }
}

/// <summary>A session of an agent at the console: the cookie names it, and only what stands here counts.</summary>
public sealed class SessionRow
{
    public Guid SessionId { get; init; }

    public required string Agent { get; init; }

    /// <summary>The roles with which it began, separated by blanks.</summary>
    public required string Roles { get; init; }

    /// <summary>The session at the authority of which it is; null: none is known.</summary>
    public string? SessionAutorite { get; init; }

    public DateTimeOffset CommenceeLe { get; init; }

    /// <summary>When it was ended; null: it goes on, until it is too old.</summary>
    public DateTimeOffset? FinieLe { get; init; }
}

/// <summary>A dictionary with which records are packed: never changed, never removed. The last of a kind is in force.</summary>
public sealed class DictionnaireRow
{
    /// <summary>The order in which they came into force.</summary>
    public long Rang { get; init; }

    /// <summary>The records that it packs, as a number of <see cref="PackedRecord"/>.</summary>
    public short Genre { get; init; }

    /// <summary>The number that each packed record names.</summary>
    public long Numero { get; init; }

    public required byte[] Octets { get; init; }

    public DateTimeOffset AdopteLe { get; init; }
}

/// <summary>The place that a long work over all journées has reached, so that it may be taken up again.</summary>
public sealed class AvancementRow
{
    public required string Nom { get; init; }

    public required string BeneficiaireId { get; init; }

    public DateOnly DateSoin { get; init; }
}
