using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Migrating leaves each index as this version defines it, even where another index had its name.</summary>
public sealed class IndexUpkeepTests : DatabaseTest
{
    public static TheoryData<string> Damages =>
    [
        "DROP INDEX soin_a_traiter_jour",
        "DROP INDEX soin_a_traiter_jour; CREATE INDEX soin_a_traiter_jour ON soin (situation) WHERE situation = 0",
        "DROP INDEX soin_a_traiter_jour; CREATE UNIQUE INDEX soin_a_traiter_jour ON soin (soin_id, beneficiaire_id)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'soin_a_traiter_jour'::regclass",
        "CREATE INDEX soin_a_traiter_jour_nouveau ON soin (situation)",
        "DROP INDEX soin_a_traiter_jour; CREATE INDEX soin_a_traiter_jour_nouveau ON soin (situation)",
        "ALTER INDEX soin_a_traiter_jour RENAME TO soin_a_traiter_jour_nouveau",
        "DROP INDEX journal_adherent",
        "DROP INDEX journal_adherent; CREATE INDEX journal_adherent ON journal (adherent_id) WHERE version > 1",
        "DROP INDEX journal_adherent; CREATE INDEX journal_adherent ON ONLY journal (adherent_id, transaction, position)",
        "DROP INDEX journal_adherent; CREATE INDEX journal_adherent_nouveau ON ONLY journal (adherent_id, transaction, position)",
        "DROP INDEX journal_autres_adherents; CREATE INDEX journal_autres_adherents ON journal USING gin (autres_adherents)",
        "CREATE INDEX journal_adherent_nouveau ON journal (version)",
    ];

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task Whatever_stands_under_the_name_of_an_index_migrating_leaves_the_wanted_one_and_then_nothing_to_do(string damage)
    {
        var wanted = await DefinitionsAsync();
        await ExecuteAsync(damage);
        Assert.NotEqual(wanted, await DefinitionsAsync());

        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        Assert.Equal(wanted, await DefinitionsAsync());

        var files = await ColumnAsync("SELECT oid::text || ' ' || relfilenode FROM pg_class WHERE relkind IN ('i', 'I') ORDER BY 1");
        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        Assert.Empty(await IndexUpkeep.ApplyAsync(Source, WantedIndex.Product, default));
        Assert.Equal(
            files, await ColumnAsync("SELECT oid::text || ' ' || relfilenode FROM pg_class WHERE relkind IN ('i', 'I') ORDER BY 1"));
    }

    [SkippableFact]
    public async Task A_changed_predicate_takes_effect_on_every_partition_and_may_be_taken_back()
    {
        var wanted = await DefinitionsAsync();
        WantedIndex[] changed =
        [
            new("soin_a_traiter_jour", "soin", "(depuis) WHERE situation = 1"),
            new("journal_adherent", "journal", "(adherent_id, position) WHERE version > 1"),
        ];

        Assert.Equal(changed.Select(c => c.Name), await IndexUpkeep.ApplyAsync(Source, changed, default));
        Assert.Empty(await IndexUpkeep.ApplyAsync(Source, changed, default));
        var partitions =
            (await ColumnAsync("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass")).Count;
        Assert.Equal(
            partitions,
            (await DefinitionsAsync()).Count(d => d.Contains("(adherent_id, \"position\") WHERE (version > 1)", StringComparison.Ordinal))
                - 1);

        Assert.Equal(2, (await IndexUpkeep.ApplyAsync(Source, WantedIndex.Product, default)).Count);
        Assert.Equal(wanted, await DefinitionsAsync());
    }

    [SkippableFact]
    public async Task An_index_that_another_stands_in_for_goes_once_that_one_was_there_or_where_nothing_is_stored()
    {
        const string Old = "CREATE INDEX ligne_virement ON ligne (virement, position)";
        var wanted = await DefinitionsAsync();
        await ExecuteAsync(Old);
        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        Assert.Equal(wanted, await DefinitionsAsync());

        await using (var services = Engines.Services())
        {
            await Engines.On(Source, services).ReconcileLignesAsync([Scenario.Ro("one")], default);
        }

        await ExecuteAsync("DROP INDEX ligne_virement_court; " + Old);
        var before = await DefinitionsAsync();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => IndexUpkeep.ApplyAsync(Source, WantedIndex.Product, default)));
        Assert.Equal(before.Concat(wanted).Distinct().Order(), (await DefinitionsAsync()).Distinct().Order());
        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        Assert.Equal(wanted, await DefinitionsAsync());
    }

    [SkippableFact]
    public async Task Two_that_build_indexes_at_once_take_turns_while_entries_are_written()
    {
        var wanted = await DefinitionsAsync();
        await ExecuteAsync("DROP INDEX soin_a_traiter_jour, journal_adherent");
        var building = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => IndexUpkeep.ApplyAsync(Source, WantedIndex.Product, default)));
        do
        {
            await ExecuteAsync("""
                INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le) VALUES ('B', gen_random_uuid(),
                    1, 'A', '{}', '{}', now())
                """);
        }
        while (!building.IsCompleted);

        await building;
        Assert.Equal(wanted, await DefinitionsAsync());
    }

    // Of every index all but its name and validity; the indexes of partitions are named by the server.
    private Task<List<string>> DefinitionsAsync() => ColumnAsync("""
        SELECT CASE WHEN c.relispartition THEN 'of a partition' ELSE c.relname END || ' ' || i.indrelid::regclass || ' ' || i.indisvalid
            || ' ' || i.indisunique
               || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ' USING ')
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relnamespace = current_schema()::regnamespace OR t.relnamespace::regnamespace::text LIKE 'cellule%'
        ORDER BY 1
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAllAsync(r => r.GetString(0), default);
    }
}
