using Reconciliation.Dev;
using Reconciliation.Simulation.Faults;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Simulation.Tests;

/// <summary>Nothing is lost and nothing is counted twice when a process or a server dies while payments run.</summary>
public sealed class SimulationTests(SharedServers servers, ITestOutputHelper output) : IClassFixture<SharedServers>
{
    private const int Pinned = 20251112;
    private static readonly int Failovers = LongRun.Size(usual: 2, wanted: 4);

    // Many times the usual time: browsers and other servers have the machine too. A run by itself says what it takes.
    private static readonly TimeSpan BackAtWorkMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [SkippableFact]
    public Task Nothing_is_lost_and_nothing_counted_twice_with_the_seed_of_every_long_run()
    {
        LongRun.OrSkip();
        return BreakAsync(Pinned);
    }

    [SkippableFact]
    public Task Nothing_is_lost_and_nothing_counted_twice_with_a_new_seed() => BreakAsync(RunOptions.ChooseSeed());

    [SkippableFact]
    public async Task Failovers_of_a_synchronous_standby_lose_nothing_and_show_nothing_in_vain()
    {
        var report = await RunAsync(RunOptions.OfFailovers(RunOptions.ChooseSeed(), Failovers, isLossy: false));
        Assert.Equal((Failovers, 0), (report.BackAtWork.Count, report.Ghosts));
        Assert.All(report.BackAtWork, seconds => Assert.InRange(seconds, 0, BackAtWorkMax.TotalSeconds));
    }

    [SkippableFact]
    public async Task Failovers_that_lose_something_announce_all_that_was_shown_in_vain()
    {
        var report = await RunAsync(RunOptions.OfFailovers(RunOptions.ChooseSeed(), Failovers, isLossy: true));
        Assert.Equal(Failovers, report.BackAtWork.Count);
        Assert.True(report.Ghosts > 0, "Nothing was lost: the run shows nothing.");
    }

    private async Task BreakAsync(int seed)
    {
        var report = await RunAsync(new RunOptions(seed, RunOptions.Bounded));
        Assert.All(
            Enum.GetValues<FaultKind>().Except([FaultKind.EngineRemoved, .. FaultPlan.OfOwnRuns]),
            kind => Assert.Contains(kind, report.Faults.Keys));
    }

    private Task<Report> RunAsync(RunOptions options)
    {
        Skip.If(servers.Missing is not null, servers.Missing);
        return RunAsync(servers.Servers!, options, output);
    }

    /// <summary>Runs a simulation in which all must hold.</summary>
    internal static async Task<Report> RunAsync(PrivateServers servers, RunOptions options, ITestOutputHelper output)
    {
        using var limit = new CancellationTokenSource(Limit);
        var report = await new FaultRun(servers, options, Console.Error.WriteLine).RunAsync(limit.Token);
        output.WriteLine(report.ToString());
        Console.Error.WriteLine(report);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal((0, 0), (report.LinesLost, report.LinesCountedTwice));
        return report;
    }
}

/// <summary>The servers that the runs break, one run after the other.</summary>
public sealed class SharedServers : IAsyncLifetime
{
    internal PrivateServers? Servers { get; private set; }

    /// <summary>The reason for which there are none; null: there are.</summary>
    internal string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        try
        {
            Servers = await OrSkipAsync(PrivateServers.StartAsync(RunKind.Mixed, Console.Error.WriteLine, CancellationToken.None));
        }
        catch (SkipException missing)
        {
            Missing = missing.Message;
        }
    }

    /// <summary>Waits for servers; those that cannot be had skip the test, or fail it where CI is set.</summary>
    internal static async Task<T> OrSkipAsync<T>(Task<T> starting)
    {
        try
        {
            return await starting;
        }
        catch (ServerUnavailableException unavailable) when (Environment.GetEnvironmentVariable("CI") is null or "")
        {
            throw new SkipException(unavailable.Message);
        }
    }

    public async Task DisposeAsync()
    {
        if (Servers is not null)
            await Servers.DisposeAsync();
    }
}
