using Npgsql;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>
/// Plans are kept, and the first ones are made while cells hold next to nothing: to the server every index of those costs the same. The
/// statements about journées read them by journée all the same, and never all care of a day.
/// </summary>
public sealed class YoungCellTests
{
    private static readonly DateOnly FirstDay = new(2025, 6, 1);

    private static readonly string[] OfJournees =
        [nameof(LigneTable.ReadLignes), nameof(SoinTable.ReadSoins), nameof(DecisionTable.ReadDecisions)];

    [SkippableTheory]
    [InlineData(1, null)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 20)]
    [InlineData(1, 200)]
    [InlineData(16, null)]
    [InlineData(16, 0)]
    [InlineData(16, 1)]
    [InlineData(16, 20)]
    [InlineData(16, 200)]
    public async Task Journees_are_never_looked_for_by_the_day(int cells, int? analysedRows)
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(cells));
        await using var plans = PlansSeen.On(database.ConnectionString);
        await using var services = Engines.Services();
        var engine = Engines.On(plans.Source, services, new ShiftedClock());
        var lines = Enumerable.Range(0, 200)
            .Select(n => Scenario.Ro($"young-{n}", dateSoin: $"{FirstDay.AddDays(n):yyyy-MM-dd}")).ToList();
        if (analysedRows is { } rows)
        {
            await engine.ReconcileLignesAsync(lines[..rows], default);
            await ReadAsync(database, "ANALYZE ligne, soin, decision");
        }

        plans.Take();
        await engine.ReconcileLignesAsync(lines, default);
        await engine.RejudgeAsync(lines.Select(l => l.Ligne.Journee), default);

        var byDay = await ReadAsync(database, """
            SELECT i.relname FROM pg_index AS x
            JOIN pg_class AS i ON i.oid = x.indexrelid
            JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0] AND a.attname = 'date_soin'
            WHERE x.indrelid IN (
                SELECT relid FROM unnest(ARRAY['ligne', 'soin', 'decision']) AS t(nom), pg_partition_tree(nom::regclass)
                UNION ALL SELECT nom::regclass FROM unnest(ARRAY['ligne', 'soin', 'decision']) AS t(nom))
            """);
        var seen = plans.Take().Where(p => OfJournees.Contains(p.Name)).ToList();
        Assert.NotEmpty(byDay);
        Assert.All(OfJournees, name => Assert.Contains(seen, p => p.Name == name && p.Indexes.Count > 0));
        Assert.All(seen, p => Assert.False(p.Indexes.Overlaps(byDay), $"{p.Name} reads {string.Join(' ', p.Indexes.Intersect(byDay))}."));
    }

    private static async Task<HashSet<string>> ReadAsync(TestDatabase database, string sql)
    {
        await using var plain = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var command = plain.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new HashSet<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
