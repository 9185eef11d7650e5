using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>
/// A private PostgreSQL and its standby, from programs of this machine, each on a port of its own. The standby can die, hang, come back
/// and take over. Both end with this object, and their data.
/// </summary>
internal sealed class PostgresPair : IAsyncDisposable
{
    private static readonly ServerOptions Local =
        new() { Durable = false, InMemory = true, Sources = [ServerSource.Local, ServerSource.Packages] };

    private readonly string _standbyFolder;
    private IReadOnlyList<string> _stopped = [];

    private PostgresPair(PostgresServer primary, PostgresServer standby, string standbyFolder) =>
        (Primary, Standby, _standbyFolder) = (primary, standby, standbyFolder);

    public PostgresServer Primary { get; }

    public PostgresServer Standby { get; }

    /// <summary>Names both servers, the first as primary.</summary>
    public string Both => new NpgsqlConnectionStringBuilder(Primary.ConnectionString)
    {
        Host = string.Join(',', new[] { Primary, Standby }
            .Select(s => new NpgsqlConnectionStringBuilder(s.ConnectionString)).Select(s => $"{s.Host}:{s.Port}")),
    }.ConnectionString;

    /// <summary>Starts both; the standby follows, and nobody waits for it yet.</summary>
    /// <param name="settings">Settings of both servers, besides the defaults.</param>
    public static async Task<PostgresPair> StartAsync(params (string Name, string Value)[] settings)
    {
        var options = Local with { Settings = settings.ToDictionary(s => s.Name, s => s.Value) };
        var primary = await PostgresServer.StartAsync(options, TimeProvider.System, TestServers.Say, default);
        var folder = "";
        try
        {
            folder = await StandbyCopy.CreateAsync(primary, port: null, default);
            var standby = await PostgresServer.StartAsync(options with { Data = folder }, TimeProvider.System, TestServers.Say, default);
            return new(primary, standby, folder);
        }
        catch
        {
            await primary.DisposeAsync();
            Remove(folder);
            throw;
        }
    }

    /// <summary>From now on a commit of the primary waits until the standby has it on disk.</summary>
    public async Task MakeSynchronousAsync()
    {
        await ExecuteAsync(Primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await ExecuteAsync(Primary, "SELECT pg_reload_conf()");
        await Eventually.HoldsAsync("the standby is synchronous", async () =>
            await ScalarAsync(Primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'") is 1L);
    }

    /// <summary>Stops every process of the standby where it is: its connections stay open, and nobody answers.</summary>
    public Task HangStandbyAsync() => HangAsync(_standbyFolder);

    /// <summary>The same of the primary.</summary>
    public Task HangPrimaryAsync() => HangAsync(Primary.Folder!);

    // The postmaster first: while it is stopped none of its children is reaped, so the list of them stays true.
    private async Task HangAsync(string server)
    {
        var folder = Path.Combine(server, "data", "postmaster.pid");
        var postmaster = (await File.ReadAllLinesAsync(folder))[0].Trim();
        await SignalAsync("-STOP", [postmaster]);
        _stopped = [postmaster];
        var children = await Executables.RunAsync(["ps", "--ppid", postmaster, "-o", "pid="], new Dictionary<string, string>(), default);
        _stopped = [.. children.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), postmaster];
        await SignalAsync("-STOP", _stopped);
    }

    /// <summary>Lets a standby that hangs go on.</summary>
    public async Task WakeStandbyAsync()
    {
        await SignalAsync("-CONT", _stopped);
        _stopped = [];
    }

    /// <summary>Makes the standby a primary.</summary>
    public Task PromoteAsync() => ExecuteAsync(Standby, "SELECT pg_promote()");

    /// <summary>Runs a statement on one of the two.</summary>
    public static async Task ExecuteAsync(PostgresServer server, string sql) => await ScalarAsync(server, sql);

    /// <summary>The first value that a query answers.</summary>
    public static async Task<object?> ScalarAsync(PostgresServer server, string sql)
    {
        // A pool would hold connections that a stop has broken.
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The sessions of the primary that wait for the standby: their process ids.</summary>
    public async Task<int[]> WaitingAsync() => (int[])(await ScalarAsync(
        Primary, "SELECT coalesce(array_agg(pid ORDER BY pid), '{}') FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))!;

    public async ValueTask DisposeAsync()
    {
        if (_stopped.Count > 0)
        {
            await WakeStandbyAsync();
        }

        await Primary.DisposeAsync();
        await Standby.DisposeAsync();
        Remove(_standbyFolder);
    }

    private static async Task SignalAsync(string signal, IReadOnlyList<string> processes)
    {
        var result = await Executables.RunAsync(["kill", signal, .. processes], new Dictionary<string, string>(), default);
        if (result.ExitCode != 0)
        {
            throw new ServerUnavailableException(result.LastLine);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
