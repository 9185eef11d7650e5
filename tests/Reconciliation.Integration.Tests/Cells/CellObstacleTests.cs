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
    public async Task Schemas_that_an_earlier_split_left_empty_are_taken()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(87).Make(30), template: CellDatabases.PlainOf(1));
        await stored.ExecuteAsync("CREATE SCHEMA cellule_00; CREATE SCHEMA cellule_03");

        await CellSplit.RunAsync(stored.Database, 4, _ => { }, default);

        Assert.Equal(4, (await CellLayout.ListAsync(stored.Database, isDistributed: false, default)).Count(c => c.Octets > 0));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }
}
