using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Work that one process at a time does: whoever holds a session lock in the database. The session is a lease: its holder is heard
/// every second, and the server ends a session that is silent for longer than the lease, whatever became of the holder (killed,
/// frozen, cut off), so that another can take over. A holder that gets no answer stops by itself before that.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    /// <summary>How long the server lets the holder be silent.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(6);

    /// <summary>How long the holder works on without an answer: less than the lease, so that it has stopped when another begins.</summary>
    public static readonly TimeSpan StepDownAfter = TimeSpan.FromSeconds(4);

    /// <summary>How often the holder is heard.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _lost;
    private readonly Task _pulse;

    private Lease(NpgsqlConnection connection, TimeProvider clock)
    {
        (_connection, _clock) = (connection, clock);
        _lost = new(StepDownAfter, clock);
        Lost = _lost.Token;
        _pulse = BeatAsync();
    }

    /// <summary>Cancelled once the work may be another's: whoever works stops.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Takes the work if nobody has it.</summary>
    /// <param name="source">The database.</param>
    /// <param name="work">The work.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lock; null if another process holds it.</returns>
    public static async Task<Lease?> TakeAsync(
        NpgsqlDataSource source, AdvisoryLock work, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(work.TryLock(), connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                await using var lease = new NpgsqlCommand($"SET idle_session_timeout = {(int)LeaseDuration.TotalMilliseconds}", connection);
                await lease.ExecuteNonQueryAsync(cancellationToken);
                return new(connection, clock);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Does something through the session that holds the lock: it succeeds only while the lock is held.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
        await _turn.WaitAsync(end.Token);
        try
        {
            // Counted from before the question: the server's own count starts no earlier.
            var start = _clock.GetTimestamp();
            var result = await action(_connection, end.Token);
            var rest = StepDownAfter - _clock.GetElapsedTime(start);
            _lost.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the work up: who does it stops.</summary>
    public Task StepDownAsync() => _lost.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StepDownAsync();
        await _pulse;

        // The connection goes back to the pool: neither the lock nor the lease may stay on it.
        try
        {
            await using var command = new NpgsqlCommand($"{AdvisoryLocks.UnlockAll}; RESET idle_session_timeout", _connection);
            command.CommandTimeout = (int)Pulse.TotalSeconds;
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, or must go.
            NpgsqlConnection.ClearPool(_connection);
        }

        await _connection.DisposeAsync();
        _lost.Dispose();
        _turn.Dispose();
    }

    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pulse, _clock, Lost);
                await RunAsync(
                    async (connection, ct) =>
                    {
                        await using var command = new NpgsqlCommand("SELECT 1", connection);
                        return await command.ExecuteScalarAsync(ct);
                    },
                    Lost);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            await _lost.CancelAsync();
        }
    }
}
