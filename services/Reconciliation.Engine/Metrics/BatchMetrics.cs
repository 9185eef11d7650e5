using System.Diagnostics.Metrics;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>
/// Measures the time that batches take, and the time until lines are visible: from their publication, where the message tells that instant,
/// else from their delivery to this process, to the commit after which every reader sees them. Measured once a batch, counted by line.
/// </summary>
public sealed class BatchMetrics
{
    /// <summary>Within this time a line is to be visible.</summary>
    public static readonly TimeSpan LatencyObjective = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly Histogram<int> _size;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _waiting;
    private readonly Counter<long> _visible;

    public BatchMetrics(IMeterFactory factory, TimeProvider clock)
    {
        _clock = clock;
        var meter = factory.Create(ReconcilerMetrics.MeterName);
        _size = meter.CreateHistogram(
            "reconciliation.lot.messages", "{message}", "Messages of a batch.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500] });
        _duration = meter.CreateHistogram(
            "reconciliation.lot.duree", "s", "From a batch in hand to its commit.", tags: null, ReconcilerMetrics.DurationBuckets);
        _waiting = meter.CreateHistogram(
            "reconciliation.visibilite", "s", "From publication, else delivery, to commit: the line of each batch that waited longest.",
            tags: null, ReconcilerMetrics.DurationBuckets);
        _visible = meter.CreateCounter<long>(
            "reconciliation.lignes.visibles", "{ligne}",
            "Lines that became visible, within the objective or not; since: publication or reception.");
    }

    /// <summary>All messages that one batch took from one queue are committed.</summary>
    /// <param name="entry">The queue.</param>
    /// <param name="receivedAt">When the first message was delivered to this process, as a timestamp of the clock.</param>
    /// <param name="messages">The number of messages in the batch.</param>
    /// <param name="lignes">The number of accepted lines.</param>
    /// <param name="published">The instants at which the lines were published, as far as known.</param>
    public void Committed(string entry, long receivedAt, int messages, int lignes, IReadOnlyCollection<DateTimeOffset> published)
    {
        KeyValuePair<string, object?> label = new("entree", entry);
        var (duration, committed) = (_clock.GetElapsedTime(receivedAt), _clock.GetUtcNow());
        _size.Record(messages, label);
        _duration.Record(duration.TotalSeconds, label);
        if (lignes == 0)
        {
            return;
        }

        var inTime = published.Count(p => committed - p <= LatencyObjective);
        Count(inTime, "publication", "dans");
        Count(published.Count - inTime, "publication", "hors");
        Count(lignes - published.Count, "reception", duration <= LatencyObjective ? "dans" : "hors");

        // A producer's clock may be ahead of ours.
        var wait = published.Count == 0 ? duration : committed - published.Min();
        _waiting.Record(Math.Max(0, wait.TotalSeconds), label);
    }

    private void Count(int lignes, string since, string objective)
    {
        if (lignes > 0)
        {
            _visible.Add(lignes, new("depuis", since), new("objectif", objective));
        }
    }
}
