using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The database server's clock, as far as it was measured: processes whose machines are minutes apart write one time. Timers and elapsed
/// times are the machine's own.
/// </summary>
/// <param name="machine">The machine's clock.</param>
public sealed class DatabaseClock(TimeProvider machine) : TimeProvider
{
    /// <summary>The longest time that an answer may take: a slower one says too little of the server's clock.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1);

    private long _offsetTicks;

    /// <summary>The time by which the server's clock is ahead of the machine's.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + Offset;

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the server for its time.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it answered fast enough to tell.</returns>
    public async Task<bool> MeasureAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var (before, start) = (machine.GetUtcNow(), machine.GetTimestamp());
        var server = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        var took = machine.GetElapsedTime(start);
        if (took > AnswerMax)
        {
            return false;
        }

        Interlocked.Exchange(ref _offsetTicks, (server - before - (took / 2)).Ticks);
        return true;
    }
}
