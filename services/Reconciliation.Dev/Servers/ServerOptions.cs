using Reconciliation.Hosting;

namespace Reconciliation.Dev;

/// <summary>A source of servers.</summary>
public enum ServerSource
{
    /// <summary>The one that RECONCILIATION_POSTGRES or RECONCILIATION_RABBITMQ names; it is used as it is and never stopped.</summary>
    Environment,

    /// <summary>A container of a Docker engine that answers.</summary>
    Docker,

    /// <summary>Programs that are installed on this machine.</summary>
    Local,

    /// <summary>Programs that apt-get installs, on Debian and as root.</summary>
    Packages,
}

/// <summary>The way in which a server is found and started.</summary>
public sealed record ServerOptions
{
    /// <summary>The sources to try, in this order.</summary>
    public IReadOnlyList<ServerSource> Sources { get; init; } =
        [ServerSource.Environment, ServerSource.Docker, ServerSource.Local, ServerSource.Packages];

    /// <summary>
    /// False if losing the data in a crash of the machine is fine: PostgreSQL then never waits for the disk. Committed data still survives
    /// the death of PostgreSQL itself.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Whether a private PostgreSQL from local programs may keep its data in memory, where there is much: tests make and drop hundreds of
    /// databases, and a file system of a disk spends more on that than PostgreSQL does.
    /// </summary>
    public bool InMemory { get; init; }

    /// <summary>Whether RabbitMQ gives its metrics to Prometheus.</summary>
    public bool Metrics { get; init; }

    /// <summary>Whether a private RabbitMQ from local programs has its management API.</summary>
    public bool Management { get; init; }

    /// <summary>PostgreSQL settings that win over the defaults of a private server.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>RabbitMQ settings of a private broker from local programs, as in its configuration file.</summary>
    public IReadOnlyDictionary<string, string> BrokerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Flags of the Erlang machine of a private broker from local programs. By default each broker keeps to one core and waits without
    /// spinning: it starts with a third less work, and several do not wait for each other's threads.
    /// </summary>
    public string BrokerFlags { get; init; } = "+S 1:1 +SDcpu 1:1 +SDio 2 +sbwt none";

    /// <summary>
    /// The folder in which a private PostgreSQL from local programs keeps its data when it ends, and finds it again; null: the data ends
    /// with the server.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>The folder in which a private RabbitMQ from local programs has its data; null: in its temporary folder.</summary>
    public string? BrokerData { get; init; }

    /// <summary>The longest time from the start of a server until it answers.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A server cannot be had; the message is one sentence, fit for the screen.</summary>
/// <param name="message">The sentence.</param>
/// <param name="cause">The failure behind it.</param>
public sealed class ServerUnavailableException(string message, Exception? cause = null) : StartupRefusedException(message, cause);
