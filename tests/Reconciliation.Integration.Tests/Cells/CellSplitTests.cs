using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>A database of one cell is parted: all that is in it stays, and work goes on.</summary>
public sealed class CellSplitTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    // Every row of a cell's tables, whole, and all that the catalogue says of the tables besides where the rows lie.
    private const string Rows = """
        SELECT 'l' || t::text FROM ligne AS t UNION ALL SELECT 's' || t::text FROM soin AS t
        UNION ALL SELECT 'd' || t::text FROM decision AS t
        UNION ALL SELECT 't' || t::text FROM lien AS t UNION ALL SELECT 'n' || t::text FROM ligne_non_rattachee AS t ORDER BY 1
        """;

    private const string Definitions = """
        SELECT concat_ws(' ', a.attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
            pg_get_expr(d.adbin, d.adrelid), pg_get_serial_sequence(a.attrelid::regclass::text, attname), attcollation)
        FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT attisdropped AND a.attrelid = ANY ($t$%TABLES%$t$::regclass[])
        UNION ALL SELECT regexp_replace(pg_get_indexdef(indexrelid), ' ON (ONLY )?', ' ON ') FROM pg_index
        WHERE indrelid = ANY ($t$%TABLES%$t$::regclass[])
        UNION ALL SELECT concat_ws(' ', relname, obj_description(c.oid), d.grantee::regrole, d.privilege_type, d.is_grantable)
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(coalesce(relacl, acldefault('r', relowner))) AS d
        WHERE c.oid = ANY ($t$%TABLES%$t$::regclass[])
        UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attacl::text) FROM pg_attribute
        WHERE attrelid = ANY ($t$%TABLES%$t$::regclass[]) AND attacl IS NOT NULL
        ORDER BY 1
        """;

    private static readonly string TheirDefinitions =
        Definitions.Replace("%TABLES%", $"{{{string.Join(",", CellLayout.Tables)}}}", StringComparison.Ordinal);

    [SkippableFact]
    public async Task Rows_columns_indexes_rights_and_numbers_stay_and_payments_go_on()
    {
        var lines = new RandomPayments(81).Make(300);
        await using var stored = await StoredPayments.FillAsync(Now, lines.Take(200), template: CellDatabases.PlainOf(1));
        await stored.ExecuteAsync("""
            GRANT SELECT, UPDATE ON soin TO pg_monitor; GRANT SELECT ON ligne TO PUBLIC;
            GRANT SELECT (beneficiaire_id) ON decision TO pg_monitor;
            ALTER DEFAULT PRIVILEGES GRANT SELECT, DELETE ON TABLES TO pg_monitor; COMMENT ON TABLE lien IS 'Ce qui est lié.'
            """);
        var (rows, definitions) = (await stored.ColumnAsync(Rows), await stored.ColumnAsync(TheirDefinitions));

        var parted = await CellSplit.RunAsync(stored.Database, 5, _ => { }, default);

        Assert.Equal(rows, await stored.ColumnAsync(Rows));
        Assert.Equal(definitions, await stored.ColumnAsync(TheirDefinitions));
        Assert.Equal(rows.Count, parted.Sum(t => t.Rows));
        Assert.Equal(5, (await CellLayout.ListAsync(stored.Database, isDistributed: false, default)).Count);
        Assert.Empty(await CellLayout.MissingAsync(stored.Database, default));
        Assert.Empty(await Migrator.MigrateAsync(stored.Database, default));

        foreach (var some in lines.Chunk(30))
        {
            await stored.Engine.ReconcileLignesAsync(some, default);
        }

        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        await using var whole = await StoredPayments.FillAsync(Now, lines, template: CellDatabases.PlainOf(1));
        const string views = """
            SELECT (vue::jsonb - 'version' - 'misAJourLe' - 'epoque')::text FROM soin WHERE remplace_par IS NULL ORDER BY 1
            """;
        Assert.Equal(await whole.ColumnAsync(views), await stored.ColumnAsync(views));
    }

    [SkippableFact]
    public async Task Interrupted_at_any_table_it_leaves_the_database_as_it_was()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(82).Make(100), template: CellDatabases.PlainOf(1));
        var (rows, definitions) = (await stored.ColumnAsync(Rows), await stored.ColumnAsync(TheirDefinitions));
        foreach (var last in CellLayout.Tables)
        {
            using var end = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CellSplit.RunAsync(
                stored.Database,
                4,
                table =>
                {
                    if (table == last)
                    {
                        end.Cancel();
                    }
                },
                end.Token));
            Assert.Equal(rows, await stored.ColumnAsync(Rows));
            Assert.Equal(definitions, await stored.ColumnAsync(TheirDefinitions));
            Assert.Equal(1, await CellLayout.CountAsync(stored.Database, default));
        }
    }

    [SkippableFact]
    public async Task Payments_that_come_meanwhile_wait_and_are_neither_lost_nor_doubled()
    {
        var lines = new RandomPayments(84).Make(600);
        await using var stored = await StoredPayments.FillAsync(Now, lines.Take(100), template: CellDatabases.PlainOf(1));
        var coming = Task.WhenAll(lines.Skip(100).Chunk(125).Select(async part =>
        {
            foreach (var some in part.Chunk(5))
            {
                await stored.Engine.ReconcileLignesAsync(some, default);
            }
        }));

        await CellSplit.RunAsync(stored.Database, 4, _ => { }, default);
        await coming;

        var known = lines.DistinctBy(l => (l.Ligne.Id, l.Ligne.Revision, l.Ligne.BeneficiaireId, l.Empreinte)).Count();
        Assert.Equal(known, await stored.ScalarAsync<long>("SELECT count(*) FROM ligne"));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }
}
