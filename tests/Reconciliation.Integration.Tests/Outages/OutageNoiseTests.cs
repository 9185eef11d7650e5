using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>The log of an outage says what is away, in some lines, however many callers and probes ask meanwhile.</summary>
public sealed class OutageNoiseTests(ITestOutputHelper output)
{
    private const int Requests = 150, Probes = 30, LinesMax = 40;

    private static readonly ServerOptions Own = new() { Durable = false, Sources = [ServerSource.Local, ServerSource.Packages] };

    [SkippableFact]
    public async Task Requests_and_probes_of_an_outage_leave_some_lines_and_no_stack_trace_each()
    {
        await using var server =
            await TestServers.OrSkipAsync(PostgresServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await using (var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(server.ConnectionString, console: true, log: log);
        Assert.Empty(await instance.SoinsAsync("BRUIT"));
        var before = log.Lines.Count;

        await server.StopAsync(kill: true);
        await Parallel.ForAsync(0, Requests, async (_, _) =>
            Assert.Equal(503, (await instance.ReadAsync("/v1/adherents/BRUIT/soins", Scopes.Espace)).Status));
        for (var probe = 0; probe < Probes; probe++)
        {
            Assert.Equal(503, (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status);
        }

        var lines = log.Lines.Skip(before).ToList();
        lines.ForEach(output.WriteLine);
        Assert.InRange(lines.Count, 1, LinesMax);
        Assert.Contains(lines, l => l.Contains("request(s) answered 503", StringComparison.Ordinal));
        Assert.Single(lines, l => l.Contains("Not ready: postgres", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("BRUIT", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("   at ", StringComparison.Ordinal));

        await server.ResumeAsync();
        await Eventually.HoldsAsync(
            "it is ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
    }
}
