using System.Diagnostics.Metrics;

namespace Reconciliation.Api;

/// <summary>How many readers follow the feed live.</summary>
internal sealed class MesureDuFlux
{
    private readonly UpDownCounter<int> _lecteurs;

    public MesureDuFlux(IMeterFactory fabrique) => _lecteurs = fabrique.Create("Reconciliation.Api")
        .CreateUpDownCounter<int>("reconciliation.flux.lecteurs", "{lecteur}", "Readers that follow the feed live.");

    public void Lecteurs(int difference) => _lecteurs.Add(difference);
}
