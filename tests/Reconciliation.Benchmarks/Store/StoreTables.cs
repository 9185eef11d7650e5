using Npgsql;

namespace Reconciliation.Benchmarks.Store;

/// <summary>The tables that grow with payments: emptied and freed of their indexes, then filled, then given them back.</summary>
/// <param name="database">The connection string.</param>
internal sealed class StoreTables(string database)
{
    private const int IndexesAtATime = 2;

    /// <summary>The tables whose rows are copied.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ligne", "soin", "journal"];

    /// <summary>Takes indexes and unique constraints away.</summary>
    /// <returns>The statements that bring them back.</returns>
    public async Task<IReadOnlyList<string>> DropIndexesAsync()
    {
        // For a partitioned table: the indexes of the whole, which make those of its partitions, and the own indexes of each partition.
        var rows = await RowsAsync("""
            SELECT c.relname, i.relname, x.conname, pg_get_indexdef(i.oid), pg_get_constraintdef(x.oid)
            FROM pg_index AS d
            JOIN pg_class AS c ON c.oid = d.indrelid
            JOIN pg_class AS i ON i.oid = d.indexrelid
            LEFT JOIN pg_constraint AS x ON x.conindid = d.indexrelid AND x.contype IN ('p', 'u') AND x.conrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace
              AND (c.relname = ANY ($1) OR EXISTS (
                  SELECT FROM pg_inherits AS p JOIN pg_class AS w ON w.oid = p.inhparent WHERE p.inhrelid = c.oid AND w.relname = ANY ($1)))
              AND NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = i.oid)
            """);
        var back = new List<string>();
        foreach (var row in rows)
        {
            await ExecuteAsync(row[2] is null ? $"DROP INDEX {row[1]}" : $"ALTER TABLE {row[0]} DROP CONSTRAINT {row[2]}");
            back.Add(row[2] is null
                ? row[3]!.Replace(" ON ONLY ", " ON ", StringComparison.Ordinal)
                : $"ALTER TABLE {row[0]} ADD CONSTRAINT {row[2]} {row[4]}");
        }

        return back;
    }

    /// <summary>Runs the statements that bring indexes back, some at a time, and analyses the tables.</summary>
    public async Task IndexAsync(IReadOnlyList<string> statements)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = IndexesAtATime };
        await Parallel.ForEachAsync(
            statements, parallel,
            async (sql, _) => await ExecuteAsync($"SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0; {sql}"));
        await ExecuteAsync("ANALYZE");
    }

    /// <summary>The columns that are copied: not those that number themselves.</summary>
    public async Task<string> ColumnsAsync(string table) => string.Join(", ", (await RowsAsync($"""
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = '{table}' AND is_identity = 'NO' AND coalesce(column_default,
            '') NOT LIKE '%pg_current_xact_id%'
          AND $1 IS NOT NULL
        ORDER BY ordinal_position
        """)).Select(r => r[0]));

    /// <summary>The rows of a table in the order of the days of care, in PostgreSQL's binary format.</summary>
    public async Task<List<byte[]>> CopyOutAsync(string table, string columns, string order)
    {
        await using var connection = await OpenAsync();
        await using var copied =
            await connection.BeginRawBinaryCopyAsync($"COPY (SELECT {columns} FROM {table} ORDER BY {order}) TO STDOUT (FORMAT binary)");
        using var bytes = new MemoryStream();
        await copied.CopyToAsync(bytes);
        return RowTemplate.Split(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>
    /// Replaces the rows of a table, in one transaction: they are then born frozen, and where the server keeps no more of its log than
    /// a crash needs, they are not logged at all.
    /// </summary>
    public async Task ReplaceAsync(string table, string columns, Action<Stream> write)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var truncate = new NpgsqlCommand($"TRUNCATE {table}", connection, transaction))
        {
            await truncate.ExecuteNonQueryAsync();
        }

        var whole = (await RowsAsync(
            $"SELECT 1::text FROM pg_class WHERE oid = '{table}'::regclass AND relkind = 'r' AND $1 IS NOT NULL")).Count == 1;
        await using (var copy = await connection.BeginRawBinaryCopyAsync(
            $"COPY {table} ({columns}) FROM STDIN (FORMAT binary{(whole ? ", FREEZE" : "")})"))
        {
            copy.Write([.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, .. new byte[8]]);
            write(copy);
            copy.Write([0xFF, 0xFF]);
        }

        await transaction.CommitAsync();
        if (!whole)
        {
            // Rows of partitions cannot be born frozen: their first reader would write them all again.
            await ExecuteAsync($"VACUUM (FREEZE) {table}");
        }
    }

    /// <summary>The bytes of each table with its indexes, those of its partitions included.</summary>
    public async Task<IReadOnlyDictionary<string, long>> SizesAsync() => (await RowsAsync("""
        SELECT n.name, coalesce((SELECT sum(pg_total_relation_size(t.relid)) FROM pg_partition_tree(n.name::regclass) AS t),
                                pg_total_relation_size(n.name::regclass))::bigint::text
        FROM unnest($1) AS n(name)
        """)).ToDictionary(r => r[0]!, r => long.Parse(r[1]!, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The bytes of the rows of each table, under its own name, and of each index, those of its partitions added up.</summary>
    public async Task<IReadOnlyDictionary<string, long>> PartsAsync() => (await RowsAsync("""
        SELECT part.name, sum(pg_relation_size(part.relid))::text
        FROM unnest($1) AS n(name)
        CROSS JOIN LATERAL (
            SELECT n.name, n.name::regclass::oid UNION SELECT n.name, relid::oid FROM pg_partition_tree(n.name::regclass)) AS t(name, relid)
        CROSS JOIN LATERAL (
            SELECT n.name, t.relid
            UNION ALL
            SELECT coalesce((SELECT p.inhparent::regclass::text FROM pg_inherits AS p WHERE p.inhrelid = i.indexrelid),
                            i.indexrelid::regclass::text), i.indexrelid
            FROM pg_index AS i WHERE i.indrelid = t.relid) AS part(name, relid)
        GROUP BY part.name HAVING sum(pg_relation_size(part.relid)) > 0 ORDER BY 1
        """)).ToDictionary(r => r[0]!, r => long.Parse(r[1]!, System.Globalization.CultureInfo.InvariantCulture));

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string?[]>> RowsAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Names.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string?[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }

        return rows;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        return connection;
    }
}
