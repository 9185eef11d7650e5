using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>Shows how late the relay is. Only the engine that publishes shows it.</summary>
public sealed class RelayMetrics
{
    private readonly TimeProvider _clock;
    private volatile Func<TimeSpan>? _delay;

    public RelayMetrics(IMeterFactory factory, TimeProvider clock)
    {
        _clock = clock;
        factory.Create(ReconcilerMetrics.MeterName).CreateObservableGauge(
            "reconciliation.relais.retard",
            () => _delay is { } delay ? [new Measurement<double>(delay().TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Age of the oldest version that is not published yet, 0 where there is none.");
    }

    /// <summary>The delay of the relay; null: another engine publishes, or none.</summary>
    internal TimeSpan? Delay => _delay?.Invoke();

    /// <summary>The relay looked.</summary>
    /// <param name="oldest">When the oldest entry that is not published was written; null: all are.</param>
    public void See(DateTimeOffset? oldest) =>
        _delay = oldest is { } instant ? () => _clock.GetUtcNow() - instant : () => TimeSpan.Zero;

    /// <summary>This engine publishes no more.</summary>
    public void Forget() => _delay = null;
}
