using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Reconciliation.Hosting;

/// <summary>
/// Asks for readiness on and on, and shows the answer as a metric: a process that runs and cannot serve is seen by those who watch, and not
/// only by whoever sends it requests.
/// </summary>
/// <param name="health">Asks the parts.</param>
/// <param name="clock">The clock.</param>
/// <param name="factory">Creates the meter of the figure.</param>
public sealed class ReadinessWatch(HealthCheckService health, TimeProvider clock, IMeterFactory factory) : BackgroundService
{
    /// <summary>The pause between two questions.</summary>
    public static readonly TimeSpan QuestionInterval = TimeSpan.FromSeconds(10);

    private volatile HealthReport? _last;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        factory.Create("Reconciliation.Etat").CreateObservableGauge(
            "reconciliation.pret",
            () => _last is { } report ? [new Measurement<int>(report.Status == HealthStatus.Unhealthy ? 0 : 1)] : (Measurement<int>[])[],
            description: "1: this process can serve; 0: a part that it needs is missing.");
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // A part answers within its own bound, and a failure of its own is an answer too.
            _last = await health.CheckHealthAsync(Readiness.IsAsked, stoppingToken);
            await Task.Delay(QuestionInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
