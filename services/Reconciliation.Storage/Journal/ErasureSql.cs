namespace Reconciliation.Storage;

/// <summary>
/// The SQL of notices of erased soins. Their rows hold no data but the id: those who keep copies are told what to remove, and nobody can
/// read there whose it was.
/// </summary>
internal static class ErasureSql
{
    /// <summary>The notices of soins that the statement before, <c>effaces</c>, removed; the instant is a parameter.</summary>
    /// <param name="now">The parameter of the instant.</param>
    public static string Note(string now) => $"""
        INSERT INTO effacement (transaction, position, soin_id, efface_le, epoque)
        SELECT {JournalOrder.Own}, nextval(pg_get_serial_sequence('journal', 'position')), soin_id, {now},
            (SELECT epoque FROM epoque ORDER BY numero DESC LIMIT 1)
        FROM effaces
        """;

    /// <summary>The notices as entries of the journal: in its order, version 0, and with the event in place of a view.</summary>
    /// <param name="limit">The parameter that bounds them.</param>
    public static string Notices(string limit) => $"""
        SELECT transaction, position, soin_id, 0, NULL::smallint,
            json_strip_nulls(json_build_object('soinId', soin_id, 'efface', true,
                'misAJourLe', to_char(efface_le AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'epoque', epoque)),
            NULL::bytea, efface_le, NULL::text, epoque
        FROM effacement
        WHERE {JournalSql.After}
        ORDER BY transaction, position LIMIT {limit}
        """;

    /// <summary>Removes the oldest notices: who has not read for so long begins anew.</summary>
    public const string Expired = """
        DELETE FROM effacement WHERE (transaction, position) IN (
            SELECT transaction, position FROM effacement WHERE efface_le < $1 ORDER BY transaction, position LIMIT $2)
        """;
}
