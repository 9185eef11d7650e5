using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using JournalColumn = Reconciliation.Storage.Column<Reconciliation.Storage.SoinToWrite>;

namespace Reconciliation.Storage;

/// <summary>
/// The journal of all versions: its columns, and the one statement that writes it with the soins whose versions it keeps. The statements
/// that read it are in <see cref="JournalSql"/>.
/// </summary>
internal static class JournalTable
{
    public static readonly Table<SoinToWrite> Table = new("journal");

    public static readonly Column Transaction = Table.Unwritten("transaction", NpgsqlDbType.Xid8);
    public static readonly Column Position = Table.Unwritten("position", NpgsqlDbType.Bigint);
    public static readonly JournalColumn BeneficiaireId = Table.Same(SoinTable.BeneficiaireId);
    public static readonly JournalColumn SoinId = Table.Same(SoinTable.SoinId);
    public static readonly JournalColumn Version = Table.Same(SoinTable.Version);
    public static readonly JournalColumn AdherentId = Table.Same(SoinTable.AdherentId);
    public static readonly JournalColumn AutresAdherents = Table.Same(SoinTable.AutresAdherents);

    public static readonly JournalColumn SituationPrecedente =
        Table.Column("situation_precedente", NpgsqlDbType.Smallint, s => (short?)s.Entry?.SituationPrecedente);

    public static readonly (JournalColumn Plain, JournalColumn Packed) Cause =
        Table.Record("cause", PackedRecord.Cause, s => s.Entry?.Cause);

    public static readonly (JournalColumn Plain, JournalColumn Packed) Vue =
        (Table.Same(SoinTable.Vue.Plain), Table.Same(SoinTable.Vue.Packed));

    public static readonly JournalColumn EcritLe = Table.Shared("ecrit_le", NpgsqlDbType.TimestampTz, c => c.Now);
    public static readonly JournalColumn Trace = Table.Shared("trace", NpgsqlDbType.Text, c => c.Trace);
    public static readonly JournalColumn VueFormat = Table.Same(SoinTable.VueFormat);

    public static readonly JournalColumn Epoque = Table.Same(SoinTable.Epoque);

    /// <summary>The columns that are read of an entry.</summary>
    public static readonly Selection Entry = new(
        Transaction, Position, SoinId, Version, SituationPrecedente, Vue.Plain, Vue.Packed, EcritLe, Trace, Epoque);

    // Of no table: whether it is known that no row of the soin is there.
    private static readonly Table<SoinToWrite> Beside = new("");
    private static readonly JournalColumn Nouveau = Beside.Column("nouveau", NpgsqlDbType.Boolean, s => s.IsNew);

    private static readonly Parameters<SoinToWrite> Rows = new([.. SoinTable.Table.Written, .. Table.Written, Nouveau]);

    /// <summary>
    /// Writes the last views, and appends to the journal those that are new versions: they have a cause. In one statement, so that a view
    /// crosses the network once. A row that cannot be there is not looked for; a soin of which no row was found is added.
    /// </summary>
    public static readonly string WriteSoins = $"""
        WITH n AS MATERIALIZED (SELECT {Rows.Unnested}),
        connus AS (
            UPDATE soin AS s
            SET {SoinTable.Table.Set("n")}
            FROM n
            WHERE NOT n.nouveau AND s.soin_id = n.soin_id AND s.beneficiaire_id = n.beneficiaire_id
            RETURNING s.soin_id),
        ajoutes AS (
            INSERT INTO soin ({SoinTable.Table.Names})
            SELECT {Rows.Named(SoinTable.Table.Written)}
            FROM n
            WHERE NOT EXISTS (SELECT FROM connus AS c WHERE c.soin_id = n.soin_id))
        INSERT INTO journal ({Transaction.Name}, {Table.Names})
        SELECT {JournalOrder.Own}, {Rows.Named(Table.Written)}
        FROM n
        WHERE n.cause IS NOT NULL OR n.cause_octets IS NOT NULL
        """;

    /// <summary>Adds the statements that write soins and their versions.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="soins">The soins; none: no statement.</param>
    /// <param name="now">The instant of writing.</param>
    /// <param name="packing">The dictionaries with which views and causes are packed.</param>
    public static void Write(NpgsqlBatch batch, IReadOnlyList<SoinToWrite> soins, DateTimeOffset now, PackingInForce packing)
    {
        if (soins.Count > 0)
        {
            Rows.Bind(batch.Add(WriteSoins), soins, new(now, Activity.Current is { Recorded: true } trace ? trace.Id : null, packing));
        }
    }

    /// <summary>An entry as it is published.</summary>
    /// <param name="r">A row of <see cref="Entry"/>.</param>
    public static PublishedEntry Read(NpgsqlDataReader r) => new(
        new(Entry.Get<ulong>(r, Transaction), Entry.Get<long>(r, Position)),
        Entry.Get<Guid>(r, SoinId),
        Entry.Get<int>(r, Version),
        (Situation?)Entry.ValueOrNull<short>(r, SituationPrecedente),
        Entry.RecordOrNull(r, Vue) ?? default(ReadOnlyMemory<byte>),
        Entry.Get<DateTimeOffset>(r, EcritLe),
        Entry.GetOrNull<string>(r, Trace),
        Entry.GetOrNull<string>(r, Epoque));
}
