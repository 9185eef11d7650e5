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
    private const string Agent = "agent-3";

    public static TheoryData<WorkListOrder, int?, bool> Ways
    {
        get
        {
            var ways = new TheoryData<WorkListOrder, int?, bool>();
            foreach (var order in Enum.GetValues<WorkListOrder>())
            {
                foreach (var age in new int?[] { null, 0, 2, 4 })
                {
                    ways.Add(order, age, false);
                    ways.Add(order, age, true);
                }
            }

            return ways;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Its_pages_are_what_a_look_at_every_soin_gives(WorkListOrder order, int? age, bool mine)
    {
        var source = await crowded.SourceAsync();
        var bounds = CrowdedDatabase.Class(age);
        await using var all = source.CreateCommand($"""
            SELECT s.soin_id FROM soin AS s LEFT JOIN affectation AS a ON a.genre = 'soin' AND a.cle = s.soin_id::text
                AND a.prise_le >= s.depuis
            WHERE s.situation = {(int)Situation.EnRetard} AND s.remplace_par IS NULL AND s.depuis >= $1
                AND s.depuis < $2 {(mine ? $"AND a.agent = '{Agent}'" : "")}
            ORDER BY {(order == WorkListOrder.Age ? "s.depuis, s.soin_id" : "s.enjeu DESC, s.soin_id DESC")}
            LIMIT {3 * Limit}
            """);
        all.Parameters.Add(new() { Value = bounds.Since ?? DateTimeOffset.MinValue });
        all.Parameters.Add(new() { Value = bounds.Before ?? DateTimeOffset.MaxValue });
        var expected = new List<Guid>();
        await using (var reader = await all.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                expected.Add(reader.GetGuid(0));
            }
        }

        var shown = new List<WorkListSoin>();
        for (var page = 0; page < 3; page++)
        {
            shown.AddRange(await new WorkListQueries(source).ReadAsync(
                new(WorkList.Of(Situation.EnRetard)!, order, bounds, mine ? Agent : null, shown.Count == 0
                    ? null
                    : (shown[^1].Since, shown[^1].Enjeu.Cents, shown[^1].SoinId), Limit),
                default));
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, shown.Select(s => s.SoinId));
    }

    [SkippableFact]
    public async Task A_list_of_which_nothing_waits_is_empty_in_every_order()
    {
        var source = await crowded.SourceAsync();
        foreach (var way in Ways)
        {
            Assert.Empty(await new WorkListQueries(source).ReadAsync(
                new(WorkList.Of(Situation.Conteste)!, (WorkListOrder)way[0]!, CrowdedDatabase.Class((int?)way[1]), (bool)way[2]!
                    ? Agent
                    : null, null, Limit), default));
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
            foreach (var way in WorkListPagesTests.Ways)
            {
                var (order, age, mine) = ((WorkListOrder)way[0]!, (int?)way[1], (bool)way[2]!);
                await new WorkListQueries(reader).ReadAsync(
                    new(WorkList.Of(Situation.EnRetard)!, order, CrowdedDatabase.Class(age), mine ? "agent-3" : null, null, Limit),
                    default);
            }
        }

        // A page, its rows looked up, what an agent has; and of a class of age the best of every day, sixty at most here.
        var after = await ReadAsync(source);
        Assert.InRange(after.Rows - before.Rows, WorkListPagesTests.Ways.Count, (16 * 3 * Limit) + (2 * 60 * Limit));
        Assert.Equal(before.Scans, after.Scans);
    }

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

/// <summary>Thirty thousand soins, of which twenty thousand are late since any of sixty days, some taken up by agents.</summary>
public sealed class CrowdedDatabase : IAsyncLifetime
{
    // Noon in Paris: a class of age is some whole days, and today has its share.
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 11, 0, 0, TimeSpan.Zero);

    private const string Noon = "timestamptz '2026-01-12 11:00+00'";

    private const string Crowd = $$"""
        INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue, cree_le, mis_a_jour_le,
            depuis, enjeu,
                          paye, part_attendue)
        SELECT gen_random_uuid(), 'b' || n % 5000, date '2025-01-01' + n % 300, 'a' || n % 5000, '', 1,
            CASE WHEN n % 3 = 0 THEN 7 ELSE 4 END, '{}', {{Noon}}, {{Noon}},
               {{Noon}} - n % 59 * interval '1 day' - n % 17 * interval '1 hour', n * 7919 % 5000,
               0, CASE WHEN n % 3 <> 0 THEN 0 END
        FROM generate_series(1, 30000) AS n;
        INSERT INTO affectation (genre, cle, agent, prise_le)
        SELECT 'soin', soin_id::text, 'agent-' || enjeu % 100, {{Noon}} FROM soin WHERE situation = 4 AND enjeu % 5 = 3;
        ANALYZE soin;
        ANALYZE affectation;
        """;

    private static readonly TestTemplate Template = new("crowd", async connectionString =>
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await Migrator.MigrateAsync(source, default);
        await using var command = source.CreateCommand(Crowd);
        await command.ExecuteNonQueryAsync();
    });

    private readonly Lazy<Task<TestDatabase>> _database = new(() => TestDatabase.CreateAsync(Template));
    private NpgsqlDataSource? _source;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_database.IsValueCreated)
        {
            await (await _database.Value).DisposeAsync();
        }
    }

    /// <summary>The bounds of a class of age.</summary>
    internal static (DateTimeOffset? Since, DateTimeOffset? Before) Class(int? age) => WorkListAge.Limits(age, Now);

    internal async Task<NpgsqlDataSource> SourceAsync() => _source ??= NpgsqlDataSource.Create((await _database.Value).ConnectionString);

    /// <summary>Connections that end with their user.</summary>
    internal async Task<NpgsqlDataSource> OwnSourceAsync() =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(
                (await _database.Value).ConnectionString)
            { ApplicationName = "crowd", Pooling = false }.ConnectionString);
}
