using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>A PostgreSQL and a RabbitMQ of the simulator's own, to stop and crash; several runs may follow each other on them.</summary>
internal sealed class PrivateServers : IAsyncDisposable
{
    // Servers that the environment names are not ours to kill.
    private static readonly ServerOptions Options = new()
    {
        Sources = [ServerSource.Local, ServerSource.Packages],
        StartLimit = Patience.Limit,
    };

    private readonly PostgresServer _postgres;
    private readonly Brokers _brokers;
    private readonly MachineDisks? _disks;

    private PrivateServers(PostgresServer postgres, Brokers brokers, MachineDisks? disks) =>
        (_postgres, _brokers, _disks) = (postgres, brokers, disks);

    /// <summary>Where the nodes of RabbitMQ listen.</summary>
    public IReadOnlyList<int> BrokerPorts => _brokers.Ports;

    /// <summary>Starts the servers that a kind of run breaks.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="say">Progress, for people.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="settings">Settings of PostgreSQL besides the usual ones.</param>
    /// <exception cref="ServerUnavailableException">It cannot be had here.</exception>
    public static async Task<PrivateServers> StartAsync(
        RunKind kind, Action<string> say, CancellationToken cancellation, params (string Name, string Value)[] settings)
    {
        var disks = kind == RunKind.PowerCuts ? await MachineDisks.CreateAsync(cancellation) : null;
        var options = Options with { Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        options = disks?.Under(options) ?? options;
        var starting = PostgresServer.StartAsync(options, TimeProvider.System, say, cancellation);
        var brokers = kind == RunKind.BrokerNodes
            ? await Brokers.OfThreeAsync(say, cancellation)
            : await Brokers.OfOneAsync(options, say, cancellation);
        return new(await starting, brokers, disks);
    }

    /// <summary>Creates an empty database; returns how to reach it directly.</summary>
    public async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await ExecuteAsync($"create database {name}", cancellation);
        return new(_postgres.ConnectionString) { Database = name };
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Creates an empty virtual host; returns how to reach it directly.</summary>
    public Task<Uri> CreateVirtualHostAsync(string name, CancellationToken cancellation) =>
        _brokers.CreateVirtualHostAsync(name, cancellation);

    /// <summary>Takes PostgreSQL away for a while; killed, it ends as in a power cut, else in fast mode.</summary>
    public async Task BreakPostgresAsync(bool kill, TimeSpan time, CancellationToken cancellation)
    {
        await _postgres.StopAsync(kill, cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await _postgres.ResumeAsync(cancellation);
    }

    /// <summary>Has PostgreSQL refuse writes for a while.</summary>
    public async Task MakeReadOnlyAsync(TimeSpan time, CancellationToken cancellation)
    {
        await ExecuteAsync("ALTER SYSTEM SET default_transaction_read_only = on", cancellation);
        await ExecuteAsync("SELECT pg_reload_conf()", cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await ExecuteAsync("ALTER SYSTEM RESET default_transaction_read_only", cancellation);
        await ExecuteAsync("SELECT pg_reload_conf()", cancellation);
    }

    /// <summary>Stops every process of PostgreSQL where it is, for a while.</summary>
    public async Task FreezePostgresAsync(TimeSpan time, CancellationToken cancellation)
    {
        var postmaster =
            (await File.ReadAllLinesAsync(Path.Combine(_postgres.Folder!, "data", "postmaster.pid"), cancellation))[0].Trim();
        var children =
            await Executables.RunAsync(["ps", "--ppid", postmaster, "-o", "pid="], new Dictionary<string, string>(), cancellation);
        string[] all = [postmaster, .. children.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

        // Some may have ended meanwhile: kill then says so, and stops the others.
        await Executables.RunAsync(["kill", "-STOP", .. all], new Dictionary<string, string>(), cancellation);
        try
        {
            await Task.Delay(time, TimeProvider.System, cancellation);
        }
        finally
        {
            await Executables.RunAsync(["kill", "-CONT", .. all], new Dictionary<string, string>(), CancellationToken.None);
        }
    }

    /// <summary>Takes a node of RabbitMQ away for a while; killed, it ends as in a power cut, else cleanly.</summary>
    public Task BreakBrokerAsync(int node, bool kill, TimeSpan time, CancellationToken cancellation) =>
        _brokers.BreakAsync(node, kill, time, cancellation);

    /// <summary>
    /// Before the first power cut: what was set up is on the disks. Neither initdb nor RabbitMQ forces that, and it is no payment.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        if (_disks is null)
            return;
        await _brokers.SettleAsync();
        await _disks.SyncAsync(cancellation);
    }

    /// <summary>Cuts the power: both servers and all engines die, and the disks have what was forced to them.</summary>
    /// <param name="engines">Kills the engines.</param>
    /// <param name="time">How long the power is away.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task CutPowerAsync(Func<Task> engines, TimeSpan time, CancellationToken cancellation)
    {
        _disks!.CutPower();
        await Task.WhenAll(engines(), _postgres.StopAsync(kill: true, cancellation), _brokers.StopAsync(0, kill: true, cancellation));
        await _disks.RestoreAsync(cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await Task.WhenAll(_postgres.ResumeAsync(cancellation), _brokers.ResumeAsync(0, cancellation));
    }

    /// <summary>The number of messages in every queue of a virtual host, those handed out and not acknowledged included.</summary>
    public Task<IReadOnlyDictionary<string, int>> QueuesAsync(string virtualHost) => _brokers.QueuesAsync(virtualHost);

    public async ValueTask DisposeAsync()
    {
        await _brokers.DisposeAsync();
        await _postgres.DisposeAsync();
        if (_disks is not null)
            await _disks.DisposeAsync();
    }
}
