namespace Reconciliation.Storage;

/// <summary>
/// The SQL of epochs: the history that this database is, its beginning, and the soins that must be told again because of it.
/// </summary>
internal static class EpochSql
{
    /// <summary>
    /// The function that names this history, as a physical copy cannot have it: the cluster, its timeline, which a promotion and a recovery
    /// to a point in time change, and the database, which a dump restores under a new number. Null on a standby: its history is its
    /// primary's. A function, so that a server that holds no rows and passes a statement on asks the one that does.
    /// </summary>
    public const string HistoryFunction = """
        CREATE OR REPLACE FUNCTION histoire() RETURNS text LANGUAGE plpgsql STABLE AS $$
        BEGIN
            RETURN CASE WHEN NOT pg_is_in_recovery() THEN
                (SELECT system_identifier::text FROM pg_control_system())
                || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
                || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text
            END;
        END $$;
        """;

    /// <summary>
    /// Whether the epoch <c>d</c> is the one that goes on here. A dump that is restored into the database from which it was taken changes
    /// none of the numbers of its history: the mark of the epoch does. It holds the transaction that wrote it, and that is the one of its
    /// row, which every other writer of the row changes: whoever restores it is one. True on a standby.
    /// </summary>
    public const string IsOwn = """
        (pg_is_in_recovery() OR (d.histoire = histoire() AND EXISTS (
            SELECT FROM epoque_marque AS m WHERE m.epoque = d.epoque AND m.xmin = m.transaction::xid)))
        """;

    /// <summary>The last epoch that began, and whether it is the one that goes on here; no row before that.</summary>
    public const string Current = $"SELECT d.epoque, {IsOwn} FROM epoque AS d ORDER BY d.numero DESC LIMIT 1";

    /// <summary>
    /// Begins an epoch where the history is that of none. It counts from before the last entry that is here: entries that another history
    /// wrote after that one, or at the same time, are not. Where the soins that the epoch before put in doubt were not all told again yet,
    /// it counts from as early as that epoch: readers dropped those soins, and nobody goes on telling them. The first epoch of all follows
    /// none and is announced to nobody. Any other name begins with a number that is higher than that of every epoch that anybody saw
    /// before, one that this history does not know included: the server's clock, in milliseconds.
    /// </summary>
    public static readonly string Begin = $"""
        WITH derniere AS (SELECT d.*, {IsOwn} AS propre FROM epoque AS d ORDER BY d.numero DESC LIMIT 1),
        commencee AS (
            INSERT INTO epoque (
                numero, epoque, precedente, depuis, commencee_le, histoire, decalage, transaction, position)
            SELECT coalesce(d.numero, 0) + 1,
                CASE WHEN d.epoque IS NULL THEN 1
                    ELSE greatest(
                        floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                        coalesce(substring(d.epoque FROM '^([0-9]+)-')::bigint, 0) + 1)
                    END || '-' || left(md5(gen_random_uuid()::text), 14),
                d.epoque,
                coalesce(
                    least(j.fin - $2::interval, CASE WHEN d.precedente IS NOT NULL AND d.rediffusee_le IS NULL THEN d.depuis END),
                    d.depuis, $1::timestamptz),
                $1::timestamptz, histoire(), n.decalage, {JournalOrder.OwnAfter("n.decalage")},
                nextval(pg_get_serial_sequence('journal', 'position'))
            FROM (SELECT 1) AS une
            LEFT JOIN derniere AS d ON true
            CROSS JOIN LATERAL (SELECT {JournalOrder.Next("d.decalage")} AS decalage) AS n
            CROSS JOIN (
                SELECT max(ecrit_le) AS fin
                FROM (SELECT ecrit_le FROM journal ORDER BY transaction DESC, position DESC LIMIT 1000) AS dernieres) AS j
            WHERE d.propre IS NOT TRUE
            RETURNING epoque)
        INSERT INTO epoque_marque (epoque, transaction) SELECT epoque, pg_current_xact_id() FROM commencee
        """;

    /// <summary>The last epoch: its place in the journal, whether it goes on here, and how far its soins were told again.</summary>
    public const string Last = $"""
        SELECT d.epoque, d.precedente, d.depuis, d.transaction, d.position, {IsOwn}, d.precedente IS NULL OR d.rediffusee_le IS NOT NULL,
            coalesce(d.rediffusee_transaction, d.transaction), coalesce(d.rediffusee_position, d.position)
        FROM epoque AS d ORDER BY d.numero DESC LIMIT 1
        """;

    /// <summary>
    /// The next entries to look at, backwards from a place, and the journée of each of which a reader may hold something that this history
    /// has not: its soin was written last in an epoch before, after this one began to count. Entries were not written in the order of
    /// their places to the second, so all are looked at of each month that holds some that young.
    /// </summary>
    public const string ToTellAgain = """
        SELECT j.transaction, j.position, s.beneficiaire_id, s.date_soin
        FROM (SELECT transaction, position, soin_id, beneficiaire_id, ecrit_le FROM journal
              WHERE (transaction, position) < ($1::xid8, $2) AND ecrit_le >= $3
              ORDER BY transaction DESC, position DESC LIMIT $6) AS j
        LEFT JOIN soin AS s ON s.soin_id = j.soin_id AND s.beneficiaire_id = j.beneficiaire_id
            AND j.ecrit_le >= $4 AND s.mis_a_jour_le >= $4 AND s.epoque IS DISTINCT FROM $5
        ORDER BY j.transaction DESC, j.position DESC
        """;

    /// <summary>Notes how far the soins were told again; without a place all of them were.</summary>
    public const string ToldAgain = """
        UPDATE epoque SET rediffusee_transaction = $1::xid8, rediffusee_position = $2, rediffusee_le = $3 WHERE epoque = $4
        """;

    /// <summary>
    /// The instant from which a reader who comes from an epoch may hold something in vain: the earliest of all epochs that followed it.
    /// A place without an epoch is of the time before the first. Null: this history does not know that epoch, or none followed it.
    /// </summary>
    public const string Since = """
        SELECT min(e.depuis) FROM epoque AS e
        WHERE e.precedente IS NOT NULL
            AND e.numero > CASE WHEN $1::text IS NULL THEN 0 ELSE (SELECT numero FROM epoque WHERE epoque = $1) END
        """;

    /// <summary>
    /// The place from which a reader of another history goes on: before everything that was written since the epoch counts, so that
    /// nothing is missed; some of it comes twice.
    /// </summary>
    public const string Resume = """
        SELECT transaction, position, soin_id FROM journal
        WHERE (transaction, position) < ($1::xid8, $2) AND ecrit_le < $3
        ORDER BY transaction DESC, position DESC LIMIT 1
        """;

    /// <summary>The announcements, as entries of the journal: in its order, and with the epoch in place of a view.</summary>
    /// <param name="limit">The parameter that bounds them.</param>
    public static string Announcements(string limit) => $"""
        SELECT transaction, position, '{Guid.Empty}'::uuid, numero::int, NULL::smallint,
            json_build_object('epoque', epoque, 'precedente', precedente,
                'depuis', to_char(depuis AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            NULL::bytea, commencee_le, NULL::text, epoque
        FROM epoque
        WHERE precedente IS NOT NULL AND {JournalSql.After}
        ORDER BY transaction, position LIMIT {limit}
        """;
}
