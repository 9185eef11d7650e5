using Npgsql;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>A commit into a machine that lost its power: nobody closes the connection, and no packet is answered.</summary>
public sealed class LostPowerTests(ITestOutputHelper output) : DatabaseTest
{
    // The silence that is waited for, one more question, and the time in which Npgsql tries to tell the server.
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(30);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_ends_in_bounded_time_as_an_unknown_outcome_and_what_comes_again_is_there_once(bool reaches)
    {
        var server = new NpgsqlConnectionStringBuilder(ConnectionString);
        using var dark = new SwallowingProxy(server.Host!, server.Port, "COMMIT", reaches);
        var through = new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = dark.Port, Timeout = 5 };
        await using var source = NpgsqlDataSource.Create(through);
        await using var services = Engines.Services();

        // The epoch begins before: its commit is one too.
        await Epochs.BeginAsync(Source, TimeProvider.System.GetUtcNow(), default);
        var start = TimeProvider.System.GetTimestamp();
        var commit = Engines.On(source, services).ReconcileLignesAsync([Scenario.Ro("dark")], default);
        var unknown = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => commit.WaitAsync(2 * EndMax, TimeProvider.System));
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        output.WriteLine($"unknown after {elapsed.TotalSeconds:0.0} s");
        Assert.True(dark.IsDark);
        Assert.True(elapsed > DurableCommit.SilenceMax && elapsed < EndMax, $"after {elapsed}");
        Assert.Equal(FaultClass.UnknownOutcome, Faults.Classify(unknown));

        await Engines.On(Source, services).ReconcileLignesAsync([Scenario.Ro("dark")], default);
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM ligne"));
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM journal"));
    }

    [SkippableFact]
    public async Task One_that_waits_for_a_server_that_answers_others_is_waited_for()
    {
        await Source.ExecuteAsync($"""
            CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(
                {(DurableCommit.SilenceMax + 2 * DurableCommit.ProbeInterval).TotalSeconds}); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON ligne DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION at_commit();
            """);
        await using var services = Engines.Services();
        await Engines.On(Source, services).ReconcileLignesAsync([Scenario.Ro("slow")], default);
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM ligne"));
    }
}
