using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Reconciliation.Engine;

/// <summary>An engine that publishes, and does so far too late, is not ready: it is stuck, or what it publishes to is.</summary>
/// <param name="metrics">How late it is.</param>
public sealed class RelayProbe(RelayMetrics metrics) : IHealthCheck
{
    /// <summary>How late the oldest version that is not published may be.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(metrics.Delay is { } delay && delay > DelayMax
            ? HealthCheckResult.Unhealthy(FormattableString.Invariant($"The relay is {delay.TotalSeconds:0} s behind the journal."))
            : HealthCheckResult.Healthy());
}
