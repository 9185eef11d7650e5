using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// A dump that is restored into the database from which it was taken: the same cluster, timeline and database, and yet another history.
/// </summary>
public sealed class RestoredDumpTests : DatabaseTest
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_written_after_a_dump_is_of_another_history_than_what_is_written_after_its_restore(bool cleans)
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);
        await engine.ReconcileLignesAsync([Scenario.Ro("kept")], default);
        var former = (await Epochs.LastAsync(Source, default))!;
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync("pg_dump", "--format=custom", $"--file={file}");
            await engine.ReconcileLignesAsync([Scenario.Ro("lost")], default);
            Assert.True((await Epochs.LastAsync(Source, default))!.IsOwn);
            if (cleans)
            {
                // It cannot drop the key of a partition by itself, says so, and drops the table.
                await RunAsync("pg_restore", "--clean", "--if-exists", file);
            }
            else
            {
                // The cells' schemas are not in it.
                await Source.ExecuteAsync("""
                    DROP SCHEMA public CASCADE;
                    CREATE SCHEMA public;
                    DO $$ BEGIN
                        EXECUTE coalesce((
                            SELECT string_agg(format('DROP SCHEMA %I', nspname), ';') FROM pg_namespace WHERE nspname LIKE 'cellule%'), '');
                    END $$
                    """);
                await RunAsync("pg_restore", "--exit-on-error", file);
            }
        }
        finally
        {
            File.Delete(file);
        }

        var restored = (await Epochs.LastAsync(Source, default))!;
        Assert.Equal((former.Name, false), (restored.Name, restored.IsOwn));
        var cursor = new FeedCursor(new(1, 1), Guid.Empty, former.Name);
        Assert.Equal(FeedState.Behind, (await new JournalFeed(Source).ReadAsync(cursor, 1, null, default)).State);

        // The first to write begins the epoch; from then on a place of before is gone.
        await engine.ReconcileLignesAsync([Scenario.Ro("next")], default);
        var next = (await Epochs.LastAsync(Source, default))!;
        Assert.Equal((former.Name, true), (next.Previous, next.IsOwn));
        Assert.Equal(FeedState.Gone, (await new JournalFeed(Source).ReadAsync(cursor, 1, null, default)).State);
        Assert.Equal(2, await Source.CountAsync("SELECT count(*) FROM epoque"));
    }

    [SkippableFact]
    public async Task Upkeep_of_the_tables_begins_no_history()
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);
        await engine.ReconcileLignesAsync([Scenario.Ro("one")], default);
        foreach (var upkeep in new[] { "VACUUM (FULL, FREEZE)", "VACUUM (FREEZE)", "REINDEX TABLE", "ANALYZE", "CLUSTER" })
        {
            foreach (var table in new[] { "epoque", "epoque_marque" })
            {
                await Source.ExecuteAsync(upkeep == "CLUSTER" ? $"CLUSTER {table} USING {table}_pkey" : $"{upkeep} {table}");
            }
        }

        await engine.ReconcileLignesAsync([Scenario.Ro("two")], default);
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM epoque"));
        Assert.True((await Epochs.LastAsync(Source, default))!.IsOwn);
    }

    private Task RunAsync(string program, params IEnumerable<string> arguments) =>
        ClientPrograms.RunAsync(ConnectionString, program, arguments);
}
