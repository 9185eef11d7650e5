using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Conservation;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// A transaction that removes lines, or ties between beneficiaries, keeps others meanwhile from adding lines of the same names: a tie that
/// began then would be lost, or left over.
/// </summary>
public sealed class NameLockTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly Journee Own = new("B-own", new(2026, 1, 5));

    [SkippableTheory]
    [InlineData("first")]
    [InlineData("second")]
    [InlineData("named")]
    public async Task Erasing_waits_for_whoever_adds_a_line_of_a_name(string name)
    {
        await using var stored = await FillAsync();
        await using var adding = await LockAsync(stored, [], NameOf(name));
        var erasing = stored.EraseAsync("A-own");
        await WaitsForAsync(stored, NameOf(name), erasing);
        await adding.DisposeAsync();
        Assert.Equal(1, (await erasing).Erased.Journees);
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_came_after_names_were_read_is_locked_too(bool isErasure)
    {
        await using var stored = await FillAsync();
        await stored.ExecuteAsync("INSERT INTO lien VALUES ('B-own', '2026-01-05', 'B-other', '2026-01-05')");
        await stored.ExecuteAsync("UPDATE ligne SET beneficiaire_id = 'B-away' WHERE decompte = 'second'");

        // The journée is held by a transaction that adds the second line; the name of this, by whoever comes next with it.
        await using var adding = await LockAsync(stored, [Own], []);
        await using (var command = new NpgsqlCommand(
            "UPDATE ligne SET beneficiaire_id = 'B-own' WHERE decompte = 'second'", adding.Connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var next = await LockAsync(stored, [], NameOf("second"));
        var work = isErasure ? stored.EraseAsync("A-own") : new IdleTies(stored.Database).ForgetAsync([Own], default);
        await WaitsAsync(stored, work, "true");
        await adding.Transaction.CommitAsync();
        await WaitsForAsync(stored, NameOf("second"), work);
        await next.DisposeAsync();
        await work;
        Assert.Equal(0, await stored.ScalarAsync<long>("SELECT count(*) FROM lien"));
    }

    [SkippableFact]
    public async Task Names_that_are_read_from_the_database_are_those_of_the_lines()
    {
        var lines = new RandomPayments(5).Make(150);
        await using var stored = await StoredPayments.FillAsync(Now, lines);
        var names = await LockedNames.ReadAsync(stored.Database, lines.Select(l => l.Ligne.Journee).ToHashSet(), default);
        Assert.Contains(lines, l => LockedNames.Of(l.Ligne).Count() > 1);
        Assert.Equal(lines.SelectMany(l => LockedNames.Of(l.Ligne)).Distinct().Order(), names.Order());
    }

    [SkippableFact]
    public async Task Rebuilding_forgets_ties_of_which_nothing_else_is_left()
    {
        await using var stored = await FillAsync();
        await stored.Engine.ReconcileLignesAsync([Scenario.Ro("first", revision: 2, beneficiaire: "mover")], default);
        await stored.ExecuteAsync("""
            INSERT INTO lien
            SELECT 'B-gone-' || n, '2026-01-05', 'B-own', '2026-01-05' FROM generate_series(1, 1500) AS n
            """);
        await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Equal(
            ["B-mover B-own", "B-own B-mover"],
            await stored.ColumnAsync("SELECT beneficiaire_id || ' ' || autre_beneficiaire_id FROM lien ORDER BY 1"));
        await RetentionTests.BalancesAsync(stored);
    }

    // A member with a journée of two lines, of which the second names one that never came; and somebody else with a third.
    private static Task<StoredPayments> FillAsync() => StoredPayments.FillAsync(Now,
    [
        Scenario.Ro("first", beneficiaire: "own"),
        Scenario.Ro("second", 1m, Contracts.Nature.Regularisation, "named", beneficiaire: "own"),
        Scenario.Ro("third", beneficiaire: "other"),
    ]);

    private static string[] NameOf(string decompte) =>
        [.. LockedNames.Of(Scenario.Ro(decompte, beneficiaire: "own").Ligne)];

    private static async Task<Holder> LockAsync(StoredPayments stored, Journee[] journees, string[] names)
    {
        var connection = await stored.Database.OpenConnectionAsync();
        var holder = new Holder(connection, await connection.BeginTransactionAsync());
        await using var batch = new NpgsqlBatch(connection, holder.Transaction);
        batch.Add(AdvisoryLocks.LockJournees).With(journees).With(NpgsqlDbType.Text, names);
        await batch.ExecuteNonQueryAsync();
        return holder;
    }

    private static Task WaitsForAsync(StoredPayments stored, string[] names, Task work) => WaitsAsync(
        stored, work, $"((classid::bigint << 32) | objid::bigint) = hashtextextended('{Assert.Single(names)}', 1)");

    private static async Task WaitsAsync(StoredPayments stored, Task work, string condition)
    {
        await Eventually.HoldsAsync("Somebody waits for a lock.", async () => work.IsCompleted || await stored.ScalarAsync<long>($"""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted AND objsubid = 1 AND {condition}
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """) > 0);
        Assert.False(work.IsCompleted, "It did not wait.");
    }

    private sealed record Holder(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
