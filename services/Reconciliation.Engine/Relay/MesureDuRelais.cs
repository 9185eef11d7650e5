using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>How late the relay is; only the engine that publishes says so.</summary>
public sealed class MesureDuRelais
{
    private readonly TimeProvider _horloge;
    private volatile Func<TimeSpan>? _retard;

    public MesureDuRelais(IMeterFactory fabrique, TimeProvider horloge)
    {
        _horloge = horloge;
        fabrique.Create(Mesures.Nom).CreateObservableGauge(
            "reconciliation.relais.retard",
            () => _retard is { } retard ? [new Measurement<double>(retard().TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Age of the oldest version that is not published yet, 0 where there is none.");
    }

    /// <summary>The relay looked.</summary>
    /// <param name="plusAncienne">When the oldest entry that is not published was written; null: all are.</param>
    public void Voir(DateTimeOffset? plusAncienne) =>
        _retard = plusAncienne is { } instant ? () => _horloge.GetUtcNow() - instant : () => TimeSpan.Zero;

    /// <summary>This engine publishes no more.</summary>
    public void Oublier() => _retard = null;
}
