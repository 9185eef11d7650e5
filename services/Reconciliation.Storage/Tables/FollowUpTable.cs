using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>The actions of agents on messages in quarantine: the columns, and the statements that append and read.</summary>
internal static class FollowUpTable
{
    public static readonly Table<FollowUp> Table = new("quarantaine_suite");

    public static readonly Column SuiteId = Table.Unwritten("suite_id", NpgsqlDbType.Bigint);

    public static readonly Column<FollowUp> QuarantaineId = Table.Column("quarantaine_id", NpgsqlDbType.Bigint, f => f.QuarantaineId);
    public static readonly Column<FollowUp> Issue = Table.Column("issue", NpgsqlDbType.Smallint, f => (short)f.Outcome);
    public static readonly Column<FollowUp> Agent = Table.Column("agent", NpgsqlDbType.Text, f => f.Agent);

    public static readonly Column<FollowUp> DePersonne = Table.Column("de_personne", NpgsqlDbType.Boolean, f => f.ByPerson);

    public static readonly Column<FollowUp> Motif =
        Table.Column("motif", NpgsqlDbType.Text, f => f.Motif is { } motif ? Nir.Redact(motif, aussiSansCle: true) : null);

    public static readonly Column<FollowUp> CorpsCorrige =
        Table.Column("corps_corrige", NpgsqlDbType.Bytea, f => f.CorrectedBody is { } body ? NirRedaction.Redact(body) : null);

    public static readonly Column<FollowUp> Motifs =
        Table.Column("motifs", NpgsqlDbType.Json, f => QuarantaineStore.Write(f.Rejections));

    public static readonly Column<FollowUp> Le = Table.Shared("le", NpgsqlDbType.TimestampTz, c => c.Now);

    /// <summary>The columns that agents are shown.</summary>
    public static readonly Selection Listed = new(Le, Agent, Issue, Motif, CorpsCorrige, Motifs);

    private static readonly string IsRefused = $"issue = {(short)IssueDeSuite.Refuse}";

    private static readonly Parameters<FollowUp> Rows = new(Table.Written);

    /// <summary>Notes an action of an agent on a message in quarantine.</summary>
    public static readonly string WriteFollowUp = $"""
        INSERT INTO quarantaine_suite ({Table.Names})
        SELECT {Rows.Values(Table.Written)}
        """;

    // Versions before kept any number of corrections of any size: of those no more is read than is kept now.
    private static readonly string BoundedBody = $"""
        CASE WHEN NOT {IsRefused} OR sum(length(corps_corrige)) FILTER (WHERE {IsRefused}) OVER (ORDER BY suite_id)
            <= {QuarantaineStore.CorrectionBytesMax} THEN corps_corrige END
        """;

    /// <summary>The actions on a message, the oldest first.</summary>
    public static readonly string ReadFollowUps = ReadThose("true");

    /// <summary>The replays of a message by a person that were refused, which another person may confirm, the oldest first.</summary>
    public static readonly string ReadProposals = ReadThose($"{IsRefused} AND {DePersonne.Name}");

    /// <summary>
    /// How many refused replays of a message are kept, with a corrected body or without as the second parameter says, and their bytes.
    /// </summary>
    public static readonly string CountRefused = $"""
        SELECT count(*)::int, coalesce(sum(length(corps_corrige)), 0)::bigint FROM quarantaine_suite
        WHERE quarantaine_id = $1 AND {IsRefused} AND (corps_corrige IS NOT NULL) = $2
        """;

    /// <summary>Adds the statement that notes an action.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="next">The action.</param>
    /// <param name="now">The instant.</param>
    public static void Append(NpgsqlBatch batch, FollowUp next, DateTimeOffset now) =>
        Rows.Bind(batch.Add(WriteFollowUp), [next], new(now));

    private static string ReadThose(string which) => $"""
        SELECT {Listed.With(CorpsCorrige, BoundedBody)} FROM quarantaine_suite
        WHERE quarantaine_id = $1 AND {which}
        ORDER BY {SuiteId.Name}
        LIMIT {QuarantaineStore.FollowUpsReadMax}
        """;

    /// <summary>A row of <see cref="ReadFollowUps"/>.</summary>
    /// <param name="r">The row.</param>
    public static SuiteDeQuarantaine Read(NpgsqlDataReader r) => new(
        Listed.Get<DateTimeOffset>(r, Le),
        Listed.Get<string>(r, Agent),
        (IssueDeSuite)Listed.Get<short>(r, Issue),
        Listed.GetOrNull<string>(r, Motif),
        Listed.GetOrNull<byte[]>(r, CorpsCorrige) is { } body ? QuarantaineQueries.AsText(body) : null,
        QuarantaineStore.ReadMotifs(Listed.Get<string>(r, Motifs)));
}
