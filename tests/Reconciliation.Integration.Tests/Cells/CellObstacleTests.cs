using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>A database that has more than tables of its own can show is not parted before somebody has looked at it.</summary>
public sealed class CellObstacleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Things of an installation's own, and what is said of each.</summary>
    public static TheoryData<string, string> Obstacles => new()
    {
        { "ALTER TABLE soin ENABLE ROW LEVEL SECURITY", "row security of soin" },
        { "ALTER TABLE ligne FORCE ROW LEVEL SECURITY", "row security of ligne" },
        { "CREATE POLICY peu ON soin USING (adherent_id < 'B')", "policy peu of soin" },
        { "CREATE TRIGGER trace AFTER INSERT ON lien EXECUTE FUNCTION suppress_redundant_updates_trigger()", "trigger trace of lien" },
        { "CREATE RULE garde AS ON DELETE TO decision DO INSTEAD NOTHING", "rule garde of decision" },
        { "CREATE PUBLICATION entrepot FOR TABLE soin", "publication entrepot of soin" },
        { "ALTER TABLE ligne REPLICA IDENTITY FULL", "replica identity of ligne" },
        { "ALTER TABLE soin ADD CONSTRAINT un UNIQUE (soin_id)", "constraint un of soin" },
        { "CREATE STATISTICS liees ON adherent_id, date_soin FROM soin", "statistics liees of soin" },
        { "ALTER TABLE ligne SET (fillfactor = 80)", "options of ligne" },
        { "ALTER TABLE soin ALTER COLUMN adherent_id SET STATISTICS 500", "column adherent_id of soin" },
        { "ALTER TABLE soin ADD COLUMN an int GENERATED ALWAYS AS (version + 1) STORED", "column an of soin" },
        { "CREATE PUBLICATION tout FOR ALL TABLES", "publication tout of ligne" },
        { "CREATE VIEW attente AS SELECT soin_id FROM soin", "view attente, which uses soin" },
        { "CREATE MATERIALIZED VIEW releve AS SELECT count(*) FROM ligne", "materialized view releve, which uses ligne" },
        { "CREATE TABLE aussi () INHERITS (lien)", "table aussi, which uses lien" },
        { "CREATE FUNCTION nom(s soin) RETURNS text LANGUAGE sql AS 'SELECT s.adherent_id'", "function nom(soin), which uses soin" },
        { "CREATE FUNCTION nb() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM ligne)", "function nb(), which uses ligne" },
        { "CREATE UNIQUE INDEX seul ON soin (soin_id)", "unique index seul of soin" },
        { "ALTER TABLE decision ADD CONSTRAINT vieux CHECK (date_soin > '2900-01-01') NOT VALID", "constraint vieux of decision" },
        { "ALTER TABLE lien OWNER TO pg_read_all_data", "owner of lien" },
        { "ALTER TABLE lien SET UNLOGGED", "lien, which is unlogged" },
        { "ALTER TABLE soin CLUSTER ON soin_pkey", "index soin_pkey of soin, by which it is clustered" },
        { "COMMENT ON INDEX soin_pkey IS 'clé'", "index soin_pkey of soin, which has a comment" },
        { "CREATE INDEX calcul ON soin ((version + 1)); ALTER INDEX calcul ALTER COLUMN 1 SET STATISTICS 500", "index calcul of soin" },
        { "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'lien_pkey'::regclass", "lien_pkey of lien, which is not valid" },
        { "CREATE SCHEMA cellule_02; CREATE TABLE cellule_02.notes (n int)", "cellule_02" },
    };

    [SkippableTheory]
    [MemberData(nameof(Obstacles))]
    public async Task What_parted_tables_would_lack_is_named_before_anything_is_changed(string own, string named)
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(86).Make(10), template: CellDatabases.PlainOf(1));
        await stored.ExecuteAsync(own);

        var refusal = await Assert.ThrowsAsync<CellSplitRefusedException>(() => CellSplit.RunAsync(stored.Database, 4, _ => { }, default));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CellLayout.CountAsync(stored.Database, default));
    }

    [SkippableFact]
    public async Task Tables_of_cells_get_no_rights_that_the_whole_has_not()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(88).Make(10), template: CellDatabases.PlainOf(1));
        await stored.ExecuteAsync("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_read_all_data, PUBLIC");

        await CellSplit.RunAsync(stored.Database, 2, _ => { }, default);

        Assert.Empty(await stored.ColumnAsync("""
            SELECT format('%s to %s', c.relname, d.grantee) FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS d
            WHERE c.relnamespace IN ('cellule_00'::regnamespace, 'cellule_01'::regnamespace) AND d.grantee <> c.relowner
            """));
    }

    [SkippableFact]
    public async Task Schemas_that_an_earlier_split_left_empty_are_taken()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(87).Make(30), template: CellDatabases.PlainOf(1));
        await stored.ExecuteAsync("CREATE SCHEMA cellule_00; CREATE SCHEMA cellule_03");

        await CellSplit.RunAsync(stored.Database, 4, _ => { }, default);

        Assert.Equal(4, (await CellLayout.ListAsync(stored.Database, isDistributed: false, default)).Count(c => c.Octets > 0));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }
}
