using System.Globalization;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Work that one process at a time does: the one that holds a session lock in the database. The session is a lease: its holder is heard
/// every second, and the server ends a session that is silent for longer than the lease, whatever became of the holder (killed, frozen, cut
/// off), so that another can take over. A holder that gets no answer stops by itself before that.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    /// <summary>The time that the server lets the holder be silent.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(6);

    /// <summary>
    /// The time that the holder works on without an answer: less than the lease, so that it has stopped when another begins.
    /// </summary>
    public static readonly TimeSpan StepDownAfter = TimeSpan.FromSeconds(4);

    /// <summary>The interval at which the holder is heard.</summary>
    public static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(1);

    // A lock of a session lasts as long as the session: the number that the session carries proves that it is the same one. The view of
    // all locks would say so too, but it goes through those of every journée.
    private const string NumberSession = "SELECT set_config('reconciliation.bail', nextval('bail_numero')::text, false)";
    private const string SessionNumber = "SELECT current_setting('reconciliation.bail', true)";
    private const string EndLease = "RESET idle_session_timeout; RESET reconciliation.bail";

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _lost;
    private readonly Task _pulse;
    private volatile Instant _heard;

    private Lease(NpgsqlConnection connection, long number, Instant heard, TimeProvider clock)
    {
        (_connection, Number, _heard, _clock) = (connection, number, heard, clock);
        _lost = new(StepDownAfter, clock);
        Lost = _lost.Token;
        _pulse = BeatAsync();
    }

    /// <summary>
    /// The number of this holding: a later holder of the work has a higher one. The messages that a holder publishes carry it, so that a
    /// receiver can tell those of an earlier holder.
    /// </summary>
    public long Number { get; }

    /// <summary>
    /// Whether the server heard this holder so lately that no other can have begun. Asked of two clocks: one stands still while the
    /// machine is suspended, the other is set by people, and the one that went further counts.
    /// </summary>
    public bool IsHeld => !Lost.IsCancellationRequested && _heard.Age(_clock) < StepDownAfter;

    /// <summary>Cancelled once the work may be another's: its worker stops.</summary>
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
            await RowsHere.RequireAsync(connection, cancellationToken);
            await using var command = new NpgsqlCommand(work.TryLock(), connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                var heard = Instant.Now(clock);
                await using var lease = new NpgsqlCommand(
                    $"SET idle_session_timeout = {(int)LeaseDuration.TotalMilliseconds}; {NumberSession}", connection);
                var number = (string)(await lease.ExecuteScalarAsync(cancellationToken))!;
                return new(connection, long.Parse(number, CultureInfo.InvariantCulture), heard, clock);
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
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
        await _turn.WaitAsync(end.Token);
        try
        {
            // Counted from before the question: the server's own count starts no earlier.
            var start = Instant.Now(_clock);
            var result = await action(_connection, end.Token);
            _heard = start;
            var rest = StepDownAfter - _clock.GetElapsedTime(start.Timestamp);
            _lost.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Asks the server whether the work is still this holder's, whatever local clocks say: a holder that was stopped, or whose machine was
    /// suspended, wakes with a session that is gone.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The work is not this holder's any more.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        var isHeld = await RunAsync(
            async (connection, ct) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Add(SessionNumber);
                RowsHere.Ask(batch);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                var isSame = await reader.ReadAsync(ct) && reader.GetValue(0) as string == Number.ToString(CultureInfo.InvariantCulture);
                return isSame && await reader.NextResultAsync(ct) && await RowsHere.ReadAsync(reader, ct);
            },
            cancellationToken);
        if (!isHeld)
        {
            await StepDownAsync();
            throw new OperationCanceledException("The server gave the work to another, or to nobody, or the rows are on another server.");
        }
    }

    /// <summary>Gives the work up: its worker stops.</summary>
    public Task StepDownAsync() => _lost.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StepDownAsync();
        await _pulse;

        // The connection goes back to the pool: neither the lock nor the lease may stay on it.
        try
        {
            await using var command = new NpgsqlCommand($"{AdvisoryLocks.UnlockAll}; {EndLease}", _connection);
            command.CommandTimeout = (int)PulseInterval.TotalSeconds;
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
                await Task.Delay(PulseInterval, _clock, Lost);
                await ConfirmAsync(Lost);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            await _lost.CancelAsync();
        }
    }

    /// <summary>An instant by both clocks.</summary>
    /// <param name="Timestamp">By the one that nobody sets.</param>
    /// <param name="Wall">By the one that goes on while the machine is suspended.</param>
    private sealed record Instant(long Timestamp, DateTimeOffset Wall)
    {
        public static Instant Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow());

        public TimeSpan Age(TimeProvider clock)
        {
            var (steady, wall) = (clock.GetElapsedTime(Timestamp), clock.GetUtcNow() - Wall);
            return steady > wall ? steady : wall;
        }
    }
}
