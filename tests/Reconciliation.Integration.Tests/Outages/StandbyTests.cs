using Npgsql;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>With a synchronous standby nothing is answered and nothing is published that this server alone has.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private PostgresPair _pair = null!;
    private TestInstance _instance = null!;

    private Measured Published { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _pair = await TestServers.OrSkipAsync(PostgresPair.StartAsync());
        await using (var source = NpgsqlDataSource.Create(_pair.Primary.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);

            // A limit of the server's on statements must not end a commit.
            await source.ExecuteAsync($"ALTER DATABASE {PostgresServer.Database} SET statement_timeout = '5s'");
        }

        await _pair.MakeSynchronousAsync();
        _instance = await TestInstance.StartAsync(_pair.Primary.ConnectionString);
        Published = new(_instance, "reconciliation.publications");
    }

    public async Task DisposeAsync()
    {
        Published.Dispose();
        await _instance.DisposeAsync();
        await _pair.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_standby_that_dies_hangs_and_comes_back_has_all_that_was_answered_and_published()
    {
        await _instance.RoAsync(PaymentRecords.Ro("AVANT"));
        await WaitForStandbyAsync(1);
        await Eventually.HoldsAsync("the first is published", () => Published.Sum == 1);

        await _pair.Standby.StopAsync(kill: true);
        await NothingLeavesAsync(
            "MORT", published: 1, pid => $"SELECT pg_cancel_backend({pid})", () => _pair.Standby.ResumeAsync(), stored: 2);

        await _pair.HangStandbyAsync();
        await NothingLeavesAsync("FIGE", published: 2, pid => $"SELECT pg_terminate_backend({pid})", _pair.WakeStandbyAsync, stored: 3);
    }

    // The batch writes no row, yet the standby may not have the rows that it found: a commit that wrote nothing would not wait.
    [SkippableFact]
    public async Task Lines_that_are_known_are_answered_behind_a_commit_that_waits_for_the_standby()
    {
        const string Name = "connues";
        var named = new NpgsqlConnectionStringBuilder(_pair.Primary.ConnectionString) { ApplicationName = Name };
        await using var source = NpgsqlDataSource.Create(named);
        await using var services = Engines.Services();
        var engine = Engines.On(source, services);
        await engine.ReconcileLignesAsync([Scenario.Ro("twice")], default);

        await _pair.HangStandbyAsync();
        var again = engine.ReconcileLignesAsync([Scenario.Ro("twice")], default);
        await Eventually.HoldsAsync("its own commit waits for the standby", async () => await PostgresPair.ScalarAsync(
            _pair.Primary,
            $"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = '{Name}'") is 1L);
        Assert.False(again.IsCompleted);

        await _pair.WakeStandbyAsync();
        await again;
        Assert.Equal(1L, await PostgresPair.ScalarAsync(_pair.Primary, "SELECT count(*) FROM ligne"));
    }

    // The wait of its commit is cut off, as by an impatient client or a person: then the primary alone has it, and shows it.
    private async Task NothingLeavesAsync(string adherent, int published, Func<int, string> cutOff, Func<Task> comeBack, long stored)
    {
        var answer = _instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro(adherent).ToJsonString());
        var waiting = 0;
        await Eventually.HoldsAsync("its commit waits for the standby", async () => (waiting = await CommitAsync()) != 0);
        await PostgresPair.ExecuteAsync(_pair.Primary, cutOff(waiting));
        await Eventually.HoldsAsync("the primary shows it", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Primary, "SELECT count(*) FROM ligne"))! == stored);
        await Eventually.HoldsAsync(
            "it was sent again, and the relay waits too", async () => (await _pair.WaitingAsync()).Except([waiting]).Count() >= 2);
        Assert.False(answer.IsCompleted);
        Assert.Equal(published, Published.Sum);

        await comeBack();
        Assert.Equal(202, (await answer).Status);
        await WaitForStandbyAsync(stored);
        await Eventually.HoldsAsync("it is published", () => Published.Sum == published + 1);
        Assert.Equal(0L, await PostgresPair.ScalarAsync(_pair.Primary, "SELECT count(*) FROM quarantaine"));
    }

    // It is known by its lock on the lines: counters and the relay hold none.
    private async Task<int> CommitAsync() => (int)(await PostgresPair.ScalarAsync(_pair.Primary, """
        SELECT coalesce(min(pid), 0) FROM pg_stat_activity AS a
        WHERE wait_event = 'SyncRep' AND pid IN (SELECT pid FROM pg_locks WHERE relation = 'ligne'::regclass AND mode = 'RowExclusiveLock')
        """))!;

    private Task WaitForStandbyAsync(long lines) => Eventually.HoldsAsync($"the standby shows {lines} lines", async () =>
        (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM ligne"))! == lines);
}
