using System.Globalization;
using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>The RabbitMQ of the runs: one server, or the three nodes of a cluster, each of which can be stopped and come back.</summary>
internal sealed class Brokers : IAsyncDisposable
{
    /// <summary>The most nodes that there are.</summary>
    public const int NodesMax = RabbitCluster.NodeCount;

    private readonly RabbitServer? _server;
    private readonly RabbitCluster? _cluster;

    private Brokers(RabbitServer? server, RabbitCluster? cluster) => (_server, _cluster) = (server, cluster);

    /// <summary>The ports of all nodes.</summary>
    public IReadOnlyList<int> Ports => _cluster is null
        ? [_server!.Uri.Port]
        : [.. Enumerable.Range(0, NodesMax).Select(n => _cluster.At(n).Port)];

    /// <summary>Starts one server.</summary>
    public static async Task<Brokers> OfOneAsync(ServerOptions options, Action<string> say, CancellationToken cancellation) =>
        new(await RabbitServer.StartAsync(options, TimeProvider.System, say, cancellation), null);

    /// <summary>Starts a cluster.</summary>
    public static async Task<Brokers> OfThreeAsync(Action<string> say, CancellationToken cancellation) =>
        new(null, await RabbitCluster.StartAsync(TimeProvider.System, say, cancellation));

    /// <summary>Creates an empty virtual host; returns how to reach it directly, at the first node.</summary>
    public async Task<Uri> CreateVirtualHostAsync(string name, CancellationToken cancellation)
    {
        if (_server is not null)
            return await _server.CreateVirtualHostAsync(name, cancellation);
        await _cluster!.CreateVirtualHostAsync(name);
        return new UriBuilder(_cluster.At(0)) { Path = "/" + Uri.EscapeDataString(name) }.Uri;
    }

    /// <summary>Takes one node away for a while; killed, it ends as in a power cut, else cleanly.</summary>
    public async Task BreakAsync(int node, bool kill, TimeSpan time, CancellationToken cancellation)
    {
        await StopAsync(node, kill, cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await ResumeAsync(node, cancellation);
    }

    /// <summary>Ends a node and keeps its data.</summary>
    public Task StopAsync(int node, bool kill, CancellationToken cancellation) =>
        _server?.StopAsync(kill, cancellation) ?? _cluster!.StopNodeAsync(node, kill);

    /// <summary>Starts a stopped node again.</summary>
    public Task ResumeAsync(int node, CancellationToken cancellation) =>
        _server?.ResumeAsync(cancellation) ?? _cluster!.ResumeNodesAsync(node);

    /// <summary>Forces to the disk which queues there are: RabbitMQ itself forces messages only.</summary>
    public Task SettleAsync() => ControlAsync("eval", "mnesia:sync_log().");

    /// <summary>How many messages every queue of a virtual host holds, those handed out and not acknowledged included.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuesAsync(string virtualHost)
    {
        var listed = await ControlAsync("list_queues", "--vhost", virtualHost, "--no-table-headers", "name", "messages");
        return listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(fields => fields[0], fields => int.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private Task<string> ControlAsync(params IReadOnlyList<string> arguments) =>
        _server?.ControlAsync(arguments) ?? _cluster!.ControlAsync(0, arguments);
}
