namespace Reconciliation.Simulation.Engines;

/// <summary>The machine's clock at another instant: timers run as ever.</summary>
/// <param name="offsetTicks">Its distance from the machine's clock, in ticks.</param>
internal sealed class OffsetClock(long offsetTicks) : TimeProvider
{
    private long _offset = offsetTicks;

    public long OffsetTicks => Interlocked.Read(ref _offset);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(OffsetTicks);

    public void Set(long ticks) => Interlocked.Exchange(ref _offset, ticks);
}
