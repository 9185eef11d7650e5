using RabbitMQ.Client;

namespace Reconciliation.Bus;

/// <summary>A node of the broker.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its AMQP port.</param>
public readonly record struct BrokerNode(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}

/// <summary>
/// The address of the broker: one node, or the nodes of a cluster, <c>amqp://user:password@host1,host2:5673,host3/vhost</c>. Every
/// connection takes the first node that answers. <see cref="Uri"/> itself knows no list of hosts.
/// </summary>
public sealed class BrokerAddress
{
    private static readonly string[] Schemes = ["amqp", "amqps", "rabbitmq", "rabbitmqs"];

    private BrokerAddress(IReadOnlyList<BrokerNode> nodes, bool isEncrypted, string user, string password, string virtualHost) =>
        (Nodes, IsEncrypted, User, Password, VirtualHost) = (nodes, isEncrypted, user, password, virtualHost);

    /// <summary>The nodes, in the order in which they are named.</summary>
    public IReadOnlyList<BrokerNode> Nodes { get; }

    /// <summary>Whether connections use TLS.</summary>
    public bool IsEncrypted { get; }

    public string User { get; }

    public string VirtualHost { get; }

    internal string Password { get; }

    /// <summary>Reads an address; null: the text is none.</summary>
    /// <param name="text">The address.</param>
    public static BrokerAddress? Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || !Schemes.Contains(text[..scheme], StringComparer.OrdinalIgnoreCase) || text.AsSpan().ContainsAny(" \r\n\t"))
        {
            return null;
        }

        var isEncrypted = text[scheme - 1] is 's' or 'S';
        var rest = text[(scheme + "://".Length)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        var at = authority.LastIndexOf('@');
        var identity = at < 0 ? [] : authority[..at].Split(':', 2);
        var nodes = authority[(at + 1)..].Split(',').Select(n => ReadNode(n, isEncrypted ? 5671 : 5672)).ToList();
        return path.AsSpan().ContainsAny("/?#") || nodes.Contains(null)
            ? null
            : new(
                [.. nodes.Select(n => n!.Value)],
                isEncrypted,
                identity is [{ Length: > 0 } user, ..] ? Uri.UnescapeDataString(user) : "guest",
                identity.Length > 1 ? Uri.UnescapeDataString(identity[1]) : "guest",
                path.Length == 0 ? "/" : Uri.UnescapeDataString(path));
    }

    /// <summary>The address that a URI is.</summary>
    /// <param name="uri">An amqp URI.</param>
    public static implicit operator BrokerAddress?(Uri? uri) => uri is null ? null : FromUri(uri);

    /// <inheritdoc cref="op_Implicit"/>
    /// <exception cref="FormatException">It is no amqp URI.</exception>
    public static BrokerAddress FromUri(Uri uri) => Parse(uri.OriginalString) ?? throw new FormatException("That is no amqp URI.");

    /// <summary>The same address, of the first node alone.</summary>
    public Uri FirstNode() => new(
        $"{(IsEncrypted ? "amqps" : "amqp")}://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Password)}@{Nodes[0]}"
        + (VirtualHost == "/" ? "" : "/" + Uri.EscapeDataString(VirtualHost)));

    /// <summary>The nodes, without user and password.</summary>
    public override string ToString() => string.Join(',', Nodes);

    /// <summary>Makes connections of its own to the first node that answers; none comes back by itself.</summary>
    /// <param name="name">The name under which operators see the connections.</param>
    /// <param name="heartbeat">The interval at which both sides show each other that they are there.</param>
    internal ConnectionFactory Factory(string name, TimeSpan heartbeat) => new()
    {
        UserName = User,
        Password = Password,
        VirtualHost = VirtualHost,
        ClientProvidedName = name,
        RequestedHeartbeat = heartbeat,
        AutomaticRecoveryEnabled = false,
    };

    /// <summary>The nodes as RabbitMQ's client takes them.</summary>
    internal List<AmqpTcpEndpoint> Endpoints() =>
        [.. Nodes.Select(n => new AmqpTcpEndpoint(n.Host, n.Port, IsEncrypted ? new SslOption(n.Host, enabled: true) : new SslOption()))];

    private static BrokerNode? ReadNode(string text, int port)
    {
        // An IPv6 address has colons itself, and stands in brackets.
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        end = end < 0 ? text.Length : end;
        var (host, tail) = (text[..end].Trim('[', ']'), text[end..]);
        return host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown ? null
            : tail.Length == 0 ? new BrokerNode(host, port)
            : tail[0] == ':' && ushort.TryParse(tail.AsSpan(1), out var named) && named > 0 ? new BrokerNode(host, named)
            : null;
    }
}
