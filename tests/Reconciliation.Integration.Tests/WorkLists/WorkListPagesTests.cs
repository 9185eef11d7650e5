using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>Pages of work lists in a store of which much needs a person: exact, and never dearer for soins that are not on them.</summary>
public sealed class WorkListPagesTests(CrowdedDatabase crowded) : IClassFixture<CrowdedDatabase>
{
    private const int Limit = 50;

    private static IEnumerable<int> Tried => Enumerable.Range(0, 48);

    public static TheoryData<int> Seeds => [.. Tried];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task Its_pages_are_what_a_look_at_every_soin_gives_there_and_back(int seed)
    {
        var source = await crowded.SourceAsync();
        var random = new Random(seed);
        var query = CrowdedDatabase.Query(random);
        var expected = CrowdedDatabase.Chosen(await crowded.AllAsync(), query).ToList();
        var lists = new WorkListQueries(source, PaymentStreams.Product);
        var steps = Math.Min(4, expected.Count / query.Limit);
        for (var page = 0; page <= steps; page++)
        {
            var after = page == 0 ? null : expected[(page * query.Limit) - 1].Place;
            var read = await lists.ReadAsync(query with { After = after }, default);
            Assert.Equal(expected.Skip(page * query.Limit).Take(query.Limit).Select(s => s.SoinId), read.Select(s => s.SoinId));
        }

        for (var page = steps; page > 0; page--)
        {
            var before = expected[page * query.Limit < expected.Count ? page * query.Limit : ^1];
            var read = await lists.ReadAsync(query with { Before = before.Place }, default);
            var rank = expected.IndexOf(before);
            Assert.Equal(
                expected.Take(rank).Reverse().Take(query.Limit).Select(s => s.SoinId), read.Select(s => s.SoinId));
            Assert.Equal(
                RowCount.Of(rank, WorkListQueries.RowsCountedMax), await lists.CountBeforeAsync(query, before.Place, default));
        }

        Assert.Equal(RowCount.Of(expected.Count, WorkListQueries.RowsCountedMax), await lists.CountAsync(query, default));
    }

    [SkippableFact]
    public async Task The_ways_that_are_tried_find_much_and_little()
    {
        var all = await crowded.AllAsync();
        var found = Tried.Select(s => CrowdedDatabase.Chosen(all, CrowdedDatabase.Query(new(s))).Count()).ToList();
        Assert.Contains(found, n => n > WorkListQueries.RowsCountedMax);
        Assert.Contains(found, n => n is > Limit and < WorkListQueries.RowsCountedMax);
        Assert.True(found.Count(n => n > 0) > found.Count * 3 / 4, string.Join(' ', found));
    }

    [SkippableFact]
    public async Task A_list_of_which_nothing_waits_is_empty_in_every_order()
    {
        var source = await crowded.SourceAsync();
        foreach (var seed in Tried)
        {
            var query = CrowdedDatabase.Query(new(seed)) with { List = WorkList.Of(Situation.Conteste)! };
            Assert.Empty(await new WorkListQueries(source, PaymentStreams.Product).ReadAsync(query, default));
        }
    }
}

/// <summary>
/// The cost of the pages of a work list, as PostgreSQL counts it. On a database of its own: sessions report late the rows they read.
/// </summary>
public sealed class WorkListCostTests(CrowdedDatabase crowded) : IClassFixture<CrowdedDatabase>
{
    private const int Limit = 50;

    [SkippableFact]
    public async Task No_page_reads_more_of_an_index_than_some_rows_of_each_day()
    {
        var source = await crowded.SourceAsync();
        var before = await ReadAsync(source);
        await using (var reader = await crowded.OwnSourceAsync())
        {
            foreach (var query in Ways())
            {
                await new WorkListQueries(reader, PaymentStreams.Product).ReadAsync(query, default);
            }
        }

        // A page and its rows looked up, what an agent has; and of a class of age the best of every day, sixty at most here.
        var after = await ReadAsync(source);
        var (all, byDay) = (Ways().Count(), Ways().Count(q => q.Filter.AgeClass is not (null, null) && q.Filter.IsAgeOnly));
        Assert.InRange(after.Rows - before.Rows, all, (all * 3 * Limit) + (byDay * 60 * Limit));
        Assert.Equal(before.Scans, after.Scans);
    }

    // Each order with each filter by itself; rare ones too, which leave hardly a row of the list.
    private static IEnumerable<WorkListQuery> Ways() =>
        from order in Enum.GetValues<WorkListOrder>()
        from filter in new WorkListFilter[]
        {
            new(), new() { AgeClass = CrowdedDatabase.Class(0) }, new() { AgeClass = CrowdedDatabase.Class(4) },
            new() { Agent = "agent-3" }, new() { IsFree = true }, new() { ExpectedPart = Part.Complementaire },
            new() { EnjeuMin = new(4_990) }, new() { EnjeuMax = new(9) },
            new() { FromDay = new(2025, 3, 1), ToDay = new(2025, 3, 2) },
            new() { ExpectedPart = Part.Ro, EnjeuMin = new(4_900), AgeClass = CrowdedDatabase.Class(4) },
        }
        select new WorkListQuery(WorkList.Of(Situation.EnRetard)!, order, filter, Limit);

    // A session reports its reads when it ends.
    private static async Task<(long Rows, long Scans)> ReadAsync(NpgsqlDataSource source)
    {
        await Eventually.HoldsAsync("what other sessions read is counted", async () => await ValueAsync(
            source, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'crowd'") == 0);
        return (
            await ValueAsync(source, "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'soin'"),
            await ValueAsync(source, "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'soin'"));
    }

    private static async Task<long> ValueAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
