namespace Reconciliation.Storage;

/// <summary>The SQL of the journal: how it is read in its order, by place, by member and by soin.</summary>
internal static class JournalSql
{
    private static readonly string Columns = JournalTable.Entry.Names;

    /// <summary>
    /// Entries after a place, in the order in which they may be read: by transaction, then by position. Entries that a transaction still in
    /// progress, or a later one, can yet write lie beyond the horizon and are left for the next reading, so nothing is skipped.
    /// </summary>
    internal static string After => $"(transaction, position) > ($1::xid8, $2) AND transaction < {JournalOrder.Horizon}";

    /// <summary>The journal after a place, announcements of epochs and notices of erased soins included.</summary>
    public static readonly string ReadJournal = $"""
        (SELECT {Columns} FROM journal WHERE {After} ORDER BY transaction, position LIMIT $3)
        UNION ALL ({EpochSql.Announcements("$3")})
        UNION ALL ({ErasureSql.Notices("$3")})
        ORDER BY transaction, position LIMIT $3
        """;

    /// <summary>The same, for a reader that has the views already.</summary>
    public static readonly string ReadJournalWithoutVues = $"""
        (SELECT {JournalTable.Entry.Without(JournalTable.Vue.Plain, JournalTable.Vue.Packed)}
         FROM journal WHERE {After} ORDER BY transaction, position LIMIT $3)
        UNION ALL ({EpochSql.Announcements("$3")})
        UNION ALL ({ErasureSql.Notices("$3")})
        ORDER BY transaction, position LIMIT $3
        """;

    /// <summary>
    /// The views at some places. The instants of writing tell in which month each is: the others are not looked at. One after the other: a
    /// join would be planned for the months that are empty too, and read all of them.
    /// </summary>
    public const string ReadJournalVues = """
        SELECT j.transaction, j.position, j.vue, j.vue_octets
        FROM unnest($1::xid8[], $2::bigint[], $3::timestamptz[]) AS p(t, n, e)
        CROSS JOIN LATERAL (
            SELECT transaction, position, vue, vue_octets FROM journal
            WHERE transaction = p.t AND position = p.n AND ecrit_le = p.e LIMIT 1) AS j
        """;

    /// <summary>
    /// The journal of one member after a place: two index ranges instead of one OR. Neither reads more than that member's entries,
    /// however far the journal has gone on since the place.
    /// </summary>
    public static readonly string ReadJournalOfAdherent = $"""
        SELECT * FROM (
            (SELECT {Columns} FROM journal
             WHERE adherent_id = $4 AND {After} ORDER BY transaction, position LIMIT $3)
            UNION ALL
            (SELECT {Columns} FROM journal
             WHERE autres_adherents @> ARRAY[$4] AND adherent_id <> $4 AND {After} ORDER BY transaction, position LIMIT $3)
            UNION ALL ({EpochSql.Announcements("$3")})) AS entrees
        ORDER BY transaction, position
        LIMIT $3
        """;

    /// <summary>The last place that may be read.</summary>
    public static readonly string LastPlace = $"""
        (SELECT transaction, position FROM journal
         WHERE transaction < {JournalOrder.Horizon} ORDER BY transaction DESC, position DESC LIMIT 1)
        UNION ALL (SELECT transaction, position FROM effacement
         WHERE transaction < {JournalOrder.Horizon} ORDER BY transaction DESC, position DESC LIMIT 1)
        ORDER BY transaction DESC, position DESC LIMIT 1
        """;

    /// <summary>When the first entry after a place was written, whether it may be read yet or not.</summary>
    public const string FirstAfter = """
        SELECT ecrit_le FROM (
            (SELECT ecrit_le, transaction, position FROM journal
             WHERE (transaction, position) > ($1::xid8, $2) ORDER BY transaction, position LIMIT 1)
            UNION ALL (SELECT efface_le, transaction, position FROM effacement
             WHERE (transaction, position) > ($1::xid8, $2) ORDER BY transaction, position LIMIT 1)) AS suite
        ORDER BY transaction, position LIMIT 1
        """;

    /// <summary>The versions of a soin, the oldest first; of one member only those that concerned that member.</summary>
    public const string ReadVersions = """
        SELECT version, ecrit_le, situation_precedente, cause, cause_octets, vue, vue_octets,
            array_prepend(adherent_id, autres_adherents) AS adherents
        FROM journal
        WHERE soin_id = $1 AND version > $2 AND ($3::text IS NULL OR adherent_id = $3 OR autres_adherents @> ARRAY[$3])
        ORDER BY version
        LIMIT $4
        """;
}
