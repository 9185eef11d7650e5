namespace Reconciliation.Testing;

/// <summary>The machine's clock, moved on: timers run as ever, and the test chooses the day.</summary>
/// <param name="start">Now at the beginning; null: the machine's.</param>
internal sealed class MovableClock(DateTimeOffset? start) : TimeProvider
{
    private long _shiftTicks = start is { } instant ? (instant - System.GetUtcNow()).Ticks : 0;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    /// <summary>Moves on.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
