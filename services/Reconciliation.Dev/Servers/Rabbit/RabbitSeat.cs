using System.Globalization;

namespace Reconciliation.Dev;

/// <summary>The place of a node in a private cluster: all that its nodes must know of each other before they start.</summary>
/// <param name="Port">The AMQP port of this node, of which its name is made.</param>
/// <param name="Ports">The AMQP ports of all nodes.</param>
/// <param name="MapperPort">The port of the one port mapper of all nodes.</param>
/// <param name="Secret">The cookie of all nodes, and the password of their administrator.</param>
internal sealed record RabbitSeat(int Port, IReadOnlyList<int> Ports, int MapperPort, string Secret)
{
    /// <summary>The name of a node.</summary>
    /// <param name="port">Its AMQP port.</param>
    public static string NodeName(int port) => string.Create(CultureInfo.InvariantCulture, $"reconciliation-{port}@localhost");

    /// <summary>The lines of a node's configuration by which it finds the others at its first start.</summary>
    public IEnumerable<string> Configuration() =>
    [
        "cluster_formation.peer_discovery_backend = classic_config",
        .. Ports.Select((port, rank) => string.Create(
            CultureInfo.InvariantCulture, $"cluster_formation.classic_config.nodes.{rank + 1} = {NodeName(port)}")),
        "cluster_partition_handling = pause_minority",
    ];
}
