using System.Diagnostics.Metrics;
using Reconciliation.Core;
using Reconciliation.Storage;
using Part = Reconciliation.Domain.Part;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Engine;

/// <summary>
/// The state of the whole, as the engine that reads it last saw it; nothing in every other. Ages grow between two readings.
/// </summary>
public sealed class Gauges
{
    private static readonly string[] Items = [Counters.Lignes, Counters.Vues, Counters.NonRattachees, Counters.Replaced];

    // As much of a hash as a metric holds without rounding.
    private const int AnchorDigits = 12;

    private static readonly string[] Canaux = ["carteVitale", "feuilleDeSoins"];
    private static readonly string[] Timings = ["dans", "hors"];

    private static readonly Dictionary<HolderKind, string> Labels = new()
    {
        [HolderKind.Session] = "session",
        [HolderKind.OtherDatabase] = "autreBase",
        [HolderKind.Prepared] = "preparee",
    };

    private readonly QuarantaineMetrics _quarantaine;
    private readonly KnownSources _sources;
    private readonly TimeProvider _clock;

    public Gauges(IMeterFactory factory, QuarantaineMetrics quarantaine, KnownSources sources, TimeProvider clock, PaymentStreams streams)
    {
        (_quarantaine, _sources, _clock, Parts) = (quarantaine, sources, clock, streams.Parts);
        var meter = factory.Create("Reconciliation.Etat");
        meter.CreateObservableGauge("reconciliation.soins", ReadSituations, "{soin}", "Soins by situation, all of them.");
        meter.CreateObservableGauge(
            "reconciliation.soins.ponctualite", ReadPunctuality, "{soin}",
            "Soins of the last 90 days of care with both parts, by channel and whether in time.");
        meter.CreateObservableGauge("reconciliation.soins.en_retard", ReadLate, "{soin}", "Late soins by missing part and age.");
        meter.CreateObservableGauge(
            "reconciliation.soins.plus_ancien", ReadOldest, "s", "Age of the oldest soin of each situation that needs a person; 0: none.");
        meter.CreateObservableGauge(
            "reconciliation.quarantaine.plus_ancienne", () => Age(a => a.Quarantaine), "s",
            "Age of the oldest open message in quarantine; 0: none.");
        meter.CreateObservableGauge(
            "reconciliation.echeances.retard", () => Age(a => a.Echeance), "s",
            "How long the oldest deadline that nobody has judged is past; 0: none.");
        meter.CreateObservableGauge(
            "reconciliation.journal.retard", () => Age(a => a.Journal), "s",
            "Age of the oldest version that readers may not read yet; 0: none.");
        meter.CreateObservableGauge(
            "reconciliation.journal.retenue", ReadHeld, "s",
            "Age of the oldest transaction that keeps readers from the end of the journal, by what it is; 0: nothing is kept from them.");
        meter.CreateObservableGauge(
            "reconciliation.sources.derniere_ligne.timestamp", ReadLatest, "s",
            "When the last line of each source was received, in seconds since 1970.");
        meter.CreateObservableGauge(
            "reconciliation.controle.centimes", ReadControl, "{centime}", "Control totals: where the money of all lines is.");
        meter.CreateObservableGauge(
            "reconciliation.acces.dernier", () => Of(Accesses, a => a.End.AccesId), "{acces}",
            "The place at which the record of accesses ends: it never falls.");
        meter.CreateObservableGauge(
            "reconciliation.acces.empreinte", () => Of(Accesses, a => Convert.ToInt64(a.End.Empreinte[..AnchorDigits], 16)),
            description: "The first 48 bits of the hash at that place, as a number: of one place there is one.");
        meter.CreateObservableGauge(
            "reconciliation.acces.adherents_par_agent", () => Of(Accesses, a => a.MembersOfOneAgent), "{adherent}",
            "The most members of whom one agent was shown something within the last hour.");
        meter.CreateObservableGauge(
            "reconciliation.controle.ecart.centimes", ReadEcart, "{centime}", "What of all lines is nowhere; anything but 0 is a defect.");
    }

    /// <summary>The parts that figures are given of.</summary>
    internal Domain.PartCatalogue Parts { get; }

    internal IReadOnlyList<CounterDelta>? Situations { get; set; }

    internal IReadOnlyList<CounterDelta>? Punctuality { get; set; }

    internal IReadOnlyList<CounterDelta>? Control { get; set; }

    internal OldestWaiting? Waiting { get; set; }

    /// <summary>The session that keeps readers from the end of the journal, once that lasts.</summary>
    internal HorizonHolder? Holder { get; set; }

    internal IReadOnlyList<LatestLigne>? Last { get; set; }

    internal IReadOnlyList<LateCount>? Late { get; set; }

    internal AccessWatch? Accesses { get; set; }

    internal void Open(IReadOnlyDictionary<Part, long>? byPart) => _quarantaine.Open(byPart ?? new Dictionary<Part, long>());

    /// <summary>This engine reads no more.</summary>
    internal void Forget()
    {
        Accesses = null;
        (Situations, Punctuality, Control, Waiting, Holder, Last, Late) = (null, null, null, null, null, null, null);
        Open(null);
    }

    private IEnumerable<Measurement<long>> ReadSituations() => Situations is not { } counts ? []
        : Enum.GetValues<Situation>().Select(s => Measure(Total(counts, s.ToString()), ("situation", s.ToString())));

    private IEnumerable<Measurement<long>> ReadPunctuality() => Punctuality is not { } counts ? []
        : from canal in Canaux
          from delay in Timings
          select Measure(Total(counts, $"{canal}/{delay}"), ("canal", canal), ("delai", delay));

    private IEnumerable<Measurement<long>> ReadLate() => Late is not { } delays ? []
        : from part in Parts.All
          from age in Enumerable.Range(0, WorkListAge.LateAges.Count)
          select Measure(
              delays.Where(r => r.Part == part && r.Age == age).Sum(r => r.Count), ("part", part.Code),
              ("age", WorkListAge.LateAges[age].Name));

    private IEnumerable<Measurement<double>> ReadOldest() => Waiting is not { } expectations ? []
        : WorkList.All.Select(l => l.Situation).Select(s => Measure(
            expectations.Soins.TryGetValue(s, out var since) ? Seconds(since) : 0, ("situation", s.ToString())));

    private IEnumerable<Measurement<double>> ReadHeld() => Waiting is null ? []
        : Enum.GetValues<HolderKind>().Select(kind => Measure(
            Holder is { } holder && holder.Kind == kind ? Seconds(holder.Since ?? Waiting.Journal ?? _clock.GetUtcNow()) : 0,
            ("par", Labels[kind])));

    private IEnumerable<Measurement<double>> ReadLatest() => Last is not { } lastOnes ? []
        : lastOnes.GroupBy(d => (d.Part, Source: _sources.LabelOfAccepted(d.Source)))
            .Select(g => Measure(
                g.Max(d => d.ReceivedAt).ToUnixTimeMilliseconds() / 1000d, ("part", g.Key.Part.Code), ("source", g.Key.Source)));

    private IEnumerable<Measurement<long>> ReadControl() => Control is not { } counts ? []
        : Items.Select(p => Measure(Total(counts, p), ("poste", p)));

    private IEnumerable<Measurement<long>> ReadEcart() => Control is not { } counts ? []
        : [Measure(Total(counts, Counters.Lignes) - Items.Skip(1).Sum(p => Total(counts, p)))];

    private IEnumerable<Measurement<double>> Age(Func<OldestWaiting, DateTimeOffset?> since) => Waiting is not { } expectations ? []
        : [Measure(since(expectations) is { } instant ? Seconds(instant) : 0)];

    private static IEnumerable<Measurement<long>> Of(AccessWatch? read, Func<AccessWatch, long> figure) =>
        read is null ? [] : [Measure(figure(read))];

    private double Seconds(DateTimeOffset since) => Math.Max(0, (_clock.GetUtcNow() - since).TotalSeconds);

    private static long Total(IReadOnlyList<CounterDelta> counts, string key) => counts.Where(c => c.Key == key).Sum(c => c.Value);

    private static Measurement<T> Measure<T>(T value, params ReadOnlySpan<(string Name, string Value)> labels)
        where T : struct
    {
        var pairs = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            pairs[i] = new(labels[i].Name, labels[i].Value);
        }

        return new(value, pairs);
    }
}
