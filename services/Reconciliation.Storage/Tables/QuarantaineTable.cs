using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A refused message to keep.</summary>
/// <param name="Empreinte">The fingerprint of origin and body.</param>
/// <param name="Refusal">The message.</param>
/// <param name="Body">Its bytes, without a NIR.</param>
/// <param name="Count">The number of times that it came in this batch.</param>
internal sealed record QuarantaineDeposit(Guid Empreinte, RefusedMessage Refusal, byte[] Body, int Count);

/// <summary>The messages that could not be accepted: the columns, and the statements that write.</summary>
internal static class QuarantaineTable
{
    public static readonly Table<QuarantaineDeposit> Table = new("quarantaine");

    public static readonly Column QuarantaineId = Table.Unwritten("quarantaine_id", NpgsqlDbType.Bigint);
    public static readonly Column<QuarantaineDeposit> Empreinte = Table.Column("empreinte", NpgsqlDbType.Uuid, d => d.Empreinte);
    public static readonly Column<QuarantaineDeposit> Origine = Table.Column("origine", NpgsqlDbType.Text, d => d.Refusal.Origin);
    public static readonly Column<QuarantaineDeposit> Part = Table.Column("part", NpgsqlDbType.Smallint, d => d.Refusal.Part.Number);
    public static readonly Column<QuarantaineDeposit> Corps = Table.Column("corps", NpgsqlDbType.Bytea, d => d.Body);

    public static readonly Column<QuarantaineDeposit> Motifs =
        Table.Column("motifs", NpgsqlDbType.Json, d => QuarantaineStore.Write(d.Refusal.Rejections));

    public static readonly Column<QuarantaineDeposit> Noms =
        Table.Column("noms", NpgsqlDbType.Jsonb, d => MessageNames.Of(d.Body).AsJson());

    public static readonly Column<QuarantaineDeposit> Emetteur = Table.Column("emetteur", NpgsqlDbType.Text, d => d.Refusal.Sender);
    public static readonly Column<QuarantaineDeposit> Nombre = Table.Column("nombre", NpgsqlDbType.Integer, d => d.Count);
    public static readonly Column<QuarantaineDeposit> RecuLe = Table.Shared("recu_le", NpgsqlDbType.TimestampTz, c => c.Now);
    public static readonly Column<QuarantaineDeposit> DernierLe = Table.Shared("dernier_le", NpgsqlDbType.TimestampTz, c => c.Now);
    public static readonly Column Regles = Table.Unwritten("regles", NpgsqlDbType.Array | NpgsqlDbType.Text);
    public static readonly Column Etat = Table.Unwritten("etat", NpgsqlDbType.Smallint);
    public static readonly Column Corrigee = Table.Unwritten("corrigee", NpgsqlDbType.Boolean);
    public static readonly Column Version = Table.Unwritten("version", NpgsqlDbType.Integer);
    public static readonly Column ReserveeJusqua = Table.Unwritten("reservee_jusqua", NpgsqlDbType.TimestampTz);

    /// <summary>The columns that agents are shown of a message; its length follows.</summary>
    public static readonly Selection Listed = new(QuarantaineId, Etat, Part, Origine, Motifs, Nombre, RecuLe, DernierLe, Version);

    private static readonly Parameters<QuarantaineDeposit> Rows = new(Table.Written);

    /// <summary>
    /// Keeps messages that could not be accepted; one that comes again is counted. A message that was replayed as it is and comes again was
    /// refused after all: it is open again.
    /// </summary>
    public static readonly string PutIntoQuarantaine = $"""
        INSERT INTO quarantaine AS q ({Table.Names}, regles, etat, corrigee, version)
        SELECT {Rows.Named(Table.Written)},
               ARRAY(SELECT DISTINCT m ->> 'regle' FROM json_array_elements(motifs) AS m ORDER BY 1), 0, false, 1
        FROM unnest({Rows.Arrays}) AS n({Rows.ArrayNames})
        ON CONFLICT (empreinte) DO UPDATE
        SET nombre = q.nombre + excluded.nombre, dernier_le = greatest(q.dernier_le, excluded.dernier_le), version = q.version + 1,
            etat = CASE WHEN q.etat = 1 AND NOT q.corrigee THEN 0 ELSE q.etat END,
            motifs = excluded.motifs, regles = excluded.regles
        """;

    /// <summary>
    /// Closes a message in quarantine, if it is still as it was read, and no replay has it but the one that closes it.
    /// </summary>
    public const string ConcludeQuarantaine = """
        UPDATE quarantaine SET etat = $3, corrigee = $4, version = version + 1, reservee_jusqua = NULL
        WHERE quarantaine_id = $1 AND version = $2
          AND (reservee_jusqua = $5 OR ($5 IS NULL AND coalesce(reservee_jusqua, '-infinity') <= now()))
        """;

    /// <summary>Gives a message to a replay for some seconds, if it is still as it was read and no other replay has it.</summary>
    public const string ClaimQuarantaine = """
        UPDATE quarantaine SET reservee_jusqua = now() + make_interval(secs => $3)
        WHERE quarantaine_id = $1 AND version = $2 AND coalesce(reservee_jusqua, '-infinity') <= now()
        RETURNING reservee_jusqua
        """;

    /// <summary>Gives a message back whose replay was not deposited.</summary>
    public const string ReleaseQuarantaine =
        "UPDATE quarantaine SET reservee_jusqua = NULL WHERE quarantaine_id = $1 AND reservee_jusqua = $2";

    /// <summary>Notes the persons whom a correction of a message names besides.</summary>
    public const string NameAlso = """
        UPDATE quarantaine
        SET noms = (SELECT jsonb_agg(DISTINCT n) FROM jsonb_array_elements(noms || $2::jsonb) AS n)
        WHERE quarantaine_id = $1 AND noms IS NOT NULL AND NOT noms @> $2::jsonb
        """;

    /// <summary>Adds the statement that keeps refused messages.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="messages">The messages, each once, in the order of their fingerprints.</param>
    /// <param name="now">When they came.</param>
    public static void Put(NpgsqlBatch batch, IReadOnlyList<QuarantaineDeposit> messages, DateTimeOffset now) =>
        Rows.Bind(batch.Add(PutIntoQuarantaine), messages, new(now));

    /// <summary>A message as agents are shown it.</summary>
    /// <param name="r">A row of <see cref="Listed"/>, and the length of the original.</param>
    /// <param name="parts">The parts.</param>
    public static MessageEnQuarantaine Read(NpgsqlDataReader r, PartCatalogue parts) => new()
    {
        QuarantaineId = Listed.Get<long>(r, QuarantaineId),
        Etat = (EtatQuarantaine)Listed.Get<short>(r, Etat),
        Part = new(parts[Listed.Get<short>(r, Part)].Code),
        Origine = Listed.Get<string>(r, Origine),
        Motifs = QuarantaineStore.ReadMotifs(Listed.Get<string>(r, Motifs)),
        Nombre = Listed.Get<int>(r, Nombre),
        RecuLe = Listed.Get<DateTimeOffset>(r, RecuLe),
        DernierLe = Listed.Get<DateTimeOffset>(r, DernierLe),
        Version = Listed.Get<int>(r, Version),
        Taille = r.GetInt32(Listed.Count),
    };
}
