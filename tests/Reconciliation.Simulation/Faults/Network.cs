using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>The ways to the servers, each of which can be cut.</summary>
/// <param name="Postgres">From the engines to PostgreSQL.</param>
/// <param name="Broker">From the engines to each node of RabbitMQ.</param>
/// <param name="Upstream">From the paying systems to each node of RabbitMQ.</param>
internal sealed record Network(LoopbackProxy Postgres, IReadOnlyList<LoopbackProxy> Broker, IReadOnlyList<LoopbackProxy> Upstream)
    : IAsyncDisposable
{
    /// <summary>Opens a way to each.</summary>
    /// <param name="postgres">The port of PostgreSQL.</param>
    /// <param name="brokers">The ports of the nodes of RabbitMQ.</param>
    public static Network Open(int postgres, IReadOnlyList<int> brokers) => new(
        LoopbackProxy.Start(postgres, FreePorts.Next()),
        [.. brokers.Select(b => LoopbackProxy.Start(b, FreePorts.Next()))],
        [.. brokers.Select(b => LoopbackProxy.Start(b, FreePorts.Next()))]);

    /// <summary>The address that engines have of a virtual host: all nodes.</summary>
    /// <param name="virtualHost">How it is reached directly.</param>
    public string AddressFor(Uri virtualHost) =>
        $"amqp://{virtualHost.UserInfo}@{string.Join(',', Broker.Select(w => $"127.0.0.1:{w.Port}"))}{virtualHost.AbsolutePath}";

    /// <summary>The addresses that upstream has of a virtual host: one URI a node.</summary>
    /// <param name="virtualHost">How it is reached directly.</param>
    public IReadOnlyList<Uri> UpstreamOf(Uri virtualHost) =>
        [.. Upstream.Select(w => new UriBuilder(virtualHost) { Port = w.Port }.Uri)];

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        foreach (var way in Broker.Concat(Upstream))
            await way.DisposeAsync();
    }
}
