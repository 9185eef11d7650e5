using Reconciliation.Simulation.Faults;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Simulation.Tests;

/// <summary>Nodes of a broker of three die or end while payments run, and come back.</summary>
public sealed class BrokerNodeTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(12);

    [SkippableFact]
    public async Task Nodes_that_are_lost_and_come_back_lose_nothing_and_repeat_nothing()
    {
        LongRun.OrSkip();
        var options = RunOptions.OfBrokerNodes(RunOptions.ChooseSeed(), Horizon);
        await using var servers =
            await SharedServers.OrSkipAsync(PrivateServers.StartAsync(options.Kind, Console.Error.WriteLine, default));
        var report = await SimulationTests.RunAsync(servers, options, output);
        Assert.True(report.Faults[FaultKind.BrokerNodeKilled] >= 2, "Nodes were hardly killed.");
    }
}
