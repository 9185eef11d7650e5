using System.Globalization;
using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>A PostgreSQL and a RabbitMQ of the simulator's own, to stop and crash; several runs may follow each other on them.</summary>
internal sealed class PrivateServers : IAsyncDisposable
{
    // Servers that the environment names are not ours to kill.
    private static readonly ServerOptions Options = new() { Sources = [ServerSource.Local, ServerSource.Packages] };

    private readonly PostgresServer _postgres;
    private readonly RabbitServer _rabbit;

    private PrivateServers(PostgresServer postgres, RabbitServer rabbit) => (_postgres, _rabbit) = (postgres, rabbit);

    public static async Task<PrivateServers> StartAsync(Action<string> say, CancellationToken cancellation)
    {
        var starting = PostgresServer.StartAsync(Options, TimeProvider.System, say, cancellation);
        var rabbit = await RabbitServer.StartAsync(Options, TimeProvider.System, say, cancellation);
        return new(await starting, rabbit);
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
        _rabbit.CreateVirtualHostAsync(name, cancellation);

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

    /// <summary>Takes RabbitMQ away for a while; killed, it ends as in a power cut, else cleanly.</summary>
    public async Task BreakBrokerAsync(bool kill, TimeSpan time, CancellationToken cancellation)
    {
        await _rabbit.StopAsync(kill, cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await _rabbit.ResumeAsync(cancellation);
    }

    /// <summary>The number of messages in every queue of a virtual host, those handed out and not acknowledged included.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuesAsync(string virtualHost)
    {
        var listed = await _rabbit.ControlAsync("list_queues", "--vhost", virtualHost, "--no-table-headers", "name", "messages");
        return listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(fields => fields[0], fields => int.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
