using System.Globalization;
using Microsoft.Extensions.Configuration;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// The addresses of the servers and the parties that are trusted. Read from the environment (<c>RECONCILIATION_*</c>); a secret may instead
/// be given as a file, named by the variable with <c>_FILE</c> appended.
/// </summary>
public sealed record Settings
{
    /// <summary>The Npgsql connection string.</summary>
    public required string Postgres { get; init; }

    /// <summary>The connection string of a standby, from which the pages of members are read; null: from the primary.</summary>
    public string? PostgresReading { get; init; }

    /// <summary>The broker; null: the bus is in process.</summary>
    public BrokerAddress? RabbitMq { get; init; }

    /// <summary>The broker's management API; null: at the usual port of its nodes.</summary>
    public Uri? Management { get; init; }

    /// <summary>The OIDC authority that issues tokens; required unless the instance is local.</summary>
    public string? Authority { get; init; }

    /// <summary>The audience that a token must name.</summary>
    public string Audience { get; init; } = "reconciliation";

    /// <summary>The console as the authority knows it; required of a console that is not local.</summary>
    public string? ConsoleClientId { get; init; }

    /// <summary>The secret of the console at the authority; null for a public client.</summary>
    public string? ConsoleClientSecret { get; init; }

    /// <summary>The claim of an identity token that lists the roles of an agent: <c>support</c>, <c>supervision</c>.</summary>
    public string ConsoleRoles { get; init; } = "roles";

    /// <summary>
    /// The folder of the keys that encrypt sessions and addresses of the console, shared by all of its processes; null: they end with the
    /// process.
    /// </summary>
    public string? ConsoleKeys { get; init; }

    /// <summary>
    /// The certificate, with its private key, in PEM, by which these keys are encrypted where they are kept; null: they are not.
    /// </summary>
    public string? ConsoleKeysCertificate { get; init; }

    /// <summary>The development key of a local instance; null elsewhere.</summary>
    public byte[]? DevelopmentKey { get; init; }

    /// <summary>The limits of clients; null: those of the configuration section <c>Limitation</c>.</summary>
    public ClientLimits? ClientLimits { get; init; }

    /// <summary>The formats in which the versions of soins are published.</summary>
    public SoinFormats Soins { get; init; } = new();

    /// <summary>The streams of payments that the process takes.</summary>
    public required PaymentStreams Streams { get; init; }

    /// <summary>
    /// The producers and the parts and sources that each may write; null: as the configuration section <c>Producteurs</c> says.
    /// </summary>
    public ProducerBindings? Producers { get; init; }

    /// <summary>The subscribers to webhooks; null: those of the configuration section <c>Webhooks</c>.</summary>
    public IReadOnlyList<WebhookSubscriber>? Webhooks { get; init; }

    /// <summary>The claims of a token by which the authority states that a person has signed in.</summary>
    public PersonClaims Persons { get; init; } = PersonClaims.Usual;

    /// <summary>The gateways that are believed when they name the caller's address.</summary>
    public NamedProxies Proxies { get; init; } = NamedProxies.None;

    /// <summary>The port of health, metrics and description; null: they are answered wherever the host listens.</summary>
    public int? OperationsPort { get; init; }

    /// <summary>The names by which the host is called; none: any.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether the log is JSON, a line each, or text.</summary>
    public bool LogsAsJson { get; init; }

    /// <summary>Hides the values: the text of a record would show its secrets.</summary>
    public override string ToString() => nameof(Settings);

    /// <summary>Reads a variable, or the file that its <c>_FILE</c> twin names.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="name">The variable without its prefix, <c>POSTGRES</c> for instance.</param>
    /// <returns>The value, without blanks around it; null if neither is set.</returns>
    /// <exception cref="StartupRefusedException">The file cannot be read.</exception>
    public static string? Read(IConfiguration configuration, string name)
    {
        var variable = "RECONCILIATION_" + name;
        if (configuration[variable]?.Trim() is { Length: > 0 } value)
        {
            return value;
        }

        if (configuration[variable + "_FILE"] is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file that {variable}_FILE names cannot be read.");
        }
    }

    /// <summary>Reads the port of operations.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">It is no port.</exception>
    public static int? ReadOperationsPort(IConfiguration configuration) => Read(configuration, "OPERATIONS_PORT") is not { } text ? null
        : int.TryParse(text, out var port) && port is > 0 and < 65536 ? port
        : throw new StartupRefusedException("RECONCILIATION_OPERATIONS_PORT must be a port number, from 1 to 65535.");

    /// <summary>Reads the number of cells that a database gets when it is first migrated.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">It is none.</exception>
    public static int ReadCells(IConfiguration configuration) => Read(configuration, "CELLULES") is not { } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cells) && cells is >= 1 and <= CellLayout.CellsMax
            ? cells
        : throw new StartupRefusedException($"RECONCILIATION_CELLULES must be a number of cells, from 1 to {CellLayout.CellsMax}.");

    /// <summary>Reads the broker's address.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">It is no amqp URI, nor a list of nodes in one.</exception>
    public static BrokerAddress? ReadRabbitMq(IConfiguration configuration)
    {
        if (Read(configuration, "RABBITMQ") is not { } text)
        {
            return null;
        }

        return BrokerAddress.Parse(text) ?? throw new StartupRefusedException(
            "RECONCILIATION_RABBITMQ must be an amqp URI, such as amqp://user:password@host:5672/vhost, or with several hosts and commas.");
    }

    /// <summary>Reads the address of the broker's management API; null: none is named.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">It is no http URI.</exception>
    public static Uri? ReadManagement(IConfiguration configuration) => Read(configuration, "RABBITMQ_MANAGEMENT") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new StartupRefusedException("RECONCILIATION_RABBITMQ_MANAGEMENT must be an http URI, such as http://host:15672.");
}

/// <summary>The host cannot start; the message is one clear sentence for the person who starts it.</summary>
/// <param name="message">The sentence.</param>
/// <param name="cause">The failure behind it; null: none that is worth keeping.</param>
public class StartupRefusedException(string message, Exception? cause = null) : Exception(message, cause);
