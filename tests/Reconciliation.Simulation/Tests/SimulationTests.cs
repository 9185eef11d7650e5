using Reconciliation.Dev;
using Reconciliation.Simulation.Faults;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Simulation.Tests;

/// <summary>Whatever dies while payments run, nothing is lost and nothing is counted twice.</summary>
public sealed class SimulationTests(SharedServers servers, ITestOutputHelper output) : IClassFixture<SharedServers>
{
    private const int Pinned = 20251112;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [SkippableFact]
    public Task Nothing_is_lost_and_nothing_counted_twice_with_the_seed_of_every_run() => RunAsync(Pinned);

    [SkippableFact]
    public Task Nothing_is_lost_and_nothing_counted_twice_with_a_new_seed() => RunAsync(RunOptions.ChooseSeed());

    private async Task RunAsync(int seed)
    {
        Skip.If(servers.Missing is not null, servers.Missing);
        using var limit = new CancellationTokenSource(Limit);
        var report =
            await new FaultRun(servers.Servers!, new RunOptions(seed, RunOptions.Bounded), Console.Error.WriteLine).RunAsync(limit.Token);
        output.WriteLine(report.ToString());
        Console.Error.WriteLine(report);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal((0, 0), (report.LinesLost, report.LinesCountedTwice));
        Assert.All(Enum.GetValues<FaultKind>().Where(k => k != FaultKind.EngineRemoved), kind => Assert.Contains(kind, report.Faults.Keys));
    }
}

/// <summary>The servers that the runs break, one run after the other.</summary>
public sealed class SharedServers : IAsyncLifetime
{
    internal PrivateServers? Servers { get; private set; }

    /// <summary>Why there are none; null: there are.</summary>
    internal string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        try
        {
            Servers = await PrivateServers.StartAsync(Console.Error.WriteLine, CancellationToken.None);
        }
        catch (ServerUnavailableException unavailable) when (Environment.GetEnvironmentVariable("CI") is null or "")
        {
            Missing = unavailable.Message;
        }
    }

    public async Task DisposeAsync()
    {
        if (Servers is not null)
            await Servers.DisposeAsync();
    }
}
