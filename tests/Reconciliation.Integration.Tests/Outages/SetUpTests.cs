using Npgsql;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>
/// The set-up on which safety rests is read back: identities that are ahead of their rows, and a database that can be written.
/// </summary>
public sealed class SetUpTests : DatabaseTest
{
    [SkippableFact]
    public async Task Identities_that_began_anew_go_on_after_the_rows_once_migrated()
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);
        await engine.ReconcileLignesAsync([Scenario.Ro("a"), Scenario.Ro("b"), Scenario.Ro("c")], default);
        await Source.ExecuteAsync("ALTER TABLE ligne ALTER position RESTART; ALTER TABLE journal ALTER position RESTART");

        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        await engine.ReconcileLignesAsync([Scenario.Ro("d")], default);
        Assert.Equal(4, await Source.CountAsync("SELECT count(DISTINCT position) FROM ligne"));
        Assert.Equal(4, await Source.CountAsync("SELECT count(DISTINCT position) FROM journal"));
        Assert.Equal(4, await Source.CountAsync("SELECT position FROM ligne WHERE decompte = 'd'"));

        // An identity that is ahead stays so.
        await Migrator.MigrateAsync(Source, default, CellsOfRun.Count);
        await engine.ReconcileLignesAsync([Scenario.Ro("e")], default);
        Assert.Equal(5, await Source.CountAsync("SELECT position FROM ligne WHERE decompte = 'e'"));
    }

    [SkippableFact]
    public async Task A_database_that_is_read_only_is_not_ready()
    {
        await using var instance = await TestInstance.StartAsync(ConnectionString);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status);
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        await TestDatabase.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await CutAsync(name);
        await Eventually.HoldsAsync(
            "it is not ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503);
        await TestDatabase.ExecuteAsync($"ALTER DATABASE {name} RESET default_transaction_read_only");
        await CutAsync(name);
        await Eventually.HoldsAsync(
            "it is ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
        Assert.Equal(0, await Source.CountAsync("SELECT count(*) FROM compteur WHERE nom = 'sonde'"));
    }

    private async Task CutAsync(string name)
    {
        await TestDatabase.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        Source.Clear();
    }
}
