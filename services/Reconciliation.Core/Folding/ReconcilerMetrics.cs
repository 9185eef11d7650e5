using System.Diagnostics.Metrics;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The metrics of the one transaction and the relay, counted once a batch. No label carries an id.</summary>
public sealed class ReconcilerMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Reconciliation.Engine";

    /// <summary>The buckets of durations, in seconds.</summary>
    public static InstrumentAdvice<double> DurationBuckets { get; } =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

    private readonly TimeProvider _clock;
    private readonly KnownSources _sources;
    private readonly Counter<long> _lignes;
    private readonly Counter<long> _homonymes;
    private readonly Counter<long> _fullSets;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _versions;
    private readonly Counter<long> _published;
    private readonly Counter<long> _unroutable;
    private readonly Counter<long> _paired;
    private readonly Histogram<int> _ecarts;
    private readonly Histogram<double> _echeances;

    public ReconcilerMetrics(IMeterFactory factory, KnownSources sources, TimeProvider clock)
    {
        (_sources, _clock) = (sources, clock);
        var meter = factory.Create(MeterName);
        _lignes = meter.CreateCounter<long>("reconciliation.lignes", "{ligne}", "Lines processed, by part, source and outcome.");
        _homonymes = meter.CreateCounter<long>(
            "reconciliation.lignes.homonymes", "{ligne}",
            "New lines of which the name is that of another beneficiary's line too, by part and source.");
        _fullSets = meter.CreateCounter<long>(
            "reconciliation.ensembles.pleins", "{ensemble}", "Sets of tied journées that were folded in part, since they are too large.");
        _retries = meter.CreateCounter<long>(
            "reconciliation.reprises", "{tentative}", "Attempts at batches that failed and are made again, by cause.");
        _versions = meter.CreateCounter<long>("reconciliation.versions", "{version}", "Versions of views written, by situation.");
        _published = meter.CreateCounter<long>("reconciliation.publications", "{message}", "Versions published by the relay.");
        _unroutable =
            meter.CreateCounter<long>("reconciliation.publications.sans_destinataire", "{message}", "Versions that no queue took.");
        _paired = meter.CreateCounter<long>(
            "reconciliation.soins.apparies", "{soin}",
            "Soins that got their second part, by the part received first, channel and punctuality.");
        _ecarts = meter.CreateHistogram(
            "reconciliation.soins.ecart", "d", "Days between the payments of both parts, when the second comes, by which was paid first.",
            tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 60] });
        _echeances = meter.CreateHistogram(
            "reconciliation.echeances.delai", "s", "How long after its deadline a soin was judged.", tags: null, DurationBuckets);
    }

    /// <summary>A transaction is committed.</summary>
    /// <param name="receptions">The lines received of each source, and how many were new.</param>
    /// <param name="changes">The changes that it wrote.</param>
    public void Committed(IReadOnlyList<NotedReception> receptions, Changes changes)
    {
        foreach (var ((part, source, count), fresh, _) in receptions)
        {
            KeyValuePair<string, object?> partLabel = new("part", part.Code), sourceLabel = new("source", _sources.LabelOfAccepted(source));
            _lignes.Add(fresh, new("issue", "nouvelle"), partLabel, sourceLabel);
            _lignes.Add(count - fresh, new("issue", "doublon"), partLabel, sourceLabel);
        }

        foreach (var ((part, source), count) in changes.Homonymes.CountBy(l => (l.Part, l.Source)))
        {
            _homonymes.Add(count, new("part", part.Code), new("source", _sources.LabelOfAccepted(source)));
        }

        foreach (var situation in changes.Soins.Where(s => s.Entry is not null).CountBy(s => s.Situation))
        {
            _versions.Add(situation.Value, new KeyValuePair<string, object?>("situation", situation.Key.ToString()));
        }

        Soins(changes);
    }

    public void FoldedInPart() => _fullSets.Add(1);

    public void Retried(bool conflict) => _retries.Add(1, new KeyValuePair<string, object?>("cause", conflict ? "conflit" : "panne"));

    public void Published(int messages) => _published.Add(messages);

    public void Unroutable(int messages) => _unroutable.Add(messages);

    private void Soins(Changes changes)
    {
        var now = _clock.GetUtcNow();
        foreach (var soin in changes.Soins)
        {
            if (soin.DueSince is { } echeance)
            {
                _echeances.Record(Math.Max(0, (now - echeance).TotalSeconds));
            }

            if (soin is { PairedBy: { } first, Measures: { EcartJours: { } days, Punctuality: { } punctuality } })
            {
                _ecarts.Record(Math.Abs(days), new KeyValuePair<string, object?>("ordre", Ordre(days)));
                var (canal, delay) = CounterDeltas.CanalAndTiming(punctuality);
                _paired.Add(1, new("premiere", First(first)), new("canal", canal), new("delai", delay));
            }
        }
    }

    private static string Ordre(int days) => days switch
    {
        > 0 => "roPuisComplementaire",
        < 0 => "complementairePuisRo",
        _ => "memeJour",
    };

    private static string First(FirstReceived first) => first switch
    {
        FirstReceived.Ro => "ro",
        FirstReceived.Complementaire => "complementaire",
        FirstReceived.Together => "ensemble",
    };
}
