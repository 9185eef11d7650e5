using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>A broker of three nodes of which some go: accepted payments are there, and payments are soon taken again.</summary>
[Collection(nameof(ThreeNodes))]
public sealed class NodeOutageTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const int LinesPerCall = 20;
    private static readonly TimeSpan BackAfterMax = TimeSpan.FromSeconds(5);

    private int _calls;

    [SkippableFact]
    public async Task The_node_that_payments_go_to_dies_under_load_and_comes_back_and_none_is_lost()
    {
        var cluster = await fixture.BrokerAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await fixture.InstanceAsync(database, (await fixture.VirtualHostAsync()).Address);
        var accepted = new ConcurrentBag<int>();
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, 2).Select(_ => SendAsync(instance, accepted, end.Token)).ToList();
        await Eventually.HoldsAsync("payments are taken", () => accepted.Count > 10);

        var node = await NodeOfAsync(cluster, instance);
        await cluster.StopNodeAsync(node, kill: true);
        var (before, died) = (accepted.Count, TimeProvider.System.GetTimestamp());

        // Calls that were in hand when the node died wait for their confirms, each as long as a call may.
        await Eventually.HoldsAsync(
            () => "payments are taken by the others",
            () => Task.FromResult(accepted.Count > before + 4),
            3 * SubmitPayments.DurableTimeout);
        output.WriteLine($"Taken again {TimeProvider.System.GetElapsedTime(died).TotalSeconds:0.0} s after the node died.");
        await cluster.ResumeNodesAsync(node);
        before = accepted.Count;
        await Eventually.HoldsAsync("payments are taken with all nodes", () => accepted.Count > before + 4);
        await end.CancelAsync();
        await Task.WhenAll(load);

        var lines = accepted.Count * LinesPerCall;
        output.WriteLine($"{lines} lines were accepted.");
        await Eventually.HoldsAsync(
            "all that was accepted is there", async () => await instance.CountAsync("SELECT count(*) FROM ligne") >= lines);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine"));
    }

    [SkippableFact]
    public async Task Without_a_majority_nothing_is_accepted_and_payments_are_taken_as_soon_as_the_nodes_are_well()
    {
        var cluster = await fixture.BrokerAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await fixture.InstanceAsync(database, (await fixture.VirtualHostAsync()).Address);
        Assert.Equal(202, await PostAsync(instance));

        await Task.WhenAll(cluster.StopNodeAsync(1, kill: true), cluster.StopNodeAsync(2, kill: true));
        await Eventually.HoldsAsync("nothing is accepted", async () => await PostAsync(instance) == 503);
        await cluster.ResumeNodesAsync(1, 2);
        await cluster.ControlAsync(0, "await_startup");
        var well = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync("payments are accepted", async () => await PostAsync(instance) == 202);

        var took = TimeProvider.System.GetElapsedTime(well);
        output.WriteLine($"Accepted {took.TotalSeconds:0.0} s after the nodes were well.");
        Assert.True(took < BackAfterMax, $"It took {took.TotalSeconds:0.0} s.");
        await Eventually.HoldsAsync(
            "all of them are soins", async () => await instance.CountAsync("SELECT count(*) FROM ligne") >= 2 * LinesPerCall);
    }

    private static async Task<int> NodeOfAsync(RabbitCluster cluster, TestInstance instance)
    {
        var connection = await instance.Services.GetRequiredService<RabbitPublisher>().Connection.OpenAsync(default);
        return Enumerable.Range(0, RabbitCluster.NodeCount).Single(n => cluster.At(n).Port == connection.Endpoint.Port);
    }

    private async Task SendAsync(TestInstance instance, ConcurrentBag<int> accepted, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (await PostAsync(instance) == 202)
            {
                accepted.Add(LinesPerCall);
            }
        }
    }

    private async Task<int> PostAsync(TestInstance instance)
    {
        var call = Interlocked.Increment(ref _calls);
        var lines = Enumerable.Range(1, LinesPerCall).Select(n => PaymentRecords.Ro($"M{call}", n).ToJsonString());
        return (await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes($"[{string.Join(',', lines)}]"))).Status;
    }
}
