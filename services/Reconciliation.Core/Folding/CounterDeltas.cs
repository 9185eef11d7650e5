using System.Globalization;
using System.Runtime.InteropServices;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The changes that a fold makes to counters: each soin leaves the classes it was in and enters those it is in now.</summary>
internal static class CounterDeltas
{
    /// <summary>The changes that a fold makes.</summary>
    /// <param name="state">The known state.</param>
    /// <param name="knownOnes">The soins as they were.</param>
    /// <param name="soins">Those that are written.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<CounterDelta> Of(
        KnownState state, IReadOnlyDictionary<Guid, StoredSoin> knownOnes, IReadOnlyList<SoinToWrite> soins,
        DateTimeOffset now)
    {
        var sums = new CounterSums();
        foreach (var (part, count) in state.Added.CountBy(l => l.Ligne.Id.Part))
        {
            sums.Add(Counters.Arrival, part.Code, Counters.Hour(now), count);
        }

        Check(sums, state);
        foreach (var soin in soins)
        {
            sums.Control(Counters.Vues, soin.Measures.Paid.Cents);
            Classify(sums, soin.RemplacePar, soin.Situation, soin.Measures, soin.Journee.DateSoin, 1);
            if (knownOnes.TryGetValue(soin.SoinId, out var known))
            {
                sums.Control(Counters.Vues, -known.Measures.Paid.Cents);
                Classify(sums, known, -1);
            }
        }

        return sums.All;
    }

    /// <summary>
    /// The changes that the removal of journées makes: each soin leaves its classes, and the money of the lines the control totals.
    /// </summary>
    /// <param name="state">The known state.</param>
    /// <param name="erased">The journées, with all that are tied to them.</param>
    public static IReadOnlyList<CounterDelta> OfErasure(KnownState state, IReadOnlySet<Journee> erased)
    {
        var sums = new CounterSums();
        foreach (var soin in state.Soins.Where(s => erased.Contains(new(s.BeneficiaireId, s.DateSoin))))
        {
            sums.Control(Counters.Vues, -soin.Measures.Paid.Cents);
            Classify(sums, soin, -1);
        }

        var lignes = state.Lignes.Where(l => erased.Contains(l.Ligne.Journee)).ToList();
        sums.Control(Counters.Lignes, -lignes.Sum(l => l.Ligne.Montant.Cents));

        // Of those that stay one may stand again, or be replaced: the lines that go had a part in saying who holds a name.
        sums.Control(Counters.Replaced, Replaced(state.Without(erased).Lignes) - Replaced(state.Lignes));
        return sums.All;
    }

    /// <summary>The channel and the punctuality under which a soin of two payments is counted; null for any other.</summary>
    /// <param name="vue">The soin.</param>
    public static string? PunctualityOf(Vue vue) => vue.EcartJours is null
        ? null
        : $"{vue.Canal switch { Canal.CarteVitale => "carteVitale", Canal.FeuilleDeSoins => "feuilleDeSoins" }}/"
            + $"{(vue.PartRo.DansLesDelais == false || vue.PartComplementaire.DansLesDelais == false ? "hors" : "dans")}";

    /// <summary>The two halves of a punctuality.</summary>
    /// <param name="punctuality">As <see cref="PunctualityOf"/> gives it.</param>
    public static (string Canal, string Timing) CanalAndTiming(string punctuality)
    {
        var bar = punctuality.IndexOf('/', StringComparison.Ordinal);
        return (punctuality[..bar], punctuality[(bar + 1)..]);
    }

    // Counts where the money of the new lines went. Unattached money is counted where it is written.
    private static void Check(CounterSums sums, KnownState state)
    {
        if (state.Added.Count == 0)
        {
            return;
        }

        sums.Control(Counters.Lignes, state.Added.Sum(l => l.Ligne.Montant.Cents));

        // Nearly always each name stands once, and then no line replaces another. A new line may replace one, and may let one stand again:
        // a name that several hold is replaced for none of them.
        var names = new HashSet<LigneId>(state.Lignes.Count);
        if (state.Lignes.Any(l => !names.Add(l.Ligne.Id.OfAnybody())))
        {
            var before = state.Lignes.ExceptBy(state.Added.Select(l => l.Position), l => l.Position);
            sums.Control(Counters.Replaced, Replaced(state.Lignes) - Replaced(before));
        }
    }

    private static long Replaced(IEnumerable<StoredLigne> lignes)
    {
        var all = lignes.Select(l => l.Ligne).ToList();
        return all.Sum(l => l.Montant.Cents) - JourneeDeSoins.From(all).SelectCurrentLignes().Lignes.Sum(l => l.Montant.Cents);
    }

    private static void Classify(CounterSums sums, StoredSoin soin, int reading) =>
        Classify(sums, soin.RemplacePar, soin.Situation, soin.Measures, soin.DateSoin, reading);

    // A soin that was merged into another is counted there.
    private static void Classify(
        CounterSums sums, Guid? remplacePar, Situation situation, SoinMeasures metrics, DateOnly dateSoin, int reading)
    {
        if (remplacePar is not null)
        {
            return;
        }

        sums.Add(Counters.Situation, situation.ToString(), null, reading);
        if (WorkList.NeedsAPerson(situation))
        {
            sums.Add(Counters.ToWorkOn, situation.ToString(), Paris.StartOfDay(Paris.Day(metrics.Since)), reading);
        }

        if (metrics is { EcartJours: { } days, Punctuality: { } punctuality })
        {
            var day = Paris.StartOfDay(dateSoin);
            sums.Add(Counters.Ecart, days.ToString(CultureInfo.InvariantCulture), day, reading);
            sums.Add(Counters.Punctuality, punctuality, day, reading);
        }
    }

    /// <summary>Changes added up as they come: a batch makes thousands, of a few dozen counters.</summary>
    private sealed class CounterSums
    {
        private readonly Dictionary<(string Name, string Key, DateTimeOffset? Periode), long> _sums = [];

        /// <summary>The changes that are not zero.</summary>
        public IReadOnlyList<CounterDelta> All =>
            [.. _sums.Where(s => s.Value != 0).Select(s => new CounterDelta(s.Key.Name, s.Key.Key, s.Key.Periode, s.Value))];

        public void Add(string name, string key, DateTimeOffset? period, long value) =>
            CollectionsMarshal.GetValueRefOrAddDefault(_sums, (name, key, period), out _) += value;

        public void Control(string key, long cents) => Add(Counters.Control, key, null, cents);
    }
}
