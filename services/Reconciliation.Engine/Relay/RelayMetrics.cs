using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>
/// Shows how late the relay is, and why. Only the engine that publishes shows it, or the one that tries to in vain: it loses the work at
/// each failure, and is late all the same.
/// </summary>
public sealed class RelayMetrics
{
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private DateTimeOffset? _oldest;
    private (string Cause, DateTimeOffset First)? _failure;
    private bool _isHolder;

    public RelayMetrics(IMeterFactory factory, TimeProvider clock)
    {
        _clock = clock;
        factory.Create(ReconcilerMetrics.MeterName).CreateObservableGauge(
            "reconciliation.relais.retard",
            () => Delay is { } delay ? [new Measurement<double>(delay.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Age of the oldest version that is not published yet, 0 where there is none.");
    }

    /// <summary>The delay of the relay; null: another engine publishes, or none.</summary>
    internal TimeSpan? Delay
    {
        get
        {
            lock (_lock)
            {
                return !_isHolder && _failure is null ? null : _oldest is { } oldest ? _clock.GetUtcNow() - oldest : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The cause for which every attempt of this engine to publish has failed, and for how long; null: none has.</summary>
    internal (string Cause, TimeSpan Duration)? Failure
    {
        get
        {
            lock (_lock)
            {
                return _failure is { } failure ? (failure.Cause, _clock.GetUtcNow() - failure.First) : null;
            }
        }
    }

    /// <summary>The relay looked.</summary>
    /// <param name="oldest">When the oldest entry that is not published was written; null: all are.</param>
    public void See(DateTimeOffset? oldest)
    {
        lock (_lock)
        {
            (_oldest, _isHolder) = (oldest, true);
        }
    }

    /// <summary>All that was read is published.</summary>
    public void Succeed()
    {
        lock (_lock)
        {
            _failure = null;
        }
    }

    /// <summary>An attempt to publish failed.</summary>
    /// <param name="cause">The cause, in a sentence without member data.</param>
    public void Fail(string cause)
    {
        lock (_lock)
        {
            _failure = (cause, _failure?.First ?? _clock.GetUtcNow());
        }
    }

    /// <summary>This engine publishes no more. If it failed it is the one that tries again, until another does the work.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isHolder = false;
        }
    }

    /// <summary>Another engine does the work.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            (_isHolder, _failure, _oldest) = (false, null, null);
        }
    }
}
