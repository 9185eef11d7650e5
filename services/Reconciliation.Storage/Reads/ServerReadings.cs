using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The state of the server of the database, as any role may see it.</summary>
/// <param name="Connections">
/// The connections that are open, under the limit that is nearest: that of the server, of this database or of this role.
/// </param>
/// <param name="ConnectionsMax">The connections that this limit lets in, those apart that are kept for superusers.</param>
/// <param name="Pools">The most connections that the pools of all processes may open under it.</param>
/// <param name="IsArchived">Whether its log is archived at all.</param>
/// <param name="LastArchived">When a segment of its log was archived last; null: none was.</param>
/// <param name="ArchiveFails">Whether the last attempt at one failed.</param>
/// <param name="Horizon">The age, in transactions, of the oldest that a session, a standby or a prepared transaction still sees.</param>
/// <param name="Octets">The size of the database.</param>
/// <param name="Tables">Of the large tables, the rows that are, and those that nobody has cleaned up yet.</param>
public sealed record ServerReading(
    long Connections, long ConnectionsMax, long Pools, bool IsArchived, DateTimeOffset? LastArchived, bool ArchiveFails, long Horizon,
    long Octets, IReadOnlyList<TableRows> Tables);

/// <summary>The rows of a table, as the server counts them.</summary>
/// <param name="Table">The table.</param>
/// <param name="Live">The rows that are.</param>
/// <param name="Dead">The rows that were replaced or removed, and take room.</param>
public readonly record struct TableRows(string Table, long Live, long Dead);

/// <summary>Reads the state of the server: from what it counts itself, in some milliseconds, with the rights of an engine.</summary>
public static class ServerReadings
{
    private const string Server = """
        SELECT current_setting('archive_mode') <> 'off', last_archived_time,
            coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false),
            (SELECT coalesce(max(age), 0)::bigint FROM (
                SELECT greatest(age(backend_xmin), age(backend_xid)) AS age FROM pg_stat_activity
                UNION ALL SELECT age(transaction) FROM pg_prepared_xacts
                UNION ALL SELECT greatest(age(xmin), age(catalog_xmin)) FROM pg_replication_slots) AS seen),
            pg_database_size(current_database())
        FROM pg_stat_archiver
        """;

    // Those that grow with the payments, in all cells together: what stands for the tables of several holds no row.
    private const string Tables = """
        SELECT t.relname::text, sum(s.n_live_tup)::bigint, sum(s.n_dead_tup)::bigint
        FROM pg_class AS t
        CROSS JOIN LATERAL (SELECT t.oid UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = t.oid) AS p
        JOIN pg_stat_user_tables AS s ON s.relid = p.oid
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relname IN ('ligne', 'soin', 'decision', 'quarantaine')
        GROUP BY 1 ORDER BY 1
        """;

    /// <summary>Reads the state.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerReading> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var room = (await ConnectionRoom.ReadAsync(source, cancellationToken)).MinBy(r => r.Left)!;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Server);
        batch.Add(Tables);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var read = new ServerReading(
            room.Open, room.Allowed, room.Pools, reader.GetBoolean(0),
            reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2), reader.GetInt64(3),
            reader.GetInt64(4), []);
        await reader.NextResultAsync(cancellationToken);
        return read with
        {
            Tables = await reader.ReadAllAsync(r => new TableRows(r.GetString(0), r.GetInt64(1), r.GetInt64(2)), cancellationToken),
        };
    }
}
