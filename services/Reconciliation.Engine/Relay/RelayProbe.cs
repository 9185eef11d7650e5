using Microsoft.Extensions.Logging;
using Reconciliation.Hosting;

namespace Reconciliation.Engine;

/// <summary>
/// An engine that publishes far too late, or fails each time that it tries to, is not ready: it is stuck, or the broker is.
/// </summary>
/// <param name="metrics">The delay of the relay.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class RelayProbe(RelayMetrics metrics, TimeProvider clock, ILogger<RelayProbe> log) : BoundedProbe(clock, log)
{
    /// <summary>The longest delay of the oldest version that is not published.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(20);

    /// <summary>The longest time for which each attempt to publish may fail.</summary>
    public static readonly TimeSpan FailureMax = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        var (delay, failure) = (metrics.Delay ?? TimeSpan.Zero, metrics.Failure);
        var isLate = delay > DelayMax || failure?.Duration > FailureMax;
        var late = FormattableString.Invariant($"The relay is {delay.TotalSeconds:0} s behind the journal");
        return Task.FromResult(
            !isLate ? null : failure is { } known ? $"{late}, since publishing fails: {known.Cause}" : $"{late}.");
    }
}
