using System.Diagnostics.Metrics;
using Reconciliation.Core;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>The figures of a committed transaction: each under its name, unit and labels, as METRICS.md has them.</summary>
public sealed class ReconcilerMetricsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly OwnMeters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measured = [];
    private readonly List<Instrument> _instruments = [];
    private readonly ReconcilerMetrics _metrics;

    public ReconcilerMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Made.Contains(instrument.Meter))
            {
                _instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, labels, _) => Note(i, value, labels));
        _listener.SetMeasurementEventCallback<int>((i, value, labels, _) => Note(i, value, labels));
        _listener.SetMeasurementEventCallback<double>((i, value, labels, _) => Note(i, value, labels));
        _listener.Start();
        _metrics = new(_meters, new KnownSources(), new Standing(Now));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Each_instrument_has_its_name_unit_and_words()
    {
        Assert.Equal(
            [
                "reconciliation.echeances.delai s", "reconciliation.ensembles.pleins {ensemble}", "reconciliation.lignes {ligne}",
                "reconciliation.lignes.homonymes {ligne}",
                "reconciliation.publications {message}", "reconciliation.publications.sans_destinataire {message}",
                "reconciliation.reprises {tentative}", "reconciliation.soins.apparies {soin}", "reconciliation.soins.ecart d",
                "reconciliation.versions {version}",
            ],
            _instruments.Select(i => $"{i.Name} {i.Unit}").Order(StringComparer.Ordinal));
        Assert.All(_instruments, i => Assert.EndsWith(".", i.Description, StringComparison.Ordinal));
        var ecart = Assert.IsType<Histogram<int>>(_instruments.Single(i => i.Unit == "d"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 60], ecart.Advice!.HistogramBucketBoundaries!);
        var delay = Assert.IsType<Histogram<double>>(_instruments.Single(i => i.Unit == "s"));
        Assert.Contains(60, delay.Advice!.HistogramBucketBoundaries!);
    }

    [Fact]
    public void Lines_are_counted_by_part_source_and_outcome()
    {
        _metrics.Committed(
            [
                new(new(Part.Ro, "ameli", 5), 3, 0), new(new(Part.Complementaire, "mgen", 2), 2, 0),
            ],
            Changes());
        Assert.Equal(
            [
                "reconciliation.lignes 3 issue=nouvelle part=ro source=ameli", "reconciliation.lignes 2 issue=doublon part=ro source=ameli",
                "reconciliation.lignes 2 issue=nouvelle part=complementaire source=mgen",
                "reconciliation.lignes 0 issue=doublon part=complementaire source=mgen",
            ],
            _measured);
    }

    [Fact]
    public void Homonyms_are_counted_by_part_and_source()
    {
        static LigneId Id(string source, int ordre) => new(Part.Ro, source, new("O", "D", ordre), "B");
        _metrics.Committed([], Changes() with { Homonymes = [Id("ameli", 1), Id("ameli", 2), Id("msa", 1)] });
        Assert.Equal(
            [
                "reconciliation.lignes.homonymes 2 part=ro source=ameli", "reconciliation.lignes.homonymes 1 part=ro source=msa",
            ],
            _measured);
    }

    [Fact]
    public void Versions_are_counted_by_situation_and_rows_that_are_none_are_not()
    {
        var entry = new JournalEntryToWrite(null, []);
        _metrics.Committed([], Changes(
            Soin() with { Entry = entry }, Soin() with { Entry = entry }, Soin() with { Entry = entry, Situation = Situation.Ecart },
            Soin()));
        Assert.Equal(
            ["reconciliation.versions 2 situation=Complet", "reconciliation.versions 1 situation=Ecart"], _measured);
    }

    [Theory]
    [InlineData(3, "roPuisComplementaire", FirstReceived.Ro, "ro")]
    [InlineData(-2, "complementairePuisRo", FirstReceived.Complementaire, "complementaire")]
    [InlineData(0, "memeJour", FirstReceived.Together, "ensemble")]
    public void A_second_part_is_counted_with_what_came_first(int days, string order, FirstReceived first, string premiere)
    {
        var paired = Soin() with { Measures = new(Now, new(0), days, "carteVitale/hors"), PairedBy = first };
        _metrics.Committed([], Changes(paired, paired with { PairedBy = null }, paired with { Measures = new(Now, new(0), null, null) }));
        Assert.Equal(
            [
                $"reconciliation.soins.ecart {Math.Abs(days)} ordre={order}",
                $"reconciliation.soins.apparies 1 premiere={premiere} canal=carteVitale delai=hors",
            ],
            _measured);
    }

    [Fact]
    public void A_deadline_is_counted_by_how_late_it_was_judged_and_a_clock_that_is_behind_makes_none_early()
    {
        var (late, early) = (Soin() with { DueSince = Now.AddSeconds(-90) }, Soin() with { DueSince = Now.AddSeconds(5) });
        _metrics.Committed([], Changes(late, early, Soin()));
        Assert.Equal(["reconciliation.echeances.delai 90", "reconciliation.echeances.delai 0"], _measured);
    }

    [Fact]
    public void Attempts_and_publications_are_counted()
    {
        _metrics.Retried(conflict: true);
        _metrics.Retried(conflict: false);
        _metrics.Published(7);
        _metrics.Unroutable(2);
        Assert.Equal(
            [
                "reconciliation.reprises 1 cause=conflit", "reconciliation.reprises 1 cause=panne", "reconciliation.publications 7",
                "reconciliation.publications.sans_destinataire 2",
            ],
            _measured);
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var figure = FormattableString.Invariant($"{instrument.Name} {value}");
        _measured.Add(string.Join(' ', labels.ToArray().Select(l => $"{l.Key}={l.Value}").Prepend(figure)));
    }

    private static Changes Changes(params SoinToWrite[] soins) => new(soins, null, [], Now);

    private static SoinToWrite Soin() => new()
    {
        SoinId = Guid.Empty,
        Journee = new("B", new(2025, 11, 14)),
        AdherentId = "A",
        AutresAdherents = [],
        Fondatrice = default,
        Version = 1,
        Situation = Situation.Complet,
        Measures = new(Now, new(0), null, null),
        Echeance = null,
        Vue = [],
        VueFormat = 2,
        RemplacePar = null,
        CreeLe = Now,
        MisAJourLe = Now,
        Entry = null,
    };

    private sealed class OwnMeters : IMeterFactory
    {
        public List<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            Made.Add(meter);
            return meter;
        }

        public void Dispose() => Made.ForEach(m => m.Dispose());
    }

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
