using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Reconciliation.Engine;

/// <summary>An engine that publishes far too late is not ready: it is stuck, or the broker is.</summary>
/// <param name="metrics">The delay of the relay.</param>
public sealed class RelayProbe(RelayMetrics metrics) : IHealthCheck
{
    /// <summary>The longest delay of the oldest version that is not published.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(metrics.Delay is { } delay && delay > DelayMax
            ? HealthCheckResult.Unhealthy(FormattableString.Invariant($"The relay is {delay.TotalSeconds:0} s behind the journal."))
            : HealthCheckResult.Healthy());
}
