using Npgsql;

namespace Reconciliation.Dev;

/// <summary>
/// A PostgreSQL to use: the one that the environment names, or a private one that ends with this object and with this process.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The environment variable that names a server: an Npgsql connection string.</summary>
    public const string Variable = "RECONCILIATION_POSTGRES";

    /// <summary>The database that a private server has.</summary>
    public const string Database = "reconciliation";

    private readonly IPrivateServer? _server;

    private PostgresServer(string connectionString, string origin, IPrivateServer? server)
    {
        ConnectionString = connectionString;
        Origin = origin;
        _server = server;
    }

    /// <summary>Connects to an empty database of a private server, or wherever the environment says; it contains a password.</summary>
    public string ConnectionString { get; }

    /// <summary>The source of the server, for the screen.</summary>
    public string Origin { get; }

    /// <summary>The temporary folder of a private server from local programs, with its server.log; null for any other.</summary>
    public string? Folder => (_server as LocalPostgres)?.Folder;

    /// <summary>True when the server is private, so that it can be stopped and started again.</summary>
    public bool IsPrivate => _server is not null;

    /// <summary>Finds or starts a server: the first of the options' sources that has one.</summary>
    /// <exception cref="ServerUnavailableException">No source has one, or the one that has it cannot start it.</exception>
    public static async Task<PostgresServer> StartAsync(
        ServerOptions options,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation)
    {
        foreach (var source in options.Sources)
        {
            var server = source switch
            {
                ServerSource.Environment => await FromEnvironmentAsync(cancellation),
                ServerSource.Docker when LocalPostgres.AreChosen => null,
                ServerSource.Docker => await FromDockerAsync(options, clock, say, cancellation),
                ServerSource.Local => await FromLocalAsync(options, clock, say, cancellation),
                ServerSource.Packages
                    when !OperatingSystem.IsWindows() && await DebianPackages.InstallAsync("postgresql", say, cancellation) =>
                    await FromLocalAsync(options, clock, say, cancellation),
                ServerSource.Packages => null,
            };
            if (server is not null)
                return server;
        }

        throw new ServerUnavailableException(
            $"No PostgreSQL can be had here: set {Variable} to a connection string, start a Docker engine, or install PostgreSQL 15 or "
                + $"newer.");
    }

    /// <summary>Stops a private server and keeps its data, so that <see cref="ResumeAsync"/> can start it again.</summary>
    /// <param name="kill">Whether it ends as in a power cut, in the middle of whatever it does.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task StopAsync(bool kill = false, CancellationToken cancellation = default) =>
        Servers.Owned(_server, Variable).StopAsync(kill, cancellation);

    /// <summary>Starts a stopped private server on the same port and data.</summary>
    public Task ResumeAsync(CancellationToken cancellation = default) => Servers.Owned(_server, Variable).StartAsync(cancellation);

    /// <summary>Stops a private server and starts it again on the same port and data; every connection breaks.</summary>
    /// <param name="kill">Whether it ends as in a power cut.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RestartAsync(bool kill = false, CancellationToken cancellation = default)
    {
        await StopAsync(kill, cancellation);
        await ResumeAsync(cancellation);
    }

    /// <summary>Ends a private server and removes its data; leaves any other alone.</summary>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<PostgresServer?> FromEnvironmentAsync(CancellationToken cancellation)
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        NpgsqlConnectionStringBuilder target;
        try
        {
            target = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException refused)
        {
            throw new ServerUnavailableException($"{Variable} is not an Npgsql connection string.", refused);
        }

        try
        {
            await using var connection = new NpgsqlConnection(text);
            await connection.OpenAsync(cancellation);
            return new PostgresServer(text, $"{connection.ServerVersion}, {target.Host}:{target.Port} ({Variable})", null);
        }
        catch (NpgsqlException refused)
        {
            throw new ServerUnavailableException(
                $"The PostgreSQL at {target.Host}:{target.Port} that {Variable} names cannot be used ({refused.Message}).", refused);
        }
    }

    private static async Task<PostgresServer?> FromDockerAsync(
        ServerOptions options,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation)
    {
        using var engine = await DockerEngine.FindAsync(clock, cancellation);
        if (engine is null || await DockerPostgres.StartAsync(engine, options, say, cancellation) is not { } container)
            return null;
        return new PostgresServer(container.ConnectionString, $"privé, dans Docker ({DockerPostgres.Image})", container.Server);
    }

    private static async Task<PostgresServer?> FromLocalAsync(
        ServerOptions options,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || LocalPostgres.FindBinaries() is not { } binaries)
            return null;
        say($"Démarrage d'un PostgreSQL privé ({binaries}).");
        var server = new LocalPostgres(binaries, options, clock);
        try
        {
            await server.StartAsync(cancellation);
            var origin = $"{await server.CreateDatabaseAsync(Database, cancellation)}, privé, 127.0.0.1:{server.Port}";
            return new PostgresServer(server.ConnectionStringTo(Database), origin, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
