using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A database is not parted, and is as it was.</summary>
/// <param name="message">Why, with what to do.</param>
public sealed class CellSplitRefusedException(string message) : Exception(message);

/// <summary>
/// Looks for things that stand in the way of parting a database: those of an installation's own that tables made anew would not have, and
/// schemas of that name that are in use. All is said at once, before anything is changed.
/// </summary>
internal static class CellObstacles
{
    // Settings whose names begin with pg_ are notes that the server makes itself, as PostgreSQL 15.20 does of every column.
    private const string Uncarried = """
        WITH tables AS (SELECT c.* FROM pg_class AS c WHERE c.oid = ANY ($1::regclass[])),
        index AS (
            SELECT c.relname AS nom, t.relname, i.* FROM tables AS t JOIN pg_index AS i ON i.indrelid = t.oid
            JOIN pg_class AS c ON c.oid = i.indexrelid)
        SELECT format('row security of %s', relname) FROM tables WHERE relrowsecurity OR relforcerowsecurity
        UNION ALL SELECT format('policy %s of %s', p.polname, t.relname) FROM tables AS t JOIN pg_policy AS p ON p.polrelid = t.oid
        UNION ALL SELECT format('trigger %s of %s', g.tgname, t.relname)
            FROM tables AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal
        UNION ALL SELECT format('rule %s of %s', r.rulename, t.relname) FROM tables AS t JOIN pg_rewrite AS r ON r.ev_class = t.oid
        UNION ALL SELECT format('publication %s of %s', p.pubname, t.relname) FROM tables AS t
            JOIN pg_publication_tables AS p ON p.tablename = t.relname AND p.schemaname = t.relnamespace::regnamespace::text
        UNION ALL SELECT format('%s, which uses %s', pg_describe_object(d.classid, d.objid, 0), t.relname) FROM tables AS t
            JOIN pg_type AS y ON y.oid = t.reltype
            JOIN pg_depend AS d ON d.deptype = 'n' AND d.classid <> 'pg_constraint'::regclass AND (
                (d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid)
                OR (d.refclassid = 'pg_type'::regclass AND d.refobjid IN (y.oid, y.typarray)))
        UNION ALL SELECT format('owner of %s, who is not that of soin', relname) FROM tables
            WHERE relowner <> (SELECT relowner FROM pg_class WHERE oid = 'soin'::regclass)
        UNION ALL SELECT format('%s, which is unlogged', relname) FROM tables WHERE relpersistence <> 'p'
        UNION ALL SELECT format('index %s of %s, by which it is clustered', nom, relname) FROM index WHERE indisclustered
        UNION ALL SELECT format('index %s of %s, which is not valid', nom, relname) FROM index WHERE NOT indisvalid
        UNION ALL SELECT format('unique index %s of %s, without beneficiaire_id', i.nom, i.relname) FROM index AS i
            WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
                AND NOT EXISTS (
                    SELECT FROM pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attname = 'beneficiaire_id'
                    AND a.attnum = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1]))
        UNION ALL SELECT format('index %s of %s, which has a comment or statistics of its own', i.nom, i.relname) FROM index AS i
            WHERE obj_description(i.indexrelid, 'pg_class') IS NOT NULL
                OR EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = i.indexrelid AND coalesce(a.attstattarget, -1) >= 0)
        UNION ALL SELECT format('replica identity of %s', relname) FROM tables WHERE relreplident <> 'd'
        UNION ALL SELECT format('constraint %s of %s', k.conname, t.relname)
            FROM tables AS t JOIN pg_constraint AS k ON k.conrelid = t.oid
                AND (k.contype IN ('f', 'x', 'u', 't') OR (k.contype = 'c' AND NOT k.convalidated))
        UNION ALL SELECT format('statistics %s of %s', e.stxname, t.relname)
            FROM tables AS t JOIN pg_statistic_ext AS e ON e.stxrelid = t.oid
        UNION ALL SELECT format('options of %s', relname) FROM tables
            WHERE EXISTS (SELECT FROM unnest(reloptions) AS o WHERE NOT starts_with(o, 'pg_'))
        UNION ALL SELECT format('tablespace of %s', c.relname) FROM tables AS t
            JOIN pg_class AS c ON c.oid = t.oid OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = t.oid)
            WHERE c.reltablespace <> 0
        UNION ALL SELECT format('column %s of %s, which is generated or has settings of its own', a.attname, t.relname)
            FROM tables AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE a.attgenerated <> '' OR coalesce(a.attstattarget, -1) >= 0
                OR EXISTS (SELECT FROM unnest(a.attoptions) AS o WHERE NOT starts_with(o, 'pg_'))
        ORDER BY 1
        """;

    private const string SchemasInUse = """
        SELECT s.nspname::text FROM pg_namespace AS s
        WHERE s.nspname = ANY ($1) AND EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = s.oid) ORDER BY 1
        """;

    /// <summary>Makes sure that nothing stands in the way.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="schemas">The schemas of the cells to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CellSplitRefusedException">Something does.</exception>
    public static async Task RequireNoneAsync(
        NpgsqlConnection connection, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        if (await ListAsync(connection, Uncarried, CellLayout.Tables, cancellationToken) is { Count: > 0 } own)
        {
            throw new CellSplitRefusedException(
                $"Parted tables would not have what these have of your own ({string.Join("; ", own)}): drop it, and make it again after.");
        }

        if (await ListAsync(connection, SchemasInUse, schemas, cancellationToken) is { Count: > 0 } used)
        {
            throw new CellSplitRefusedException(
                $"Schemas that the cells are to have hold something already ({string.Join(", ", used)}): drop or rename them.");
        }
    }

    private static async Task<List<string>> ListAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = names.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }
}
