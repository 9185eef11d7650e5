using System.Globalization;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>A database that holds many soins, kept under its name where the data of the server is kept.</summary>
/// <param name="Database">The connection string.</param>
/// <param name="Soins">The number of soins with which it was loaded.</param>
internal sealed record LoadedStore(string Database, long Soins)
{
    /// <summary>Takes the store of an earlier run, or loads one.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="soins">The number of soins; 0 is an empty store.</param>
    /// <param name="plan">Says how many versions of a soin of two lines, and how many cells.</param>
    /// <param name="results">Receives the size of a soin.</param>
    public static async Task<LoadedStore> GetAsync(BenchServers servers, long soins, Plan plan, Results results)
    {
        var cells = plan.Cells.Count > 0 ? plan.Cells[^1] : 1;
        var name = $"soins_{soins}_{plan.Versions}{(cells > 1 ? $"_{cells}" : "")}";
        var database = servers.ConnectionStringTo(name);
        if (await servers.AskAsync(
            $"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'") is string held)
        {
            Console.WriteLine($"Found the store of {soins:N0} soins.");
            return await MeasureAsync(new(database, long.Parse(held, CultureInfo.InvariantCulture)), results);
        }

        Console.WriteLine($"Loading {soins:N0} soins:");
        await servers.DropAsync(database);
        await servers.DatabaseAsync(name);
        var start = TimeProvider.System.GetTimestamp();
        var loaded = 0L;
        if (soins == 0)
        {
            await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
            await Migrator.MigrateAsync(source, default);
        }
        else
        {
            loaded = await new StoreLoader(servers, soins, due: null, plan.Versions).LoadAsync(database);
            results.Add($"magasin.{soins}.chargementSecondes", TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }

        if (cells > 1)
        {
            await PartAsync(database, cells, soins, results);
        }

        await servers.AskAsync($"COMMENT ON DATABASE {name} IS '{loaded}'");
        return await MeasureAsync(new(database, loaded), results);
    }

    // As an installation does that has outgrown one cell; and so the time that this takes is known.
    private static async Task PartAsync(string database, int cells, long soins, Results results)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        var start = TimeProvider.System.GetTimestamp();
        await CellSplit.RunAsync(source, cells, table => Console.WriteLine($"  parting {table}"), default);
        results.Add($"magasin.{soins}.repartition.{cells}.secondes", TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        await CellLayout.AnalyseAsync(source, default);
    }

    /// <summary>Some of its members, spread over all.</summary>
    public async Task<IReadOnlyList<string>> MembersAsync(int count) => await ColumnAsync($"""
        SELECT adherent_id FROM (
            SELECT DISTINCT adherent_id FROM soin TABLESAMPLE SYSTEM ({Percent(count)}) REPEATABLE (1)
                WHERE adherent_id LIKE 'AM%') AS sample
        ORDER BY hashtext(adherent_id) LIMIT {count}
        """);

    /// <summary>The values of one text column of a query.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false;Command Timeout=600");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>The share of a table that holds some times as many rows as are wanted, in per cent.</summary>
    public string Percent(int rows) =>
        Math.Clamp(500.0 * rows / Math.Max(1, Soins), 0.01, 100).ToString("0.####", CultureInfo.InvariantCulture);

    private static async Task<LoadedStore> MeasureAsync(LoadedStore store, Results results)
    {
        if (store.Soins > 0)
        {
            var sizes = await new StoreTables(store.Database).SizesAsync();
            foreach (var (table, bytes) in sizes)
            {
                results.Add($"magasin.{store.Soins}.octetsParSoin.{table}", (double)bytes / store.Soins);
            }

            results.Add($"magasin.{store.Soins}.octetsParSoin", (double)sizes.Values.Sum() / store.Soins);
        }

        return store;
    }
}
