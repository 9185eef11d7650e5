using System.Globalization;
using Reconciliation.Core;
using Reconciliation.Domain.Tests.Laws;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>The changes of counters add up to what a count of the rows gives, and money is where the control totals say.</summary>
public sealed class CounterLaws
{
    private static readonly Situation[] ForAPerson = [Situation.EnRetard, Situation.Ecart, Situation.ARapprocher, Situation.Conteste];

    [Fact]
    public void Counters_add_up_to_what_is_stored() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, written) = FoldedStore.Of(cases);
        var expected = Count(store.Soins.Values);
        Add(expected, "controle", "lignes", null, store.Lignes.Sum(l => l.Montant.Cents));
        Add(expected, "controle", "remplacees", null, Replaced(cases));
        foreach (var (fresh, now) in written.DistinctBy(w => w.Result).Select(w => (w.Fresh, w.Now)))
        {
            foreach (var ligne in fresh)
            {
                var hour = now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour);
                Add(expected, "arrivee", ligne.Ligne.Id.Part.Code, new(hour, TimeSpan.Zero), 1);
            }
        }

        // A batch that changed no row is not among those written, and its lines arrived too.
        var arrivals = store.Counters.Where(c => c.Key.Name == "arrivee").Sum(c => c.Value);
        Assert.Equal(store.Lignes.Count, arrivals);
        AssertSame(Without(expected, "arrivee"), Without(store.Counters, "arrivee"));
        Assert.All(
            expected.Where(c => c.Key.Name == "arrivee"),
            c => Assert.InRange(c.Value, 1, store.Counters.GetValueOrDefault(c.Key)));
    });

    [Fact]
    public void The_money_of_all_lines_is_in_views_unattached_or_replaced() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        long Control(string key) => store.Counters.GetValueOrDefault(("controle", key, null));
        var unattached = store.Folded(cases.Now).NonRattachees.Sum(l => l.Montant.Cents);
        Assert.Equal(Control("lignes"), Control("vues") + Control("remplacees") + unattached);
    });

    [Fact]
    public void What_is_erased_leaves_its_counters() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        var (known, random) = (store.Known, cases.Random);
        var erased = known.Lignes.Select(l => l.Ligne.Journee).Distinct().Where(_ => random.Next(3) > 0).ToHashSet();
        var counters = store.Counters.ToDictionary();
        foreach (var delta in CounterDeltas.OfErasure(known, erased))
        {
            Assert.NotEqual(0, delta.Value);
            Add(counters, delta.Name, delta.Key, delta.Period, delta.Value);
        }

        var kept = known.Lignes.Select(l => l.Ligne).Where(l => !erased.Contains(l.Journee)).ToList();
        var expected = Count(known.Soins.Where(s => !erased.Contains(new(s.BeneficiaireId, s.DateSoin))));
        Add(expected, "controle", "lignes", null, kept.Sum(l => l.Montant.Cents));
        var gone = known.Lignes.Select(l => l.Ligne).Where(l => erased.Contains(l.Journee)).ToList();
        var replaced = counters.Where(c => c.Key.Key == "remplacees").Sum(c => c.Value);
        AssertSame(
            Without(expected, "arrivee"),
            Without(counters, "arrivee").Where(c => c.Key.Key != "remplacees").ToDictionary());

        // Lines of one name on both sides decide between them which count: erasure takes all that is tied.
        if (!gone.Select(Name).Intersect(kept.Select(Name)).Any())
        {
            Assert.Equal(Replaced(cases with { Lignes = [.. cases.Lignes.Where(l => !erased.Contains(l.Journee))] }), replaced);
        }
    });

    [Fact]
    public void A_counter_that_does_not_move_is_not_written() => LawSettings.HoldsAsStored(cases =>
        Assert.All(FoldedStore.Of(cases).Written, w => Assert.DoesNotContain(w.Result.Changes.Counters, c => c.Value == 0)));

    [Theory]
    [InlineData("carteVitale/dans", "carteVitale", "dans")]
    [InlineData("feuilleDeSoins/hors", "feuilleDeSoins", "hors")]
    public void A_punctuality_has_two_halves(string punctuality, string channel, string timing) =>
        Assert.Equal((channel, timing), CounterDeltas.CanalAndTiming(punctuality));

    private static (Part Part, string Source, Reference Reference) Name(Ligne l) => (l.Id.Part, l.Id.Source, l.Id.Reference);

    // The lines that no longer count, found without the domain: the same fact twice in a case is one line.
    private static long Replaced(Case cases)
    {
        var distinct = cases with { Lignes = [.. cases.Lignes.Distinct()] };
        return distinct.Lignes.Sum(l => l.Montant.Cents) - distinct.CurrentLignes.Sum(l => l.Montant.Cents);
    }

    private static Dictionary<(string Name, string Key, DateTimeOffset? Period), long> Count(IEnumerable<StoredSoin> soins)
    {
        var sums = new Dictionary<(string, string, DateTimeOffset?), long>();
        foreach (var soin in soins)
        {
            Add(sums, "controle", "vues", null, soin.Measures.Paid.Cents);
            if (soin.RemplacePar is not null)
            {
                continue;
            }

            Add(sums, "situation", soin.Situation.ToString(), null, 1);
            if (ForAPerson.Contains(soin.Situation))
            {
                Add(sums, "aTraiter", soin.Situation.ToString(), Midnight(soin.Measures.Since), 1);
            }

            if (soin.Measures.EcartJours is { } days)
            {
                var midnight = Midnight(new DateTimeOffset(soin.DateSoin, new(12, 0), TimeSpan.Zero));
                Add(sums, "ecart", days.ToString(CultureInfo.InvariantCulture), midnight, 1);
                Add(sums, "ponctualite", soin.Measures.Punctuality!, midnight, 1);
            }
        }

        return sums;
    }

    private static DateTimeOffset Midnight(DateTimeOffset instant)
    {
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var day = TimeZoneInfo.ConvertTime(instant, paris).Date;
        return new DateTimeOffset(day, paris.GetUtcOffset(day)).ToUniversalTime();
    }

    private static void Add(
        Dictionary<(string Name, string Key, DateTimeOffset? Period), long> sums, string name, string key, DateTimeOffset? period,
        long value) => sums[(name, key, period)] = sums.GetValueOrDefault((name, key, period)) + value;

    private static Dictionary<(string Name, string Key, DateTimeOffset? Period), long> Without(
        IReadOnlyDictionary<(string Name, string Key, DateTimeOffset? Period), long> sums, string name) =>
            sums.Where(c => c.Key.Name != name && c.Value != 0).ToDictionary();

    private static void AssertSame(
        Dictionary<(string Name, string Key, DateTimeOffset? Period), long> expected,
        Dictionary<(string Name, string Key, DateTimeOffset? Period), long> counted) => Assert.Equal(Lines(expected), Lines(counted));

    private static IEnumerable<string> Lines(Dictionary<(string Name, string Key, DateTimeOffset? Period), long> sums) =>
        sums.Select(s => $"{s.Key.Name} {s.Key.Key} {s.Key.Period?.UtcDateTime:u} {s.Value}").Order(StringComparer.Ordinal);
}
