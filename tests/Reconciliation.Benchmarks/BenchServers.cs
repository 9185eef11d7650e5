using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Benchmarks;

/// <summary>
/// A durable PostgreSQL with the settings of infra/postgres and a RabbitMQ, both private to the run. Every round has a database and a
/// virtual host of its own.
/// </summary>
internal sealed class BenchServers : IAsyncDisposable
{
    private static readonly ServerSource[] Sources = [ServerSource.Environment, ServerSource.Local, ServerSource.Packages];

    // Data of millions of soins takes longer to come up after a crash than an empty server.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    // Read by the server at every start.
    private readonly Dictionary<string, string> _settings;
    private readonly bool _keepsData;
    private int _created;

    private BenchServers(
        PostgresServer postgres, RabbitServer rabbit, ServerOptions options, Dictionary<string, string> settings, DirectoryInfo? data)
    {
        (Postgres, Rabbit, Options, _settings, _keepsData) = (postgres, rabbit, options, settings, data is not null);
        DataFolder = data?.FullName ?? postgres.Folder;
    }

    public PostgresServer Postgres { get; }

    public RabbitServer Rabbit { get; }

    /// <summary>How they were started.</summary>
    public ServerOptions Options { get; }

    /// <summary>The folder of a private PostgreSQL's data; null for any other.</summary>
    public string? DataFolder { get; }

    /// <summary>Starts both.</summary>
    /// <param name="data">The folder of a PostgreSQL whose data is kept for the next run; null: a new one that ends with this run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BenchServers> StartAsync(DirectoryInfo? data, CancellationToken cancellationToken)
    {
        var settings = Settings("postgres", "postgresql.conf");
        var broker = Settings("rabbitmq", "rabbitmq.conf");

        // Its user and its policies are made by other means here.
        broker.Remove("load_definitions");
        var options = new ServerOptions
        {
            Sources = Sources,
            Durable = true,
            Settings = settings,
            BrokerSettings = broker,
            BrokerFlags = Settings("rabbitmq", "rabbitmq-env.conf")["SERVER_ADDITIONAL_ERL_ARGS"],
            Data = data?.FullName,
            StartLimit = StartLimit,
        };
        var postgres = await PostgresServer.StartAsync(options, TimeProvider.System, Console.Error.WriteLine, cancellationToken);
        try
        {
            var rabbit = await RabbitServer.StartAsync(options, TimeProvider.System, Console.Error.WriteLine, cancellationToken);
            return new(postgres, rabbit, options, settings, data);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new database; its connection string.</summary>
    /// <param name="name">Its name; null: one of its own.</param>
    public async Task<string> DatabaseAsync(string? name = null)
    {
        name ??= $"bench_{Environment.ProcessId}_{Interlocked.Increment(ref _created)}";
        await AskAsync($"CREATE DATABASE {name}");
        return ConnectionStringTo(name);
    }

    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Removes a database of the run, so that the disk holds one at a time.</summary>
    public Task DropAsync(string connectionString) =>
        AskAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>A new virtual host.</summary>
    public Task<Uri> VirtualHostAsync() =>
        Rabbit.CreateVirtualHostAsync($"bench_{Environment.ProcessId}_{Interlocked.Increment(ref _created)}");

    /// <summary>Writes everything out, so that no round pays for the one before.</summary>
    public Task CheckpointAsync() => AskAsync("CHECKPOINT");

    /// <summary>
    /// Runs a private PostgreSQL with other settings while something is done, then with its own again; any other stays as it is.
    /// </summary>
    public async Task WithSettingsAsync(IReadOnlyDictionary<string, string> settings, Func<Task> work)
    {
        if (!Postgres.IsPrivate)
        {
            await work();
            return;
        }

        var before = _settings.ToDictionary();
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        await RestartAsync();
        await work();
        _settings.Clear();
        foreach (var (name, value) in before)
        {
            _settings[name] = value;
        }

        await RestartAsync();
    }

    /// <summary>The bytes that PostgreSQL has written to its log so far.</summary>
    public async Task<long> LogAsync() =>
        decimal.ToInt64((decimal)(await AskAsync("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"))!);

    /// <summary>The first row and column of a query in the server's own database; null if there is none.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Rabbit.DisposeAsync();
        if (_keepsData && Postgres.IsPrivate)
        {
            await Postgres.StopAsync();
        }

        await Postgres.DisposeAsync();
    }

    private async Task RestartAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Postgres.RestartAsync();
    }

    // The settings of production, in the server's own format; comments and blank lines aside.
    private static Dictionary<string, string> Settings(params string[] file) => File.ReadLines(Repository.File(["infra", .. file]))
        .Select(line => line.Split('#')[0].Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(setting => setting.Length == 2)
        .ToDictionary(setting => setting[0], setting => setting[1].Trim('\'', '"'));
}

/// <summary>Files of the repository that contains this program.</summary>
internal static class Repository
{
    /// <summary>The path of a file, from the top of the repository.</summary>
    public static string File(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Reconciliation.sln")))
            {
                return Path.Combine([folder.FullName, .. parts]);
            }
        }

        throw new DirectoryNotFoundException("The benchmarks run from a build inside the repository.");
    }
}
