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
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return new(_postgres.ConnectionString) { Database = name };
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

    /// <summary>Takes RabbitMQ away for a while; killed, it ends as in a power cut, else cleanly.</summary>
    public async Task BreakBrokerAsync(bool kill, TimeSpan time, CancellationToken cancellation)
    {
        await _rabbit.StopAsync(kill, cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await _rabbit.ResumeAsync(cancellation);
    }

    /// <summary>How many messages every queue of a virtual host holds, those handed out and not acknowledged included.</summary>
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
