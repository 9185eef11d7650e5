using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>An agent who goes through a list while soins come and go sees each that stays once, both ways.</summary>
public sealed class MovingListTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<WorkListOrder, int> Walks
    {
        get
        {
            var walks = new TheoryData<WorkListOrder, int>();
            foreach (var order in Enum.GetValues<WorkListOrder>())
            {
                walks.Add(order, 7);
                walks.Add(order, 20);
            }

            return walks;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Walks))]
    public async Task Each_row_that_stays_is_shown_once_forwards_and_backwards(WorkListOrder order, int limit)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        var random = new Random((limit * 10) + (int)order);
        var stays = new HashSet<Guid>();
        for (var i = 0; i < 90; i++)
        {
            stays.Add(await AddAsync(source, random));
        }

        var leave = stays.Take(15).ToList();
        stays.ExceptWith(leave);
        var work = Work(source);
        var query = new WorkListQuery(WorkList.Of(Situation.Ecart)!, order, WorkListFilter.None, limit);

        var last = await ReadAsync(work, query);
        async Task<List<Guid>> WalkAsync(WorkListPage page, Func<WorkListPage, WorkListQuery?> go)
        {
            List<Guid> seen = [.. page.Soins.Select(s => s.SoinId)];
            while (go(page) is { } next)
            {
                await AddAsync(source, random);
                await LeaveAsync(source, leave);
                page = await ReadAsync(work, next);
                seen.AddRange(page.Soins.Select(s => s.SoinId));
                last = page.Soins.Count > 0 ? page : last;
            }

            return seen;
        }

        var forwards = await WalkAsync(last, p => p.HasAfter ? query with { After = p.Soins[^1].Place } : null);
        Assert.Equal(forwards.Count, forwards.Distinct().Count());
        Assert.Empty(stays.Except(forwards));

        // Back from the last page; the first page is shown whole, and so may show again what stood on the second.
        var backwards = await WalkAsync(last, p => p.HasBefore ? query with { Before = p.Soins[0].Place } : null);
        Assert.Empty(stays.Except(backwards));
        Assert.Equal(backwards.Distinct().Count(), backwards.SkipLast(last.Soins.Count).Concat(last.Soins.Select(s => s.SoinId))
            .Distinct().Count());
        Assert.False(last.HasBefore);
        Assert.Equal(limit, last.Soins.Count);
    }

    [SkippableFact]
    public async Task A_page_says_its_place_and_the_row_after_a_soin_that_left_the_list_is_the_one_that_followed_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        var random = new Random(5);
        for (var i = 0; i < 25; i++)
        {
            await AddAsync(source, random);
        }

        var work = Work(source);
        var query = new WorkListQuery(WorkList.Of(Situation.Ecart)!, WorkListOrder.Most, WorkListFilter.None, 10);
        var first = await ReadAsync(work, query);
        var second = await ReadAsync(work, query with { After = first.Soins[^1].Place });
        var third = await ReadAsync(work, query with { After = second.Soins[^1].Place });
        Assert.Equal(
            [(0, 10, false, true), (10, 10, true, true), (20, 5, true, false)],
            new[] { first, second, third }.Select(p => ((int)p.Before.Rows, p.Soins.Count, p.HasBefore, p.HasAfter)));
        Assert.All([first, second, third], p => Assert.Equal(new RowCount(25, false), p.Total));

        await LeaveAsync(source, [second.Soins[3].SoinId]);
        var next = await StepAsync(work, query with { After = second.Soins[3].Place });
        var previous = await StepAsync(work, query with { Before = second.Soins[3].Place });
        Assert.Equal((second.Soins[4].SoinId, second.Soins[2].SoinId), (next?.SoinId, previous?.SoinId));
        Assert.Null(await StepAsync(work, query with { After = third.Soins[^1].Place }));
        Assert.Null(await StepAsync(work, query with { Before = first.Soins[0].Place }));
    }

    private static ListWork Work(NpgsqlDataSource source) => new(
        source, new(source, PaymentStreams.Product), new(source, PaymentStreams.Product), new(new(source), TimeProvider.System),
        TimeProvider.System);

    private static async Task<WorkListPage> ReadAsync(ListWork work, WorkListQuery query) =>
        (await work.ReadAsync(new() { Name = "essai", Disclosures = new() }, query, default)).Value!;

    private static async Task<WorkListSoin?> StepAsync(ListWork work, WorkListQuery query) =>
        (await work.StepAsync(new() { Name = "essai", Disclosures = new() }, query, default)).Value!.Elements.SingleOrDefault();

    // Many alike, so that places are told apart by the id alone.
    private static async Task<Guid> AddAsync(NpgsqlDataSource source, Random random)
    {
        await using var command = source.CreateCommand($$"""
            INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue, cree_le, mis_a_jour_le,
                depuis, enjeu, paye)
            VALUES (gen_random_uuid(), 'b', date '2026-01-02', 'a', '', 1, {{(int)Situation.Ecart}}, '{}', $1, $1, $1, $2, 0)
            RETURNING soin_id
            """);
        command.Parameters.Add(new() { Value = Start.AddHours(random.Next(12)) });
        command.Parameters.Add(new() { Value = (long)random.Next(8) });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private static async Task LeaveAsync(NpgsqlDataSource source, List<Guid> leave)
    {
        if (leave is not [.., var one])
        {
            return;
        }

        leave.RemoveAt(leave.Count - 1);
        await using var command = source.CreateCommand($"UPDATE soin SET situation = {(int)Situation.Complet} WHERE soin_id = $1");
        command.Parameters.Add(new() { Value = one });
        await command.ExecuteNonQueryAsync();
    }
}
