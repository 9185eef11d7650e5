using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// The disk that a soin takes where its lines came day by day, and why: as it was written, with indexes made anew, and with all rows
/// written anew. The store of the other scenarios is copied and gets its indexes afterwards, so that its pages are fuller than those of a
/// service.
/// </summary>
internal static class SpaceScenario
{
    private const int LinesPerBatch = 500;
    private const int Seed = 20251112;

    public static async Task RunAsync(Run run)
    {
        var size = (int)run.Plan.Size(100_000, 10_000);
        var together = await run.Servers.DatabaseAsync();
        await AddAsync(
            run.Results, together, new StoreTables(together), "octetsParSoin", await WriteAsync(together, size, arePartsTogether: true));
        await run.Servers.DropAsync(together);

        var database = await run.Servers.DatabaseAsync();
        var soins = await WriteAsync(database, size, arePartsTogether: false);
        var tables = new StoreTables(database);
        await AddAsync(run.Results, database, tables, "espace.octetsParSoin", soins);
        foreach (var (statement, figure) in new[] { ("REINDEX TABLE", "indexAnew"), ("VACUUM (FULL, ANALYZE)", "rowsAnew") })
        {
            foreach (var table in StoreTables.Names)
            {
                await tables.ExecuteAsync($"{statement} {table}");
            }

            await AddAsync(run.Results, database, tables, $"espace.octetsParSoin.{figure}", soins);
        }

        await run.Servers.DropAsync(database);
    }

    // Through the one transaction, in the order of the days of payment: of many soins both parts come in two batches, which make two
    // versions, or both in one, which makes one.
    private static async Task<long> WriteAsync(string database, int soins, bool arePartsTogether)
    {
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        {
            await Migrator.MigrateAsync(source, default);
        }

        await using var host = StoreServices.On(database);
        var reconciler = host.GetRequiredService<Reconciler>();
        var shape = new StoreShape(Seed, TimeProvider.System.GetUtcNow(), due: null);
        var parts = Enumerable.Range(0, soins / StoreShape.SoinsPerFamily).SelectMany(shape.Family)
            .Select(s => new[] { s.First, s.Second }.OfType<ReceivedLigne>().ToArray())
            .SelectMany(both => arePartsTogether ? [both] : both.Select(one => new[] { one })).ToArray();
        new Random(Seed).Shuffle(parts);
        foreach (var batch in parts.OrderBy(p => p.Max(l => l.Ligne.PayeLe)).SelectMany(p => p).Chunk(LinesPerBatch))
        {
            await reconciler.ReconcileLignesAsync(batch, default);
        }

        await using var count = host.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM soin");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task AddAsync(Results results, string database, StoreTables tables, string name, long soins)
    {
        var sizes = await tables.SizesAsync();
        foreach (var (table, bytes) in sizes)
        {
            results.Add($"{name}.{table}", (double)bytes / soins);
        }

        foreach (var (part, bytes) in await tables.PartsAsync())
        {
            results.Add($"{name}.de.{part}", (double)bytes / soins);
        }

        results.Add(name, (double)sizes.Values.Sum() / soins);
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM journal)::float8, pg_database_size(current_database())::float8", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        results.Add("espace.versionsParSoin", reader.GetDouble(0) / soins);
        results.Add($"{name}.base", reader.GetDouble(1) / soins);
        Console.WriteLine($"  {name}: {sizes.Values.Sum() / 1000.0 / soins:0.00} KB a soin of {soins:N0}, "
            + string.Join(", ", sizes.Select(s => $"{s.Key} {s.Value / 1000.0 / soins:0.00}")));
    }
}
