using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>A process says which build it is, and its sessions say whose they are and how many there may be.</summary>
public sealed class ProcessTests : DatabaseTest
{
    private const string Names = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()";

    private const string Holders = """
        SELECT DISTINCT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
        WHERE l.locktype = 'advisory' AND a.datname = current_database()
        """;

    [SkippableFact]
    public async Task The_first_line_and_a_metric_say_which_build_runs_and_with_what()
    {
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(ConnectionString, log: log);
        var line = Assert.Single(log.Lines, l => l.Contains(" starts: version ", StringComparison.Ordinal));
        Assert.Contains(ProcessStart.Version, line, StringComparison.Ordinal);
        Assert.Contains($"{Database.ConnectionsMax} connections at most", line, StringComparison.Ordinal);
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(ConnectionString).Password!, line, StringComparison.Ordinal);

        var metrics = (await instance.AskAsync(HttpMethod.Get, "/metrics", null)).Text;
        Assert.Matches($$"""reconciliation_build_info\{[^}]*version="{{ProcessStart.Version}}"[^}]*\} 1""", metrics);
    }

    [SkippableFact]
    public async Task The_holder_of_a_lock_is_known_by_its_name_and_the_pool_is_as_large_as_the_connection_string_says()
    {
        await using var instance = await TestInstance.StartAsync(ConnectionString + ";Maximum Pool Size=10");
        var own = $"reconciliation-run@.*/{Environment.ProcessId} pool=10$";
        await Eventually.HoldsAsync("a lease is held", async () => (await ReadAsync(Holders)).Count > 0);
        Assert.All(await ReadAsync(Holders), holder => Assert.Matches(own, holder));

        await Parallel.ForAsync(0, 100, async (n, _) => await instance.RoAsync(PaymentRecords.Ro($"NOM-{n}")));
        await Eventually.HoldsAsync("all are soins", async () => await instance.CountAsync("SELECT count(*) FROM soin") == 100);
        Assert.Single(await ReadAsync(Names), name => name.StartsWith("reconciliation-run@", StringComparison.Ordinal));
        Assert.InRange(
            await Source.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'reconciliation-run@% pool=10'"),
            1, 10);
    }

    [SkippableFact]
    public async Task Pools_that_may_ask_for_more_than_the_server_lets_in_are_told_at_the_start()
    {
        using var log = new CapturedLog();
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        await TestDatabase.ExecuteAsync($"ALTER DATABASE {name} CONNECTION LIMIT 20");
        await using var instance = await TestInstance.StartAsync(ConnectionString, log: log);
        await Eventually.HoldsAsync("it is told", () => log.Lines.Any(l =>
            l.Contains($"1 process(es) may open {Database.ConnectionsMax} connections", StringComparison.Ordinal)
            && l.Contains($"CONNECTION LIMIT of the database {name} lets in 20", StringComparison.Ordinal)));

        // Alerts read the limit that is nearest, whoever set it.
        using var limit = new Measured(instance, "reconciliation.postgres.connexions.max");
        await Eventually.HoldsAsync("it is measured", () => limit.Observe() is [20]);
    }

    [SkippableFact]
    public async Task An_engine_with_too_few_connections_is_refused()
    {
        var refused = await Assert.ThrowsAsync<StartupRefusedException>(
            () => TestInstance.StartAsync(ConnectionString + ";Maximum Pool Size=5"));
        Assert.Contains("Maximum Pool Size is 5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_no_longer_than_the_server_keeps()
    {
        var name = ProcessName.OfPool("reconciliation-" + new string('x', 20), 30);
        Assert.InRange(name.Length, 1, ProcessName.BytesMax);
        Assert.EndsWith($"/{Environment.ProcessId} pool=30", name, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
