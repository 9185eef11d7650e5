using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>A standby for which every commit of the primary waits, while this object lives. It shares the machine with all else.</summary>
internal sealed class SynchronousStandby : IAsyncDisposable
{
    private const string Names = "synchronous_standby_names";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly BenchServers _servers;
    private readonly PostgresServer _standby;
    private readonly string _folder;

    private SynchronousStandby(BenchServers servers, PostgresServer standby, string folder) =>
        (_servers, _standby, _folder) = (servers, standby, folder);

    /// <summary>Copies the primary, and returns once its commits wait for the copy.</summary>
    /// <param name="servers">The servers of the run; PostgreSQL is a private one.</param>
    /// <exception cref="ServerUnavailableException">It cannot be had.</exception>
    public static async Task<SynchronousStandby> StartAsync(BenchServers servers)
    {
        if (!servers.Postgres.IsPrivate)
            throw new ServerUnavailableException($"A standby is added to a private PostgreSQL only: unset {PostgresServer.Variable}.");
        var folder = await StandbyCopy.CreateAsync(servers.Postgres, port: null, default);
        var standby = await PostgresServer.StartAsync(
            servers.Options with { Sources = [ServerSource.Local], Data = folder }, TimeProvider.System, static _ => { }, default);
        await servers.AskAsync($"ALTER SYSTEM SET {Names} = '*'");
        await servers.AskAsync("SELECT pg_reload_conf()");
        const string Follows = "SELECT true FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'";
        var start = TimeProvider.System.GetTimestamp();
        while (await servers.AskAsync(Follows) is null)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"The standby does not follow after {Limit.TotalMinutes} minutes.");
            await Task.Delay(Look, TimeProvider.System);
        }

        return new(servers, standby, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _servers.AskAsync($"ALTER SYSTEM RESET {Names}");
        await _servers.AskAsync("SELECT pg_reload_conf()");
        NpgsqlConnection.ClearAllPools();
        await _standby.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
