using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>Shows of each subscriber how many events it took, how late it is, and whether it is paused: of the engine that sends.</summary>
public sealed class WebhookMetrics
{
    private const string Label = "abonne";

    private readonly TimeProvider _clock;
    private readonly Counter<long> _deliveries;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    public WebhookMetrics(IMeterFactory factory, TimeProvider clock)
    {
        _clock = clock;
        var meter = factory.Create(ReconcilerMetrics.MeterName);
        _deliveries = meter.CreateCounter<long>(
            "reconciliation.webhooks.envois", null, "Attempts to send an event to a subscriber, by what came of them.");
        meter.CreateObservableGauge<double>(
            "reconciliation.webhooks.retard", () => Show(s => s.Oldest is { } oldest ? (_clock.GetUtcNow() - oldest).TotalSeconds : 0),
            "s", "Age of the oldest version that a subscriber does not have yet, 0 where there is none.");
        meter.CreateObservableGauge<double>(
            "reconciliation.webhooks.suspendu", () => Show(s => s.IsPaused ? 1 : 0), null, "1: nothing is sent to the subscriber.");
    }

    /// <summary>A subscriber was looked after.</summary>
    /// <param name="subscriber">Its name.</param>
    /// <param name="oldest">When the oldest version that it does not have was written; null: it has all.</param>
    internal void See(string subscriber, DateTimeOffset? oldest) => Set(subscriber, s => s with { Oldest = oldest });

    /// <summary>A subscriber is paused, or no longer.</summary>
    /// <param name="subscriber">Its name.</param>
    /// <param name="isPaused">Whether it is.</param>
    internal void Pause(string subscriber, bool isPaused) => Set(subscriber, s => s with { IsPaused = isPaused });

    /// <summary>An attempt ended.</summary>
    /// <param name="subscriber">The name of the subscriber.</param>
    /// <param name="isDelivered">Whether it took the event.</param>
    internal void Attempted(string subscriber, bool isDelivered) =>
        _deliveries.Add(1, new(Label, subscriber), new("issue", isDelivered ? "livre" : "echec"));

    /// <summary>This engine sends no more.</summary>
    internal void Leave()
    {
        lock (_lock)
        {
            _states.Clear();
        }
    }

    private void Set(string subscriber, Func<State, State> change)
    {
        lock (_lock)
        {
            _states[subscriber] = change(_states.GetValueOrDefault(subscriber, new(null, false)));
        }
    }

    private List<Measurement<double>> Show(Func<State, double> value)
    {
        lock (_lock)
        {
            return [.. _states.Select(s => new Measurement<double>(value(s.Value), new KeyValuePair<string, object?>(Label, s.Key)))];
        }
    }

    private sealed record State(DateTimeOffset? Oldest, bool IsPaused);
}
