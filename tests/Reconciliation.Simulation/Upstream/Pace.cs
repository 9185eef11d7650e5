namespace Reconciliation.Simulation.Upstream;

/// <summary>
/// How much of a stream is due: spread evenly, in portions of which each but the first waits until something has begun, so that whatever
/// that is meets payments, however slow the machine is.
/// </summary>
/// <param name="span">The time over which all is spread if nothing waits.</param>
/// <param name="clock">The real clock.</param>
/// <param name="portions">The number of portions.</param>
/// <param name="begun">The number of portions that may begin besides the first; null: all.</param>
internal sealed class Pace(TimeSpan span, TimeProvider clock, int portions = 1, Func<int>? begun = null)
{
    private int _portion;
    private long _since = clock.GetTimestamp();
    private volatile bool _hurries;

    /// <summary>All is due from now on: nothing more is to break.</summary>
    public void Hurry() => _hurries = true;

    /// <summary>The number of messages that are due.</summary>
    /// <param name="count">The number of all.</param>
    public int DueOf(int count)
    {
        var portion = Math.Min(begun?.Invoke() ?? 0, portions - 1);
        if (portion != _portion)
            (_portion, _since) = (portion, clock.GetTimestamp());
        var share = span > TimeSpan.Zero ? Math.Min(1, clock.GetElapsedTime(_since) / (span / portions)) : 1;
        return _hurries ? count : (int)(count * ((_portion + share) / portions));
    }
}
