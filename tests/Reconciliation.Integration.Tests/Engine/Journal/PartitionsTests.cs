using Npgsql;
using NpgsqlTypes;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The journal is one in the order of its readers, whatever the month in which an entry lies.</summary>
public sealed class PartitionsTests : DatabaseTest
{
    private const int Years = 3;

    private static readonly DateTimeOffset First = new(2030, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Every_read_is_a_range_of_an_index_of_each_month_and_of_no_more_than_it_needs()
    {
        // Enough for a table to be worth an index.
        await FillAsync(soins: 1000);

        // While a transaction of another test may still precede the entries, the planner expects no readable one, and sorts instead of
        // merging.
        await Eventually.HoldsAsync("everything can be read", async () =>
            await ColumnAsync("SELECT count(*) FROM journal WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot())") is [0L]);

        var relay = await PlanAsync(JournalSql.ReadJournal, (0UL, NpgsqlDbType.Xid8), (0L, null), (1_000, null));
        string[] others =
        [
            await PlanAsync(JournalSql.LastPlace),
            await PlanAsync(JournalSql.FirstAfter, (0UL, NpgsqlDbType.Xid8), (0L, null)),
            await PlanAsync(JournalSql.ReadJournalOfAdherent, (0UL, NpgsqlDbType.Xid8), (0L, null), (1_000, null), ("A7", null)),
            await PlanAsync(JournalSql.ReadVersions, (Id(7), null), (0L, null), (DBNull.Value, NpgsqlDbType.Text), (50, null)),
        ];

        // Months that are empty are no matter.
        Assert.All(others.Append(relay), plan => Assert.DoesNotContain("Seq Scan on journal_203", plan, StringComparison.Ordinal));

        // The months are merged, not sorted: nothing is read before it is asked for.
        Assert.Contains("Merge Append", relay, StringComparison.Ordinal);
        var lines = relay.Split('\n');
        Assert.All(
            Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains("Sort  ", StringComparison.Ordinal)),
            i => Assert.Contains("epoque", string.Concat(lines.Skip(i).Take(3)), StringComparison.Ordinal));
        Assert.Contains("journal_2031_05_version", others[^1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Views_that_are_read_back_are_looked_for_in_their_own_month_only()
    {
        await FillAsync(soins: 1000);
        var day = First.AddMonths(7);
        var positions = await ColumnAsync($"SELECT position FROM journal WHERE ecrit_le = '{day:O}' ORDER BY position LIMIT 20");
        var transaction = Convert.ToUInt64((await ColumnAsync("SELECT DISTINCT transaction::text::bigint FROM journal")).Single());

        var plan = await ExplainAsync(
            "ANALYZE, COSTS OFF, TIMING OFF",
            JournalSql.ReadJournalVues,
            (positions.Select(_ => transaction).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Xid8),
            (positions.ToArray(), null),
            (positions.Select(_ => day.UtcDateTime).ToArray(), null));

        var executed = plan.Split('\n').Where(line =>
            line.Contains(" on journal_", StringComparison.Ordinal) && !line.Contains("never executed", StringComparison.Ordinal));
        var one = Assert.Single(executed);
        Assert.Contains("journal_2030_08", one, StringComparison.Ordinal);
        Assert.Contains("loops=20", one, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_order_of_the_journal_and_the_versions_of_a_soin_go_across_months()
    {
        await FillAsync(soins: 20);
        var journal = new Journal(Source);
        var expected = await ColumnAsync("SELECT position FROM journal ORDER BY transaction, position");

        var read = new List<PublishedEntry>();
        await Eventually.HoldsAsync("everything can be read", async () =>
        {
            var page = await journal.ReadAsync(read.Count == 0 ? default : read[^1].Place, 100, null, default);
            read.AddRange(page);
            return read.Count == expected.Count;
        });
        var versions = await new SoinHistory(Source).VersionsAsync(Id(7), 0, null, 1_000, default);

        Assert.Equal(expected, read.Select(e => e.Place.Position));
        Assert.Equal(Enumerable.Range(1, 12 * Years), versions.Select(v => v.Version));
    }

    [SkippableFact]
    public async Task A_version_cannot_be_written_twice_in_a_month()
    {
        await AppendAsync(First, soin: 1, version: 1);
        var twice = await Assert.ThrowsAsync<PostgresException>(() => AppendAsync(First.AddDays(1), soin: 1, version: 1));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, twice.SqlState);
    }

    [SkippableFact]
    public async Task Entries_of_a_month_that_nobody_made_in_time_are_kept_and_move_to_it_later_under_their_places()
    {
        await AppendAsync(First, soin: 1, version: 1);
        await AppendAsync(First.AddMonths(1), soin: 1, version: 2);
        var before = await ColumnAsync("SELECT position FROM journal_defaut ORDER BY transaction, position");

        var made = await JournalPartitions.CreateAsync(Source, First, default);
        var again = await JournalPartitions.CreateAsync(Source, First, default);

        Assert.Equal(["journal_2030_01", "journal_2030_02", "journal_2030_03", "journal_2030_04"], made);
        Assert.Empty(again);
        Assert.Equal(2, before.Count);
        Assert.Empty(await ColumnAsync("SELECT position FROM journal_defaut"));
        Assert.Equal(before, await ColumnAsync("SELECT position FROM journal ORDER BY transaction, position"));
    }

    [SkippableFact]
    public async Task Months_are_made_while_others_read_and_write_and_are_removed_with_what_must_stay_put_aside()
    {
        await JournalPartitions.CreateAsync(Source, First, default);
        await AppendAsync(First, soin: 1, version: 1);
        await using var open = await Source.OpenConnectionAsync();
        await using (var transaction = await open.BeginTransactionAsync())
        {
            // A writer with an open transaction on another month keeps nobody from making the next ones.
            await AppendAsync(First, soin: 2, version: 1, open);
            Assert.Single(await JournalPartitions.CreateAsync(Source, First.AddMonths(1), default));
            await transaction.CommitAsync();
        }

        var old = await JournalPartitions.ExpiredAsync(Source, First.AddMonths(2).AddDays(3), default);
        Assert.Equal(["journal_2030_01", "journal_2030_02"], old.Where(n => n.StartsWith("journal_2030", StringComparison.Ordinal)));
        Assert.True(await JournalPartitions.RemoveAsync(Source, "journal_2030_01", default));

        Assert.Equal(2, (await ColumnAsync("SELECT position FROM journal_defaut")).Count);
        Assert.DoesNotContain("journal_2030_01", await JournalPartitions.ExpiredAsync(Source, First.AddMonths(1), default));
    }

    // Three years of months, and in each a version of every soin.
    private async Task FillAsync(int soins)
    {
        for (var month = 0; month < 12 * Years; month += JournalPartitions.MonthsAheadCount + 1)
        {
            await JournalPartitions.CreateAsync(Source, First.AddMonths(month), default);
        }

        await using var command = Source.CreateCommand(
            """
            INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le)
            SELECT 'B' || s, (lpad(to_hex(s), 8, '0') || '-0000-0000-0000-000000000000')::uuid, m + 1, 'A' || s, '{}', to_json(repeat('x',
                100)),
                   $1 + m * interval '1 month'
            FROM generate_series(0, $2) AS m, generate_series(1, $3) AS s
            """);
        command.Parameters.Add(new() { Value = First });
        command.Parameters.Add(new() { Value = (12 * Years) - 1 });
        command.Parameters.Add(new() { Value = soins });
        await command.ExecuteNonQueryAsync();
        await using var analyze = Source.CreateCommand("ANALYZE journal");
        await analyze.ExecuteNonQueryAsync();
    }

    private Task<string> PlanAsync(string sql, params (object Value, NpgsqlDbType? Type)[] parameters) =>
        ExplainAsync("COSTS OFF", sql, parameters);

    private async Task<string> ExplainAsync(string options, string sql, params (object Value, NpgsqlDbType? Type)[] parameters)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"EXPLAIN ({options}) {sql}", connection);
        foreach (var (value, type) in parameters)
        {
            var parameter = new NpgsqlParameter { Value = value };
            if (type is { } known)
            {
                parameter.NpgsqlDbType = known;
            }

            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join("\n", lines);
    }

    private async Task<List<long>> ColumnAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<long>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetInt64(0));
        }

        return values;
    }

    private async Task AppendAsync(DateTimeOffset at, int soin, int version, NpgsqlConnection? connection = null)
    {
        await using var own = connection is null ? await Source.OpenConnectionAsync() : null;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le)
            VALUES ('B', $1, $2, 'A', '{}', '{}', $3)
            """,
            connection ?? own);
        command.Parameters.Add(new() { Value = Id(soin) });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = at });
        await command.ExecuteNonQueryAsync();
    }

    private static Guid Id(int soin) => new(soin, 0, 0, new byte[8]);
}
