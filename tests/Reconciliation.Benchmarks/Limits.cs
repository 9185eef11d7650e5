using Npgsql;

namespace Reconciliation.Benchmarks;

/// <summary>
/// The limits of a run, looked at ten times a second: the processes that use the processors of the machine, and the events for which
/// the sessions of PostgreSQL wait.
/// </summary>
internal sealed class Limits : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly BenchServers _servers;
    private readonly CancellationTokenSource _end = new();
    private readonly SortedDictionary<string, int> _waits = new(StringComparer.Ordinal);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Dictionary<string, double> _before;
    private readonly Task _looking;
    private int _looks;
    private long _log;

    public Limits(BenchServers servers)
    {
        _servers = servers;
        _before = ProcessorTime.Of(_servers);
        _looking = LookAsync();
    }

    /// <summary>
    /// Ends looking, and adds the averages seen: processors in use by each server and sessions in each kind of wait; and the cost of a
    /// line.
    /// </summary>
    /// <param name="results">Receives the figures.</param>
    /// <param name="name">The first words of the figures.</param>
    /// <param name="lines">The number of lines that went through.</param>
    public async Task AddToAsync(Results results, string name, int lines)
    {
        await _end.CancelAsync();
        await _looking;
        var seconds = TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
        foreach (var (who, used) in ProcessorTime.Of(_servers))
        {
            results.Add($"{name}.processeurs.{who}", (used - _before.GetValueOrDefault(who)) / seconds);
        }

        results.Add($"{name}.walOctetsParLigne", (double)_log / lines);
        foreach (var (wait, sessions) in _waits)
        {
            results.Add($"{name}.sessions.{wait}", (double)sessions / Math.Max(1, _looks));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task LookAsync()
    {
        await using var connection = new NpgsqlConnection(_servers.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var before = await _servers.LogAsync();
        while (!_end.IsCancellationRequested)
        {
            await using (var command = new NpgsqlCommand("""
                SELECT coalesce(wait_event_type || '.' || wait_event, 'calcul'), count(*)::int FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid() GROUP BY 1
                """, connection))
            await using (var reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    _waits[reader.GetString(0)] = _waits.GetValueOrDefault(reader.GetString(0)) + reader.GetInt32(1);
                }
            }

            _looks++;
            await Task.Delay(Pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _log = await _servers.LogAsync() - before;
    }
}
