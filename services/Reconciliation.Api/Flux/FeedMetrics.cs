using System.Diagnostics.Metrics;

namespace Reconciliation.Api;

/// <summary>Counts the readers that follow the feed live.</summary>
internal sealed class FeedMetrics
{
    private readonly UpDownCounter<int> _readers;

    public FeedMetrics(IMeterFactory factory) => _readers = factory.Create("Reconciliation.Api")
        .CreateUpDownCounter<int>("reconciliation.flux.lecteurs", "{lecteur}", "Readers that follow the feed live.");

    public void Readers(int difference) => _readers.Add(difference);
}
