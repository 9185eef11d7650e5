using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Builds the indexes that are wanted and not there, and builds anew those that are otherwise defined, or were left half built, while
/// engines go on. The new index stands beside the old one until it is ready, so that reads never lack one. An interrupted build is taken up
/// again.
/// </summary>
internal sealed class IndexUpkeep
{
    private const string ReplacementSuffix = "_nouveau";

    private readonly NpgsqlConnection _connection;
    private readonly CancellationToken _cancellationToken;

    private IndexUpkeep(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (_connection, _cancellationToken) = (connection, cancellationToken);

    /// <summary>Makes the indexes what they are wanted to be, as the owner of the tables.</summary>
    /// <param name="source">The database.</param>
    /// <param name="wanted">The indexes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of those that were built.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource source, IReadOnlyList<WantedIndex> wanted, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var upkeep = new IndexUpkeep(connection, cancellationToken);
        var wasDue = (await upkeep.DueAsync(wanted)).Count > 0;
        if (!wasDue && (await upkeep.FormerAsync(wanted)).Count == 0)
        {
            return [];
        }

        await using var turn = await SessionTurn.TakeAsync(connection, AdvisoryLocks.IndexUpkeep, cancellationToken);
        var due = await upkeep.DueAsync(wanted);
        foreach (var (index, definition) in due)
        {
            await upkeep.BuildAsync(index, definition);
        }

        // Hosts that are yet to be replaced may read the former ones until a later run finds nothing to build. A run that waited while
        // another built, or that ends what another began, is no later one. Nobody reads an empty table.
        foreach (var index in await upkeep.FormerAsync(wanted))
        {
            if (!wasDue || !await upkeep.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {index.Table})"))
            {
                await upkeep.DropAsync(index.Former!, await upkeep.IsPartitionedAsync(index.Table));
            }
        }

        return [.. due.Select(d => d.Index.Name)];
    }

    private async Task<List<WantedIndex>> FormerAsync(IReadOnlyList<WantedIndex> wanted)
    {
        var former = new List<WantedIndex>();
        foreach (var index in wanted)
        {
            if (index.Former is { } name && await StateAsync(name) is not null)
            {
                former.Add(index);
            }
        }

        return former;
    }

    private async Task<List<(WantedIndex Index, string Definition)>> DueAsync(IReadOnlyList<WantedIndex> wanted)
    {
        var due = new List<(WantedIndex, string)>();
        foreach (var index in wanted)
        {
            var definition = await NormaliseAsync(index);
            if (await StateAsync(index.Name) is not { IsValid: true } there || there.Definition != definition
                || await StateAsync(index.Name + ReplacementSuffix) is not null)
            {
                due.Add((index, definition));
            }
        }

        return due;
    }

    // The definition as the server writes it: one definition has many forms. It is made of an empty copy of the table that nobody sees.
    private async Task<string> NormaliseAsync(WantedIndex index)
    {
        await using var transaction = await _connection.BeginTransactionAsync(_cancellationToken);
        await ExecuteAsync(
            $"CREATE TABLE index_model (LIKE {index.Table}); CREATE INDEX index_model_index ON index_model {index.Definition}");
        return Comparable(await ScalarAsync<string>("SELECT pg_get_indexdef('index_model_index'::regclass)"));
    }

    private async Task<(bool IsValid, string Definition)?> StateAsync(string index)
    {
        await using var command =
            Command("SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid = to_regclass($1)");
        command.Parameters.Add(new() { Value = index });
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        return await reader.ReadAsync(_cancellationToken) ? (reader.GetBoolean(0), Comparable(reader.GetString(1))) : null;
    }

    // The text before the method names the index and the table, and says whether the index is unique.
    private static string Comparable(string definition) => definition[definition.IndexOf(" USING ", StringComparison.Ordinal)..]
        + (definition.StartsWith("CREATE UNIQUE ", StringComparison.Ordinal) ? " UNIQUE" : "");

    private async Task BuildAsync(WantedIndex index, string definition)
    {
        var isPartitioned = await IsPartitionedAsync(index.Table);
        var replacement = index.Name + ReplacementSuffix;
        if (await StateAsync(index.Name) is { IsValid: true } there && there.Definition == definition)
        {
            // The definition was changed back before the change was done.
            await DropAsync(replacement, isPartitioned);
            return;
        }

        await (isPartitioned ? BuildOnPartitionsAsync(index, replacement, definition) : BuildOnTableAsync(index, replacement, definition));
        if (!isPartitioned)
        {
            await DropAsync(index.Name, isPartitioned);
        }

        await BrieflyAsync($"DROP INDEX IF EXISTS {index.Name}; ALTER INDEX {replacement} RENAME TO {index.Name}");
    }

    private async Task BuildOnTableAsync(WantedIndex index, string replacement, string definition)
    {
        if (await StateAsync(replacement) is { IsValid: true } ready && ready.Definition == definition)
        {
            return;
        }

        await DropAsync(replacement, isPartitioned: false);
        await ExecuteAsync($"CREATE INDEX CONCURRENTLY {Unqualified(replacement)} ON {index.Table} {index.Definition}");
    }

    // An index is made in the schema of its table, and may not be told which: that of a cell is not the product's.
    private static string Unqualified(string name) => name[(name.LastIndexOf('.') + 1)..];

    // A partitioned table has its index once each partition has it: a partition that is made meanwhile gets it by itself.
    private async Task BuildOnPartitionsAsync(WantedIndex index, string replacement, string definition)
    {
        if (await StateAsync(replacement) is { } begun && begun.Definition != definition)
        {
            await DropAsync(replacement, isPartitioned: true);
        }

        if (await StateAsync(replacement) is null)
        {
            await BrieflyAsync($"CREATE INDEX {replacement} ON ONLY {index.Table} {index.Definition}");
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index.Name + definition)))[..8];
        foreach (var partition in await PartitionsWithoutAsync(index.Table, replacement))
        {
            var part = $"{partition}_{mark}";
            await BuildOnTableAsync(index with { Table = partition }, part, definition);
            await BrieflyAsync($"ALTER INDEX {replacement} ATTACH PARTITION {part}");
        }

        if (await StateAsync(replacement) is not { IsValid: true })
        {
            throw new InvalidOperationException(
                $"The index {index.Name} lacks a partition that was added while it was built: migrate again.");
        }
    }

    private async Task<List<string>> PartitionsWithoutAsync(string table, string index)
    {
        await using var command = Command("""
            SELECT t.inhrelid::regclass::text
            FROM pg_inherits AS t
            WHERE t.inhparent = to_regclass($1) AND NOT EXISTS (
                SELECT FROM pg_inherits AS i JOIN pg_index AS x ON x.indexrelid = i.inhrelid
                WHERE i.inhparent = to_regclass($2) AND x.indrelid = t.inhrelid)
            ORDER BY 1
            """);
        command.Parameters.Add(new() { Value = table });
        command.Parameters.Add(new() { Value = index });
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), _cancellationToken);
    }

    // The index of a partitioned table cannot be dropped without its table for a moment.
    private Task DropAsync(string index, bool isPartitioned) => isPartitioned
        ? BrieflyAsync($"DROP INDEX IF EXISTS {index}")
        : ExecuteAsync($"DROP INDEX CONCURRENTLY IF EXISTS {index}");

    private Task<bool> IsPartitionedAsync(string table) =>
        ScalarAsync<bool>($"SELECT relkind = 'p' FROM pg_class WHERE oid = '{table}'::regclass");

    private Task BrieflyAsync(string sql) => BriefChange.RunAsync(_connection, sql, _cancellationToken);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(_cancellationToken);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Command(sql);
        return (T)(await command.ExecuteScalarAsync(_cancellationToken))!;
    }

    // An index on all that there is takes its time.
    private NpgsqlCommand Command(string sql) => new(sql, _connection) { CommandTimeout = 0 };
}
