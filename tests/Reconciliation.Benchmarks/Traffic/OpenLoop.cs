namespace Reconciliation.Benchmarks.Traffic;

/// <summary>
/// Begins each piece of work at its own instant, at a fixed rate, whether the pieces before it are done or not. A measurement from that
/// instant therefore includes the wait of a piece that could not begin in time.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    /// <summary>Begins pieces of work at a rate, in their order, until the time is over.</summary>
    /// <param name="perSecond">The number of pieces a second.</param>
    /// <param name="duration">The time for which pieces are begun.</param>
    /// <param name="begin">Begins a piece: its number, and the timestamp at which it was to begin. It returns without waiting.</param>
    /// <param name="cancellationToken">Ends it sooner.</param>
    /// <returns>The number of pieces that were begun.</returns>
    public static async Task<int> RunAsync(
        double perSecond, TimeSpan duration, Action<int, long> begin, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var total = (int)(perSecond * duration.TotalSeconds);
        var next = 0;
        while (next < total && !cancellationToken.IsCancellationRequested)
        {
            var due = Math.Min(total, (int)(clock.GetElapsedTime(start).TotalSeconds * perSecond) + 1);
            for (; next < due; next++)
            {
                begin(next, start + (long)(next / perSecond * clock.TimestampFrequency));
            }

            await Task.Delay(Tick, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return next;
    }
}
