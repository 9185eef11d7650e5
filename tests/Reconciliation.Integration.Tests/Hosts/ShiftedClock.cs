namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>The machine's clock, moved: timers run as ever, and the test chooses the day.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shiftTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    /// <summary>Moves the clock on, or back.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
