using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The rows of a table, counted and summed up.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sum">The sum of the hashes of whole rows: another if a row was lost, doubled or changed.</param>
public readonly record struct TableSum(string Table, long Rows, decimal Sum);

/// <summary>
/// Parts a database of one cell into several: in one transaction, which has the tables for itself. Whatever ends it before its commit
/// leaves the database as it was. The rows of each table are summed up before and after, and must be the same.
/// </summary>
public sealed class CellSplit
{
    private const string BeforeSuffix = "_avant";
    private const string RowHash = "('x' || left(md5(t::text), 16))::bit(64)::bigint";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly int _count;
    private readonly CancellationToken _cancellationToken;

    private CellSplit(NpgsqlConnection connection, NpgsqlTransaction transaction, int count, CancellationToken cancellationToken) =>
        (_connection, _transaction, _count, _cancellationToken) = (connection, transaction, count, cancellationToken);

    /// <summary>Whether the database has one cell and no row in it yet: to part it then costs nothing.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<bool> IsEmptyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "SELECT " + string.Join(" AND ", CellLayout.Tables.Select(t => $"NOT EXISTS (SELECT FROM {t})")));
        return await CellLayout.CountAsync(source, cancellationToken) == 1 && await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>
    /// Parts the database. Those who use the tables meanwhile wait; engines take no message until it has ended. Statistics of the whole are
    /// to be gathered after it (<see cref="CellLayout.AnalyseAsync"/>).
    /// </summary>
    /// <param name="source">The database, as its owner; it has one cell.</param>
    /// <param name="count">The number of cells, from 2 to <see cref="CellLayout.CellsMax"/>.</param>
    /// <param name="progress">Told of each table that is about to be parted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tables as they were, and are.</returns>
    /// <exception cref="CellSplitRefusedException">
    /// It has several cells already, something stands in the way, or a table was not the same after.
    /// </exception>
    public static async Task<IReadOnlyList<TableSum>> RunAsync(
        NpgsqlDataSource source, int count, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var turn = await SessionTurn.TakeAsync(connection, AdvisoryLocks.Migration, cancellationToken);
        return await CellLayout.CountAsync(source, cancellationToken) is var there && there != 1
            ? throw new CellSplitRefusedException($"The database has {there} cells already: their number is fixed.")
            : await RunAsync(connection, count, progress, cancellationToken);
    }

    /// <summary>The same through a session that has the turn of those who change the schema.</summary>
    internal static async Task<IReadOnlyList<TableSum>> RunAsync(
        NpgsqlConnection connection, int count, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CellLayout.CellsMax);
        return await BriefChange.RunAsync(
            connection,
            transaction => new CellSplit(connection, transaction, count, cancellationToken).PartAsync(progress),
            cancellationToken);
    }

    private async Task<IReadOnlyList<TableSum>> PartAsync(Action<string> progress)
    {
        // It takes as long as all rows take, and reads all of them: a policy that hides some ends it.
        await ExecuteAsync(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off");
        await ExecuteAsync($"{BriefChange.Patience} LOCK TABLE {string.Join(", ", CellLayout.Tables)} IN ACCESS EXCLUSIVE MODE");
        var schemas = Enumerable.Range(0, _count).Select(CellLayout.Schema).ToList();
        await CellObstacles.RequireNoneAsync(_connection, schemas, _cancellationToken);

        // The owner of the tables owns all that is made, even where a superuser makes it.
        var owner = await TextsAsync("SELECT relowner::regrole::text FROM pg_class WHERE oid = 'soin'::regclass");
        await ExecuteAsync($"SET LOCAL ROLE {owner.Single()}");
        foreach (var schema in schemas)
        {
            await ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {schema}");
        }

        var sums = new List<TableSum>();
        foreach (var table in CellLayout.Tables)
        {
            progress(table);
            sums.Add(await PartAsync(table));
        }

        return sums;
    }

    private async Task<TableSum> PartAsync(string table)
    {
        var before = table + BeforeSuffix;
        var sum = await SumAsync(table);
        await ExecuteAsync($"""
            ALTER TABLE {table} RENAME TO {before};
            CREATE TABLE {table} (LIKE {before}
                INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION
                INCLUDING COMMENTS)
            PARTITION BY HASH (beneficiaire_id);
            """);
        for (var cell = 0; cell < _count; cell++)
        {
            var part = $"{CellLayout.Schema(cell)}.{table}";
            await ExecuteAsync($"CREATE TABLE {part} PARTITION OF {table} FOR VALUES WITH (MODULUS {_count}, REMAINDER {cell})");
            foreach (var revocation in await TextsAsync(CellSql.Revocations(part)))
            {
                await ExecuteAsync(revocation);
            }
        }

        await ExecuteAsync($"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {before}");
        await CarryOverAsync(table, before);
        var after = await SumAsync(table);
        return after == sum
            ? sum
            : throw new CellSplitRefusedException($"The rows of {table} are not the same after they were parted.");
    }

    // Rights and no others, numbers already given, comment, and indexes, under their names: those of the table before are free once it is
    // gone.
    private async Task CarryOverAsync(string table, string before)
    {
        foreach (var right in await TextsAsync(CellSql.Rights(table, before)))
        {
            await ExecuteAsync(right);
        }

        var sequences = await TextsAsync(CellSql.Sequences(table, before));
        var indexes = await TextsAsync(CellSql.Indexes(table, before));
        foreach (var goesOn in sequences.Take(1))
        {
            await ExecuteAsync(goesOn);
        }

        await ExecuteAsync($"DROP TABLE {before}");
        foreach (var made in sequences.Skip(1).Concat(indexes))
        {
            await ExecuteAsync(made);
        }
    }

    private async Task<TableSum> SumAsync(string table)
    {
        await using var command = Command($"SELECT count(*), coalesce(sum(({RowHash})::numeric), 0) FROM {table} AS t");
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        await reader.ReadAsync(_cancellationToken);
        return new(table, reader.GetInt64(0), reader.GetDecimal(1));
    }

    private async Task<List<string>> TextsAsync(string sql)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), _cancellationToken);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(_cancellationToken);
    }

    // All rows there are take their time.
    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };
}
