using Npgsql;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Tables;

/// <summary>A migration may be started at any time, by anybody who may, beside all other work.</summary>
public sealed class MigrationTests : DatabaseTest
{
    private const string TablesInUse = """
        SELECT 'LOCK TABLE ' || string_agg(oid::regclass::text, ', ') || ' IN ROW EXCLUSIVE MODE' FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
        """;

    private static readonly TestTemplate Empty = new("empty", _ => Task.CompletedTask);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Damages => new(
        "DROP TRIGGER {0} ON {1}",
        "ALTER TABLE {1} DISABLE TRIGGER {0}",
        "ALTER TABLE {1} ENABLE REPLICA TRIGGER {0}",
        "CREATE OR REPLACE TRIGGER {0} AFTER TRUNCATE ON {1} FOR EACH STATEMENT EXECUTE FUNCTION rien()");

    [SkippableFact]
    public async Task Migrations_that_begin_at_once_take_turns_and_one_does_the_work()
    {
        await using var database = await TestDatabase.CreateAsync(Empty);
        await using var source = database.CreateSource();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.MigrateAsync(source, default, CellsOfRun.Count)));

        Assert.Equal(Migrator.Migrations, Assert.Single(applied, a => a.Count > 0));
        Assert.True(await Migrator.IsUpToDateAsync(source, default));
    }

    [SkippableFact]
    public async Task With_nothing_to_do_it_waits_for_nobody_who_writes()
    {
        await using var writer = await Source.OpenConnectionAsync();
        await using var writing = await writer.BeginTransactionAsync();
        await using var tables = new NpgsqlCommand(TablesInUse, writer);
        await using var inUse = new NpgsqlCommand((string)(await tables.ExecuteScalarAsync())!, writer);
        await inUse.ExecuteNonQueryAsync();

        Assert.Empty(await Migrator.MigrateAsync(Source, default, CellsOfRun.Count).WaitAsync(Patience));
    }

    [SkippableFact]
    public async Task A_table_in_use_is_asked_for_briefly_so_that_those_who_write_behind_go_on()
    {
        await ExecuteAsync("DROP TRIGGER quarantaine_retiree ON quarantaine");
        await using var writer = await Source.OpenConnectionAsync();
        await using var writing = await writer.BeginTransactionAsync();
        await using var inUse = new NpgsqlCommand("LOCK TABLE quarantaine IN ROW EXCLUSIVE MODE", writer);
        await inUse.ExecuteNonQueryAsync();

        var migrating = Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        await Eventually.HoldsAsync("the migration waits for the table", async () =>
            await ScalarAsync("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'quarantaine'::regclass") > 0);

        // Behind the migration, and before the one that it waits for has ended.
        await ExecuteAsync("BEGIN; LOCK TABLE quarantaine IN ROW EXCLUSIVE MODE; COMMIT").WaitAsync(Patience);
        Assert.False(migrating.IsCompleted);

        await writing.CommitAsync();
        Assert.Empty(await migrating.WaitAsync(Patience));
        Assert.Equal(1, await ScalarAsync("SELECT count(*) FROM pg_trigger WHERE tgname = 'quarantaine_retiree'"));
    }

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task Triggers_that_are_gone_or_changed_or_switched_off_are_back_and_then_there_is_nothing_to_do(string damage)
    {
        await using var connection = await Source.OpenConnectionAsync();
        Assert.Empty(await WantedTrigger.ApplyAsync(connection, WantedTrigger.Product, default));
        await ExecuteAsync("CREATE FUNCTION rien() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        foreach (var trigger in WantedTrigger.Product)
        {
            await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, trigger.Name, trigger.Table));
        }

        Assert.Equal(
            WantedTrigger.Product.Select(t => t.Name), await WantedTrigger.ApplyAsync(connection, WantedTrigger.Product, default));
        Assert.Empty(await WantedTrigger.ApplyAsync(connection, WantedTrigger.Product, default));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync("TRUNCATE acces"));
    }

    [SkippableFact]
    public async Task Every_trigger_of_the_schema_is_a_wanted_one() => Assert.Equal(
        WantedTrigger.Product.Count, await ScalarAsync("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"));

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
