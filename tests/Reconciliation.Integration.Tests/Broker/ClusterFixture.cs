using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>One broker of three nodes for all test classes of the collection, started by the first test that asks.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly Lazy<Task<RabbitCluster>> _cluster =
        new(() => RabbitCluster.StartAsync(TimeProvider.System, TestServers.Say, default));
    private int _created;

    /// <summary>The broker; where RabbitMQ is not installed the test is skipped.</summary>
    public Task<RabbitCluster> BrokerAsync() => TestServers.OrSkipAsync(_cluster.Value);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }

    /// <summary>A virtual host of its own, with the project's policies.</summary>
    internal async Task<(string Name, string Address)> VirtualHostAsync()
    {
        var name = $"essai_{Interlocked.Increment(ref _created)}";
        return (name, await (await BrokerAsync()).CreateVirtualHostAsync(name));
    }

    /// <summary>A whole instance on a virtual host of the broker, which watches its policies.</summary>
    internal async Task<TestInstance> InstanceAsync(TestDatabase database, string address, CapturedLog? log = null, bool waits = true) =>
        await TestInstance.StartAsync(
            database, BrokerAddress.Parse(address), log: log, management: (await BrokerAsync()).Management(0), waits: waits);
}

/// <summary>Those tests run one class after the other: they take nodes of the one broker away.</summary>
[CollectionDefinition(nameof(ThreeNodes))]
public sealed class ThreeNodes : ICollectionFixture<ClusterFixture>;
