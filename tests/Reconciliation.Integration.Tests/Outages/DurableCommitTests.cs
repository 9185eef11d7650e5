using Npgsql;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>The fate of a commit: it is committed, rolled back, or nobody knows.</summary>
public sealed class DurableCommitTests : DatabaseTest
{
    [SkippableFact]
    public async Task A_commit_that_takes_longer_than_every_limit_of_statements_is_waited_for()
    {
        await AtCommitAsync("PERFORM pg_sleep(1.6)");
        var limited = new NpgsqlConnectionStringBuilder(ConnectionString) { CommandTimeout = 1, Options = "-c statement_timeout=500" };
        await using var source = NpgsqlDataSource.Create(limited);
        await using var services = Engines.Services();
        await Engines.On(source, services).ReconcileLignesAsync([Scenario.Ro("slow")], default);
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM ligne"));
    }

    [SkippableTheory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_write", "on")]
    [InlineData("on", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task A_commit_waits_for_the_disk_whatever_the_role_is_set_to(string set, string inEffect)
    {
        await AtCommitAsync("INSERT INTO seen SELECT current_setting('synchronous_commit')");
        await Source.ExecuteAsync($"""
            CREATE TABLE seen (value text);
            CREATE ROLE {Role} LOGIN SUPERUSER PASSWORD 'hasty';
            ALTER ROLE {Role} SET synchronous_commit = {set};
            """);
        try
        {
            var hasty = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = Role, Password = "hasty", Pooling = false };
            await using var source = NpgsqlDataSource.Create(hasty);
            await using var services = Engines.Services();
            await Engines.On(source, services).ReconcileLignesAsync([Scenario.Ro("hasty")], default);

            Assert.Equal(1, await Source.CountAsync($"SELECT count(*) FROM seen WHERE value = '{inEffect}'"));
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.True(await DurableCommit.IsDurableAsync(transaction, default));
        }
        finally
        {
            await Source.ExecuteAsync($"DROP ROLE {Role}");
        }
    }

    [SkippableTheory]
    [InlineData("RAISE WARNING 'canceling wait for synchronous replication' USING ERRCODE = '01000'", 1)]
    [InlineData("PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5)", 0)]
    public async Task A_notice_or_a_lost_connection_in_a_commit_is_an_unknown_outcome_even_where_notices_are_off(
        string atCommit, long stored)
    {
        await AtCommitAsync(atCommit);
        var silent = new NpgsqlConnectionStringBuilder(ConnectionString) { Options = "-c client_min_messages=error" };
        await using var source = NpgsqlDataSource.Create(silent);
        await using var services = Engines.Services();
        var unknown = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(
            () => Engines.On(source, services).ReconcileLignesAsync([Scenario.Ro("unknown")], default));
        Assert.Equal(FaultClass.UnknownOutcome, Faults.Classify(unknown));
        Assert.Equal(stored, await Source.CountAsync("SELECT count(*) FROM ligne"));

        await Source.ExecuteAsync("DROP TRIGGER at_commit ON ligne");
        await Engines.On(Source, services).ReconcileLignesAsync([Scenario.Ro("unknown")], default);
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM ligne"));
        Assert.Equal(1, await Source.CountAsync("SELECT count(*) FROM journal"));
    }

    // Roles are of the whole server.
    private string Role => $"hasty_{new NpgsqlConnectionStringBuilder(ConnectionString).Database}";

    private Task AtCommitAsync(string body) => Source.ExecuteAsync($"""
        CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON ligne DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit();
        """);
}
