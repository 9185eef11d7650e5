using System.Text.Json.Nodes;

namespace Reconciliation.Dev;

/// <summary>
/// A RabbitMQ to use: the one that the environment names, or a private one that ends with this object and with this process.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    /// <summary>The environment variable that names a server: an amqp or amqps URI.</summary>
    public const string Variable = "RECONCILIATION_RABBITMQ";

    private readonly IPrivateServer? _server;
    private readonly RabbitManagement? _management;
    private readonly Func<string, CancellationToken, Task>? _import;
    private readonly Func<IReadOnlyList<string>, CancellationToken, Task<string>>? _control;
    private readonly Action<string> _say;

    private RabbitServer(
        Uri uri,
        string origin,
        IPrivateServer server,
        Func<string, CancellationToken, Task> import,
        Func<IReadOnlyList<string>, CancellationToken, Task<string>> control,
        Action<string> say)
    {
        (Uri, Origin, _server, _import, _control, _say) = (uri, origin, server, import, control, say);
    }

    private RabbitServer(Uri uri, RabbitManagement? management, Action<string> say)
    {
        (Uri, Origin, _management, _import, _say) = (uri, $"{uri.Host} ({Variable})", management, null, say);
        _import = management is null ? null : management.ImportAsync;
    }

    /// <summary>The default virtual host of a private server, or the one that the environment names; it contains a password.</summary>
    public Uri Uri { get; }

    /// <summary>The source of the server, for the screen.</summary>
    public string Origin { get; }

    /// <summary>The temporary folder of a private server from local programs, with its server.log; null for any other.</summary>
    public string? Folder => (_server as LocalRabbit)?.Folder;

    /// <summary>
    /// The address of its metrics for Prometheus: a private server has one if it was asked to; for any other it is the usual port of its
    /// host, where nobody may answer.
    /// </summary>
    public Uri? Metrics => _server switch
    {
        LocalRabbit local => local.Metrics,
        ContainerServer container => container.Metrics,
        _ => new Uri($"http://{Uri.Host}:15692"),
    };

    /// <summary>The management API of a private server from local programs that was asked to have one; else null.</summary>
    public Uri? Management => (_server as LocalRabbit)?.Management;

    /// <summary>True when the server is private, so that it can be stopped and started again.</summary>
    public bool IsPrivate => _server is not null;

    /// <summary>Finds or starts a server: the first of the options' sources that has one.</summary>
    /// <exception cref="ServerUnavailableException">No source has one, or the one that has it cannot start it.</exception>
    public static async Task<RabbitServer> StartAsync(
        ServerOptions options,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation)
    {
        foreach (var source in options.Sources)
        {
            var server = source switch
            {
                ServerSource.Environment => await FromEnvironmentAsync(say, cancellation),
                ServerSource.Docker => await FromDockerAsync(clock, say, cancellation),
                ServerSource.Local => await FromLocalAsync(options, clock, say, cancellation),
                ServerSource.Packages
                    when !OperatingSystem.IsWindows() && await DebianPackages.InstallAsync("rabbitmq-server", say, cancellation) =>
                    await FromLocalAsync(options, clock, say, cancellation),
                ServerSource.Packages => null,
            };
            if (server is not null)
                return server;
        }

        throw new ServerUnavailableException(
            $"No RabbitMQ can be had here: set {Variable} to an amqp URI, start a Docker engine, or install rabbitmq-server.");
    }

    /// <summary>Gives the broker more definitions: users, rights, policies.</summary>
    /// <param name="definitions">The definitions, as the broker exports them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it takes them; false: its management API does not answer.</returns>
    public async Task<bool> ImportAsync(string definitions, CancellationToken cancellation = default)
    {
        if (_import is not null)
        {
            await _import(definitions, cancellation);
        }

        return _import is not null;
    }

    /// <summary>
    /// Creates a virtual host that the server's user may use, with the policies of the project; where the server is not ours and has no
    /// management API, answers its URI.
    /// </summary>
    public async Task<Uri> CreateVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        if (_import is null)
        {
            _say(
                $"L'API de gestion du RabbitMQ de {Uri.Host} ne répond pas ({RabbitManagement.Variable}) : son hôte virtuel est "
                    + "utilisé tel quel.");
            return Uri;
        }

        var uri = new UriBuilder(Uri) { Path = "/" + Uri.EscapeDataString(name) }.Uri;
        var user = Uri.UserInfo == "" ? "guest" : Uri.UnescapeDataString(Uri.UserInfo.Split(':')[0]);
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = name }),
            ["permissions"] = new JsonArray(
                new JsonObject { ["user"] = user, ["vhost"] = name, ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }),
            ["policies"] = RabbitPolicies.In(uri, RabbitPolicies.Definitions),
        };
        await _import(definitions.ToJsonString(), cancellation);
        _management?.Remember(name);
        return uri;
    }

    /// <summary>Sets policies in a virtual host.</summary>
    /// <param name="virtualHost">The virtual host.</param>
    /// <param name="definitions">RabbitMQ definitions, of which only the policies are taken; null: those of the project.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task ApplyPoliciesAsync(Uri virtualHost, string? definitions = null, CancellationToken cancellation = default)
    {
        if (_import is null)
        {
            _say(
                $"L'API de gestion du RabbitMQ de {Uri.Host} ne répond pas ({RabbitManagement.Variable}) : ses politiques restent ce "
                    + "qu'elles sont.");
            return;
        }

        var policies = new JsonObject { ["policies"] = RabbitPolicies.In(virtualHost, definitions ?? RabbitPolicies.Definitions) };
        await _import(policies.ToJsonString(), cancellation);
    }

    /// <summary>Runs rabbitmqctl against a private server, for tasks that no client can do: alarms, queues by their state.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <returns>The output of the command.</returns>
    public Task<string> ControlAsync(params IReadOnlyList<string> arguments) => _control is { } control
        ? control(arguments, CancellationToken.None)
        : throw new InvalidOperationException($"The server that {Variable} names is not controlled from here.");

    /// <summary>Stops a private server and keeps its data, so that <see cref="ResumeAsync"/> can start it again.</summary>
    /// <param name="kill">Whether it ends as in a power cut, in the middle of whatever it does.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task StopAsync(bool kill = false, CancellationToken cancellation = default) =>
        Servers.Owned(_server, Variable).StopAsync(kill, cancellation);

    /// <summary>Starts a stopped private server on the same ports and data.</summary>
    public Task ResumeAsync(CancellationToken cancellation = default) => Servers.Owned(_server, Variable).StartAsync(cancellation);

    /// <summary>Stops a private server and starts it again on the same ports and data; every connection breaks.</summary>
    /// <param name="kill">Whether it ends as in a power cut.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RestartAsync(bool kill = false, CancellationToken cancellation = default)
    {
        await StopAsync(kill, cancellation);
        await ResumeAsync(cancellation);
    }

    /// <summary>Ends a private server and removes its data; of any other, removes the virtual hosts that were created here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_management is not null)
        {
            await _management.CleanUpAsync();
            _management.Dispose();
        }
    }

    private static async Task<RabbitServer?> FromEnvironmentAsync(Action<string> say, CancellationToken cancellation)
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            throw new ServerUnavailableException($"{Variable} is not an amqp URI.");
        if (!await LocalRabbit.AnswersAsync(uri, cancellation))
            throw new ServerUnavailableException($"The RabbitMQ at {uri.Host} that {Variable} names does not answer.");
        return new RabbitServer(uri, await RabbitManagement.FindAsync(uri, cancellation), say);
    }

    private static async Task<RabbitServer?> FromDockerAsync(TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        using var engine = await DockerEngine.FindAsync(clock, cancellation);
        if (engine is null || await DockerRabbit.StartAsync(engine, say, cancellation) is not { } container)
            return null;
        return new RabbitServer(
            container.Uri, $"privé, dans Docker ({DockerRabbit.Image})", container.Server, container.ImportAsync,
            container.ControlAsync, say);
    }

    private static async Task<RabbitServer?> FromLocalAsync(
        ServerOptions options,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || LocalRabbit.FindBinaries() is not { } binaries)
            return null;
        say($"Démarrage d'un RabbitMQ privé ({binaries}).");
        var server = new LocalRabbit(binaries, options, clock);
        try
        {
            await server.StartAsync(cancellation);
            return new RabbitServer(
                server.Uri, $"privé, 127.0.0.1:{server.Port}", server, server.ImportAsync, server.ControlAsync, say);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
