namespace Reconciliation.Storage;

/// <summary>
/// The SQL of epochs: the history that this database is, its beginning, and the soins that must be told again because of it.
/// </summary>
internal static class EpochSql
{
    /// <summary>
    /// The mark that tells this history from any other: the cluster, its timeline, which a promotion and a recovery to a point in time
    /// change, and the database, which a dump restores under a new number. Null on a standby: its history is its primary's.
    /// </summary>
    public const string History = """
        CASE WHEN NOT pg_is_in_recovery() THEN
            (SELECT system_identifier::text FROM pg_control_system())
            || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
            || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text
        END
        """;

    /// <summary>The last epoch that began, whether the history is still its own, and whether it is the first of all; no row before
    /// that.</summary>
    public const string Current = $"""
        SELECT epoque, histoire = coalesce({History}, histoire) FROM epoque ORDER BY numero DESC LIMIT 1
        """;

    /// <summary>
    /// Begins an epoch where the history is that of none. It counts from before the last entry that is here: entries that another history
    /// wrote after that one, or at the same time, are not. Where the soins that the epoch before put in doubt were not all told again yet,
    /// it counts from as early as that epoch: readers dropped those soins, and nobody goes on telling them. The first epoch of all follows
    /// none and is announced to nobody. A name begins with the number of its epoch.
    /// </summary>
    public const string Begin = $"""
        INSERT INTO epoque (numero, epoque, precedente, depuis, commencee_le, histoire, transaction, position)
        SELECT coalesce(d.numero, 0) + 1, (coalesce(d.numero, 0) + 1) || '-' || left(md5(gen_random_uuid()::text), 14), d.epoque,
            coalesce(
                least(
                    j.fin - $2::interval,
                    CASE WHEN d.precedente IS NOT NULL AND d.rediffusee_le IS NULL THEN d.depuis END),
                d.depuis, $1::timestamptz),
            $1::timestamptz, {History}, pg_current_xact_id(),
            nextval(pg_get_serial_sequence('journal', 'position'))
        FROM (SELECT 1) AS une
        LEFT JOIN (SELECT * FROM epoque ORDER BY numero DESC LIMIT 1) AS d ON true
        CROSS JOIN (
            SELECT max(ecrit_le) AS fin
            FROM (SELECT ecrit_le FROM journal ORDER BY transaction DESC, position DESC LIMIT 1000) AS dernieres) AS j
        WHERE d.histoire IS DISTINCT FROM {History}
        """;

    /// <summary>The last epoch, with its place in the journal and whether its soins were all told again.</summary>
    public const string Last = """
        SELECT epoque, precedente, depuis, transaction, position, rediffusee_le IS NOT NULL FROM epoque ORDER BY numero DESC LIMIT 1
        """;

    /// <summary>
    /// Journées of which a reader may hold something that this history has not: their soins were written, in an epoch before, after the
    /// last one began to count. Only the entries just before the epoch are looked through.
    /// </summary>
    public const string ToTellAgain = """
        SELECT DISTINCT s.beneficiaire_id, s.date_soin
        FROM (SELECT soin_id, beneficiaire_id, ecrit_le FROM journal WHERE (transaction, position) < ($1::xid8, $2)
              ORDER BY transaction DESC, position DESC LIMIT $5) AS j
        JOIN soin AS s ON s.soin_id = j.soin_id AND s.beneficiaire_id = j.beneficiaire_id
        WHERE j.ecrit_le >= $3 AND s.mis_a_jour_le >= $3 AND s.epoque IS DISTINCT FROM $4
        ORDER BY s.beneficiaire_id, s.date_soin
        LIMIT $6
        """;

    /// <summary>Notes that all of them were told again.</summary>
    public const string ToldAgain = "UPDATE epoque SET rediffusee_le = $1 WHERE epoque = $2";

    /// <summary>
    /// The place from which a reader of another history goes on: before everything that was written since the epoch counts, so that nothing
    /// is missed; some of it comes twice.
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
