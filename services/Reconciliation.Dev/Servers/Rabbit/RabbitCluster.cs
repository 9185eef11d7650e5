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

    private readonly GuardedProcess _mapper;
    private readonly IReadOnlyList<LocalRabbit> _nodes;

    private RabbitCluster(GuardedProcess mapper, IReadOnlyList<LocalRabbit> nodes) => (_mapper, _nodes) = (mapper, nodes);

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
            Nodes(binaries, options, clock, [.. ports.Select(port => new RabbitSeat(port, ports, mapperPort, secret))]));
        try
        {
            // The first founds the cluster; the others find it there and join.
            await cluster._nodes[0].StartAsync(cancellation);
            await Task.WhenAll(cluster._nodes.Skip(1).Select(n => n.StartAsync(cancellation)));
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

    /// <summary>Starts a node again on its ports and data; returns once it answers.</summary>
    /// <param name="node">The node, from 0.</param>
    public Task ResumeNodeAsync(int node) => _nodes[node].StartAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask()));
        await _mapper.DisposeAsync();
    }

    [UnsupportedOSPlatform("windows")]
    private static List<LocalRabbit> Nodes(string binaries, ServerOptions options, TimeProvider clock, IReadOnlyList<RabbitSeat> seats) =>
        [.. seats.Select(seat => new LocalRabbit(binaries, options, clock, seat))];

    private string AddressOf(string path) =>
        $"amqp://{At(0).UserInfo}@{string.Join(',', _nodes.Select(n => n.Uri.Authority[(n.Uri.Authority.IndexOf('@') + 1)..]))}{path}";
}
