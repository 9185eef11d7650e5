using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Reconciliation.Dev;

/// <summary>A container that this process started and owns.</summary>
internal sealed class ContainerServer(IContainer container, Func<string, CancellationToken, Task> killer, Uri? metrics = null)
    : IPrivateServer
{
    /// <summary>The address of its metrics; null: it gives none.</summary>
    public Uri? Metrics => metrics;

    public async Task StopAsync(bool kill, CancellationToken cancellation)
    {
        if (kill)
            await killer(container.Id, cancellation);
        await container.StopAsync(cancellation);
    }

    public Task StartAsync(CancellationToken cancellation) => container.StartAsync(cancellation);

    public ValueTask DisposeAsync() => container.DisposeAsync();
}

/// <summary>PostgreSQL in a container.</summary>
internal static class DockerPostgres
{
    public const string Image = "postgres:17";

    /// <summary>Starts one; null, with one line said, where it cannot be had.</summary>
    public static async Task<(string ConnectionString, IPrivateServer Server)?> StartAsync(
        DockerEngine engine,
        ServerOptions options,
        Action<string> say,
        CancellationToken cancellation)
    {
        // Testcontainers itself says fsync=off and its like: the last word on a setting wins.
        var durable = options.Durable ? "on" : "off";
        var settings = new Dictionary<string, string>
        {
            ["max_connections"] = "200",
            ["max_locks_per_transaction"] = "256",
            ["fsync"] = durable,
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = durable,
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;

        var container = await engine.StartAsync(() => new PostgreSqlBuilder(Image)
            .WithDatabase(PostgresServer.Database)
            .WithUsername("postgres")
            .WithPassword(RandomNumberGenerator.GetHexString(32))
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8")
            .WithCommand([.. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })])
            .WithCreateParameterModifier(engine.Publish)
            .WithLogger(NullLogger.Instance)
            .Build(), Image, say, cancellation);
        if (container is null)
            return null;
        var target = new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Host = engine.HostOf(container) };
        return (target.ConnectionString, new ContainerServer(container, engine.KillAsync));
    }
}

/// <summary>RabbitMQ in a container.</summary>
internal sealed class DockerRabbit
{
    public const string Image = "rabbitmq:4.1-management";

    // The image itself enables the plug-in.
    private const int MetricsPort = 15692;

    private readonly RabbitMqContainer _container;

    private DockerRabbit(RabbitMqContainer container, DockerEngine engine)
    {
        _container = container;
        var host = engine.HostOf(container);
        Server =
            new ContainerServer(container, engine.KillAsync, new UriBuilder("http", host, container.GetMappedPublicPort(MetricsPort)).Uri);
        Uri = new UriBuilder(container.GetConnectionString()) { Host = host, Path = "" }.Uri;
    }

    /// <summary>The default virtual host.</summary>
    public Uri Uri { get; }

    public IPrivateServer Server { get; }

    /// <summary>Starts one; null, with one line said, where it cannot be had.</summary>
    public static async Task<DockerRabbit?> StartAsync(DockerEngine engine, Action<string> say, CancellationToken cancellation)
    {
        var container = await engine.StartAsync(() => new RabbitMqBuilder(Image)
            .WithUsername(LocalRabbit.Administrator)
            .WithPassword(RandomNumberGenerator.GetHexString(32))
            .WithPortBinding(MetricsPort, assignRandomHostPort: true)
            .WithCreateParameterModifier(engine.Publish)
            .WithLogger(NullLogger.Instance)
            .Build(), Image, say, cancellation);
        return container is not null ? new DockerRabbit(container, engine) : null;
    }

    /// <summary>Merges virtual hosts, permissions and policies into the server.</summary>
    public async Task ImportAsync(string definitions, CancellationToken cancellation)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/tmp/definitions-{RandomNumberGenerator.GetHexString(8)}.json");
        await _container.CopyAsync(Encoding.UTF8.GetBytes(definitions), file, ct: cancellation);
        await ControlAsync(["import_definitions", file], cancellation);
    }

    /// <summary>Runs rabbitmqctl against this server.</summary>
    public async Task<string> ControlAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var result = await _container.ExecAsync(["rabbitmqctl", "--quiet", .. arguments], cancellation);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new ServerUnavailableException($"The private RabbitMQ refused {arguments[0]} (exit code {result.ExitCode}).");
    }
}
