using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Reconciliation.Dev;

/// <summary>
/// A private RabbitMQ of three nodes from programs of this machine, on 127.0.0.1 only, with management API. A node can be killed and come
/// back; the cluster ends with this object and with this process.
/// </summary>
public sealed class RabbitCluster : IAsyncDisposable
{
    /// <summary>The number of nodes.</summary>
    public const int NodeCount = 3;

    // A node that comes back waits for the tables of the others in steps of 30 s, ten at most: that is RabbitMQ's own patience.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SilentNodeLimit = TimeSpan.FromSeconds(90);

    private readonly GuardedProcess _mapper;
    private readonly IReadOnlyList<LocalRabbit> _nodes;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;

    private RabbitCluster(GuardedProcess mapper, IReadOnlyList<LocalRabbit> nodes, TimeProvider clock, Action<string> say) =>
        (_mapper, _nodes, _clock, _say) = (mapper, nodes, clock, say);

    /// <summary>The default virtual host, as an address with all nodes; it contains a password.</summary>
    public string Address => AddressOf("");

    /// <summary>The default virtual host at one node.</summary>
    /// <param name="node">The node, from 0.</param>
    public Uri At(int node) => _nodes[node].Uri;

    /// <summary>The management API of a node.</summary>
    /// <param name="node">The node, from 0.</param>
    public Uri Management(int node) => _nodes[node].Management!;

    /// <summary>Starts it.</summary>
    /// <exception cref="ServerUnavailableException">RabbitMQ is not installed here, or does not start.</exception>
    public static async Task<RabbitCluster> StartAsync(TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || LocalRabbit.FindBinaries() is not { } binaries)
            throw new ServerUnavailableException("A cluster of RabbitMQ needs rabbitmq-server installed on this machine.");
        say($"Démarrage de trois RabbitMQ privés ({binaries}).");
        var options = new ServerOptions { Durable = false, Management = true, StartLimit = StartLimit };
        var ports = Enumerable.Range(0, NodeCount).Select(_ => FreePorts.Next()).ToList();
        var (mapperPort, secret) = (FreePorts.Next(), RandomNumberGenerator.GetHexString(32));
        var user = SystemUser.InsteadOfRoot("rabbitmq");
        string[] mapper = ["epmd", "-address", "127.0.0.1", "-port", mapperPort.ToString(CultureInfo.InvariantCulture)];
        var cluster = new RabbitCluster(
            GuardedProcess.Start(
                new(SystemUser.CreateFolder("reconciliation-epmd-", user), user, mapper, new Dictionary<string, string>(), "TERM", "KILL"),
                clock),
            Nodes(binaries, options, clock, [.. ports.Select(port => new RabbitSeat(port, ports, mapperPort, secret))]),
            clock,
            say);
        try
        {
            // The first founds the cluster; the others find it there and join.
            await cluster.LaunchAsync([0], cancellation);
            await cluster.LaunchAsync([.. Enumerable.Range(1, NodeCount - 1)], cancellation);
            await cluster.ControlAsync(0, "await_online_nodes", NodeCount.ToString(CultureInfo.InvariantCulture));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a virtual host that the administrator may use, with the policies of the project.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="policies">RabbitMQ definitions, of which only the policies are taken; null: those of the project.</param>
    /// <returns>Its address, with all nodes.</returns>
    public async Task<string> CreateVirtualHostAsync(string name, string? policies = null)
    {
        var uri = new UriBuilder(At(0)) { Path = "/" + Uri.EscapeDataString(name) }.Uri;
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = name }),
            ["permissions"] = new JsonArray(new JsonObject
            {
                ["user"] = LocalRabbit.Administrator,
                ["vhost"] = name,
                ["configure"] = ".*",
                ["write"] = ".*",
                ["read"] = ".*",
            }),
            ["policies"] = RabbitPolicies.In(uri, policies ?? RabbitPolicies.Definitions),
        };
        await _nodes[0].ImportAsync(definitions.ToJsonString(), CancellationToken.None);
        return AddressOf("/" + Uri.EscapeDataString(name));
    }

    /// <summary>Runs rabbitmqctl against a node.</summary>
    /// <param name="node">The node, from 0.</param>
    /// <param name="arguments">The command and its arguments.</param>
    public Task<string> ControlAsync(int node, params IReadOnlyList<string> arguments) =>
        _nodes[node].ControlAsync(arguments, CancellationToken.None);

    /// <summary>Ends a node and keeps its data.</summary>
    /// <param name="node">The node, from 0.</param>
    /// <param name="kill">Whether it ends as in a power cut.</param>
    public Task StopNodeAsync(int node, bool kill) => _nodes[node].StopAsync(kill, CancellationToken.None);

    /// <summary>Starts nodes again on their ports and data; returns once all nodes answer that were not stopped.</summary>
    /// <param name="nodes">The nodes, from 0.</param>
    public Task ResumeNodesAsync(params IReadOnlyList<int> nodes) => LaunchAsync(nodes, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask()));
        await _mapper.DisposeAsync();
    }

    // RabbitMQ 3.10.8 on Erlang 25.1 or newer, which Debian 12 has, may wait for ever for what nodes settle between them as they come
    // together (rabbitmq-server, issue 6034): one that starts, or one that paused for want of the others. It is started again, as
    // operations would.
    private async Task LaunchAsync(IReadOnlyList<int> nodes, CancellationToken cancellation)
    {
        foreach (var node in nodes)
            _nodes[node].Launch();
        var start = _clock.GetTimestamp();
        while (!await Servers.HoldsAsync(() => AllAnswerAsync(cancellation), SilentNodeLimit, _clock, cancellation))
        {
            var silent = await SilentAsync(cancellation);
            if (_clock.GetElapsedTime(start) > StartLimit)
            {
                throw new ServerUnavailableException(
                    $"{silent.Count} nodes of a private RabbitMQ did not answer within {StartLimit.TotalSeconds:0} s "
                    + $"({string.Join(" || ", _nodes.Select(n => n.LogTail()))}).");
            }

            _say($"{silent.Count} nœud(s) de RabbitMQ ne répondent pas : redémarrage.");
            foreach (var node in silent)
                await RelaunchAsync(node, cancellation);
        }
    }

    private async Task<bool> AllAnswerAsync(CancellationToken cancellation)
    {
        // The last processes of a killed node may be in the way of the next one for a moment: that one ends by itself.
        foreach (var node in _nodes.Where(n => n.HasEnded))
            await RelaunchAsync(node, cancellation);
        return await SilentAsync(cancellation) is [];
    }

    private async Task<IReadOnlyList<LocalRabbit>> SilentAsync(CancellationToken cancellation)
    {
        var silent = new List<LocalRabbit>();
        foreach (var node in _nodes.Where(n => n.IsLaunched))
        {
            if (!await LocalRabbit.AnswersAsync(node.Uri, cancellation))
                silent.Add(node);
        }

        return silent;
    }

    private static async Task RelaunchAsync(LocalRabbit node, CancellationToken cancellation)
    {
        await node.StopAsync(kill: true, cancellation);
        node.Launch();
    }

    [UnsupportedOSPlatform("windows")]
    private static List<LocalRabbit> Nodes(string binaries, ServerOptions options, TimeProvider clock, IReadOnlyList<RabbitSeat> seats) =>
        [.. seats.Select(seat => new LocalRabbit(binaries, options, clock, seat))];

    private string AddressOf(string path) =>
        $"amqp://{At(0).UserInfo}@{string.Join(',', _nodes.Select(n => n.Uri.Authority[(n.Uri.Authority.IndexOf('@') + 1)..]))}{path}";
}
