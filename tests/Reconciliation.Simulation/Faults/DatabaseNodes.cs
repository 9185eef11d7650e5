using Npgsql;
using Reconciliation.Dev;

namespace Reconciliation.Simulation.Faults;

/// <summary>
/// Two PostgreSQL servers of a run's own: a primary, and a standby that takes its place again and again. The engines name both, each behind
/// a way of its own; the server that was killed comes back as the standby of the other.
/// </summary>
internal sealed class DatabaseNodes : IAsyncDisposable
{
    private static readonly TimeSpan BackLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private static readonly ServerOptions Options = new()
    {
        Sources = [ServerSource.Local, ServerSource.Packages],
        StartLimit = Patience.Limit,
        Durable = false, // a killed server keeps what it wrote: the machine goes on
        Settings = new Dictionary<string, string> { ["wal_retrieve_retry_interval"] = "200ms", ["max_connections"] = "200" },
    };

    private readonly bool _isLossy;
    private readonly Action<string> _say;
    private readonly LoopbackProxy[] _ways;
    private readonly LoopbackProxy _replication;
    private readonly string?[] _folders = new string?[2];
    private readonly List<TimeSpan> _back = [];
    private PostgresServer[] _servers;
    private int _primary;

    private DatabaseNodes(PostgresServer primary, bool isLossy, Action<string> say)
    {
        (_servers, _isLossy, _say) = ([primary], isLossy, say);
        _ways = [Way(primary), Way(primary)];
        _replication = Way(primary);
    }

    /// <summary>The number of times that a failover waits for something to be stored.</summary>
    public const int WaitsPerFailover = 2;

    /// <summary>The number of those waits that have begun: after each more payments must come, or it would have no end.</summary>
    public int WaitsBegun { get; private set; }

    /// <summary>The time from each promotion until the first new line was stored.</summary>
    public IReadOnlyList<TimeSpan> Back => _back;

    /// <summary>Names both, in an order that does not change.</summary>
    public string Chain => new NpgsqlConnectionStringBuilder(_servers[_primary].ConnectionString)
    {
        Host = string.Join(',', _ways.Select(w => $"127.0.0.1:{w.Port}")),
    }.ConnectionString;

    /// <summary>Starts both; the standby follows.</summary>
    public static async Task<DatabaseNodes> StartAsync(bool isLossy, Action<string> say, CancellationToken cancellation)
    {
        var primary = await PostgresServer.StartAsync(Options, TimeProvider.System, say, cancellation);
        var nodes = new DatabaseNodes(primary, isLossy, say);
        nodes._servers = [primary, primary];
        await nodes.AddStandbyAsync(cancellation);
        return nodes;
    }

    /// <summary>A pool of nothing, that opens each connection to the primary of that moment.</summary>
    public NpgsqlDataSource Open()
    {
        var settings = new NpgsqlConnectionStringBuilder(Chain) { Pooling = false, HostRecheckSeconds = 1 };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    /// <summary>
    /// Kills the primary as in a power cut, promotes the standby, sees that work goes on, and has the killed one follow. If standbys lag
    /// behind, commits that had not reached the standby are lost with the primary, though they were shown and published.
    /// </summary>
    /// <param name="lag">The time by which the standby is behind; none where it is synchronous.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task FailOverAsync(TimeSpan lag, CancellationToken cancellation)
    {
        var standby = 1 - _primary;
        if (_isLossy)
        {
            await KnowHistoryAsync(standby, cancellation);
            _replication.Stall();
            await PublishMoreAsync(cancellation);
            await Task.Delay(lag, TimeProvider.System, cancellation);
        }
        else
        {
            WaitsBegun++;
        }

        await _servers[_primary].StopAsync(kill: true, cancellation);
        _replication.Cut();
        _replication.Resume();
        if (!_isLossy)
            await ExecuteAsync(standby, "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
        await ExecuteAsync(standby, "SELECT pg_promote()");
        _primary = standby;
        await MeasureAsync(cancellation);
        await AddStandbyAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var way in _ways.Append(_replication))
            await way.DisposeAsync();
        foreach (var server in _servers.Distinct())
            await server.DisposeAsync();
        foreach (var folder in _folders)
            Remove(folder);
    }

    private async Task MeasureAsync(CancellationToken cancellation)
    {
        var promoted = TimeProvider.System.GetTimestamp();
        await using var connection = await ConnectAsync(_primary);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM ligne", connection);
        var before = (long)(await count.ExecuteScalarAsync(cancellation))!;
        WaitsBegun++;
        while ((long)(await count.ExecuteScalarAsync(cancellation))! == before)
        {
            if (TimeProvider.System.GetElapsedTime(promoted) > BackLimit)
                throw new SimulationFailedException($"Within {BackLimit.TotalSeconds:0} s after a promotion no line was stored.");
            await Task.Delay(LookInterval, TimeProvider.System, cancellation);
        }

        _back.Add(TimeProvider.System.GetElapsedTime(promoted));
        _say($"Failover {_back.Count}: back at work after {_back[^1].TotalSeconds:0.00} s.");
    }

    // A standby that never heard of a history cannot announce its end: that is a database of some seconds, which has no readers yet.
    private async Task KnowHistoryAsync(int standby, CancellationToken cancellation)
    {
        const string Histories = "SELECT coalesce(string_agg(epoque, ' ' ORDER BY epoque), '') FROM epoque";
        await using var here = await ConnectAsync(_primary);
        await using var there = await ConnectAsync(standby);
        await using var ours = new NpgsqlCommand(Histories, here);
        await using var theirs = new NpgsqlCommand(Histories, there);
        await Patience.HoldsAsync(
            () => "the standby knows the history",
            async () => await ours.ExecuteScalarAsync(cancellation) is string { Length: > 0 } known
                && known.Equals(await theirs.ExecuteScalarAsync(cancellation)),
            Patience.Limit, TimeProvider.System, cancellation);
    }

    // A busy machine may write nothing for as long as the standby lags: then nothing would be lost with the primary.
    private async Task PublishMoreAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(_primary);
        await using var last = new NpgsqlCommand("SELECT coalesce(max(position), 0) FROM journal", connection);
        var before = (long)(await last.ExecuteScalarAsync(cancellation))!;
        WaitsBegun++;
        await using var published = new NpgsqlCommand("SELECT EXISTS (SELECT FROM relais WHERE position > $1)", connection);
        published.Parameters.Add(new() { Value = before });
        await Patience.HoldsAsync(
            () => "a version is published that the standby lacks",
            async () => await published.ExecuteScalarAsync(cancellation) is true, Patience.Limit, TimeProvider.System, cancellation);
    }

    // The standby's data is that of the primary, as after pg_rewind or a new base backup.
    private async Task AddStandbyAsync(CancellationToken cancellation)
    {
        var place = 1 - _primary;
        if (_servers[place] != _servers[_primary])
            await _servers[place].DisposeAsync();
        Remove(_folders[place]);
        _replication.LeadTo(PortOf(_servers[_primary]));
        var folder = await StandbyCopy.CreateAsync(_servers[_primary], _replication.Port, cancellation);
        _folders[place] = folder;
        _servers[place] =
            await PostgresServer.StartAsync(Options with { Data = folder }, TimeProvider.System, static _ => { }, cancellation);
        _ways[place].LeadTo(PortOf(_servers[place]));
        if (!_isLossy)
            await ExecuteAsync(_primary, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
        await Patience.HoldsAsync(() => "the standby follows", FollowsAsync, Patience.Limit, TimeProvider.System, cancellation);
    }

    // The versions that anybody may have been shown by then have arrived there.
    private async Task<bool> FollowsAsync()
    {
        await using var connection = await ConnectAsync(_primary);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT coalesce(bool_or(flush_lsn >= pg_current_wal_flush_lsn() AND sync_state = '{(_isLossy ? "async" : "sync")}'), false)
            FROM pg_stat_replication WHERE state = 'streaming'
            """,
            connection);
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task ExecuteAsync(int node, params string[] statements)
    {
        await using var connection = await ConnectAsync(node);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(int node)
    {
        var connection = new NpgsqlConnection(_servers[node].ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static void Remove(string? folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static LoopbackProxy Way(PostgresServer server) => LoopbackProxy.Start(PortOf(server), FreePorts.Next());

    private static int PortOf(PostgresServer server) => new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
}
