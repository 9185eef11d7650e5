using Reconciliation.Domain;

namespace Reconciliation.Core;

/// <summary>
/// The day by which the days of a record are judged. A record that was answered as accepted must not be refused when it comes out of the
/// queue: by then the day is the same or a later one, unless the two hosts' clocks differ over midnight.
/// </summary>
public static class ReceptionDay
{
    /// <summary>The most by which the clock of one host may be ahead of another's.</summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>The day in Europe/Paris for a record that a caller waits for.</summary>
    /// <param name="now">The instant.</param>
    public static DateOnly AtTheDoor(DateTimeOffset now) => Paris.Day(now);

    /// <summary>The day in Europe/Paris for a record out of a queue, which another host may have accepted by its own clock.</summary>
    /// <param name="now">The instant.</param>
    public static DateOnly OutOfAQueue(DateTimeOffset now) => Paris.Day(now + ClockSkewMax);
}
