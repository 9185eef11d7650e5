using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Domain.Tests.Laws;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>Stored rows can be checked, made again, and told again after a loss: each writes what it is for and nothing else.</summary>
public sealed class PurposeLaws
{
    [Fact]
    public void A_check_finds_nothing_where_nobody_has_judged_since_the_deadlines() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        Assert.Empty(store.Look(FoldPurpose.Check, cases.Now).Changes.Soins);
        Assert.Empty(store.Look(FoldPurpose.Check, cases.Later).Changes.Soins);
    });

    [Fact]
    public void A_check_finds_a_row_that_is_not_what_the_facts_give() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        foreach (var (soin, damaged) in store.Soins.Values.ToList().SelectMany(s => Damages(s).Select(d => (s, d))))
        {
            store.Soins[soin.SoinId] = damaged;
            Assert.Equal(soin.SoinId, Assert.Single(store.Look(FoldPurpose.Check, cases.Now).Changes.Soins).SoinId);
            store.Soins[soin.SoinId] = soin;
        }
    });

    [Fact]
    public void Rows_that_are_made_again_are_the_same_and_publish_nothing() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        var rows = store.Soins.ToDictionary();
        var rebuilt = store.Look(FoldPurpose.Rebuild, cases.Now);
        Assert.Equal(rows.Keys.Order(), rebuilt.Changes.Soins.Select(s => s.SoinId));
        Assert.All(rebuilt.Changes.Soins, s => Assert.Equal((null, false), (s.Entry, s.IsNew)));
        Assert.Empty(rebuilt.Changes.Counters);
        Assert.Equal(store.Folded(cases.Now).NonRattachees, rebuilt.Changes.NonRattachees!);
        store.Apply(rebuilt, []);
        Assert.All(store.Soins, s => Assert.Equal(Comparable(rows[s.Key]), Comparable(s.Value)));
    });

    [Fact]
    public void A_damaged_view_that_is_made_again_is_published_as_rebuilt_and_counted_once() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        var counters = store.Counters;
        foreach (var (id, soin) in store.Soins.ToDictionary())
        {
            store.Soins[id] = soin with { Vue = StoredJson.ToBytes(StoredJson.ReadVue(soin.Vue) with { CodeActe = "AUTRE" }) };
        }

        var rebuilt = store.Look(FoldPurpose.Rebuild, cases.Now).Changes;
        var emptied = store.Folded(cases.Now).Replaced;
        Assert.All(rebuilt.Soins.Where(s => !emptied.ContainsKey(s.SoinId)), s =>
        {
            Assert.Equal(("reconstruction", store.Soins[s.SoinId].Version + 1), (Cause(s).Type, s.Version));
            Assert.NotEqual("AUTRE", StoredJson.ReadVue(s.Vue).CodeActe);
        });
        Assert.Empty(rebuilt.Counters);
        Assert.Equal(counters.OrderBy(c => c.Key.ToString()), store.Counters.OrderBy(c => c.Key.ToString()));
    });

    [Fact]
    public void After_a_loss_what_was_written_since_is_told_again_once_in_the_new_epoch() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        store.Epoch = "2-next";
        var since = cases.Now.AddDays(-2).AddHours(-23);
        var expected = store.Soins.Values.Where(s => s.MisAJourLe >= since).Select(s => s.SoinId).Order().ToList();
        var rows = store.Soins.ToDictionary();
        var told = store.Look(FoldPurpose.TellAgain, cases.Now, since);
        Assert.Equal(expected, told.Changes.Soins.Select(s => s.SoinId));
        Assert.All(told.Changes.Soins, s =>
        {
            Assert.Equal(("epoque", rows[s.SoinId].Version + 1, "2-next"), (Cause(s).Type, s.Version, s.Epoque));
            Assert.Equal(
                StoredJson.ReadVue(rows[s.SoinId].Vue) with { Version = s.Version, MisAJourLe = s.MisAJourLe, Epoque = s.Epoque },
                StoredJson.ReadVue(s.Vue), ByText);
            Assert.Equal((rows[s.SoinId].Situation, rows[s.SoinId].Measures), (s.Situation, s.Measures));
            Assert.Equal(rows[s.SoinId].Situation, s.Entry!.SituationPrecedente);
        });
        store.Apply(told, []);
        Assert.Empty(store.Look(FoldPurpose.TellAgain, cases.Now, since).Changes.Soins);
        Assert.Empty(store.Look(FoldPurpose.Advance, cases.Now).Changes.Soins);
    });

    [Fact]
    public void A_view_that_is_the_same_keeps_its_words_its_format_and_its_epoch_and_a_new_one_has_those_of_now() =>
        LawSettings.HoldsAsStored(cases =>
    {
        var store = new FoldedStore(cases);
        store.Take(cases.Lignes.Take(cases.Lignes.Count / 2), cases.Now.AddDays(-1));
        foreach (var (id, soin) in store.Soins.ToDictionary())
        {
            store.Soins[id] = soin with
            {
                Vue = StoredJson.ToBytes(StoredJson.ReadVue(soin.Vue) with { Message = "Dit autrement.", Epoque = "1-older" }),
                VueFormat = 1,
                Epoque = "1-older",
            };
        }

        var rows = store.Soins.ToDictionary();
        foreach (var soin in store.Look(FoldPurpose.Rebuild, cases.Now.AddDays(-1)).Changes.Soins
            .Concat(store.Take(cases.Lignes, cases.Now).Select(w => w.Soin)))
        {
            var before = rows.GetValueOrDefault(soin.SoinId);
            Assert.Equal(
                soin.Entry is null ? (before!.VueFormat, before.Epoque) : (VueFormats.Product.Current, "1-first"),
                (soin.VueFormat, soin.Epoque));
            Assert.Equal(soin.Entry is null, before is not null && soin.Vue.SequenceEqual(before.Vue));
        }
    });

    [Fact]
    public void What_was_due_is_told_once_its_deadline_has_passed_and_not_at_it() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        foreach (var soin in store.Soins.Values.ToList())
        {
            // Also of a soin that lost its lines: nobody had judged it since its deadline.
            store.Soins[soin.SoinId] = soin with { Echeance = cases.Later };
            DateTimeOffset? Due(DateTimeOffset at) =>
                store.Look(FoldPurpose.Rebuild, at).Changes.Soins.Single(s => s.SoinId == soin.SoinId).DueSince;
            Assert.Null(Due(cases.Later));
            Assert.Equal(cases.Later, Due(cases.Later.AddTicks(TimeSpan.TicksPerMicrosecond)));
            store.Soins[soin.SoinId] = soin;
        }
    });

    [Fact]
    public void A_measure_that_was_stored_wrong_is_put_right_with_its_counter_and_rebuilding_leaves_counters_alone() =>
        LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        foreach (var (id, soin) in store.Soins.ToDictionary())
        {
            store.Soins[id] = soin with { Measures = soin.Measures with { Paid = soin.Measures.Paid + new Montant(7) } };
        }

        Assert.Empty(store.Look(FoldPurpose.Rebuild, cases.Now).Changes.Counters);
        Assert.Equal(
            store.Soins.Count == 0 ? [] : [("controle", "vues", -7 * store.Soins.Count)],
            store.Look(FoldPurpose.Advance, cases.Now).Changes.Counters.Select(c => (c.Name, c.Key, c.Value)));
    });

    private static readonly IEqualityComparer<Contracts.Vue> ByText =
        EqualityComparer<Contracts.Vue>.Create((a, b) => StoredJson.Write(a!) == StoredJson.Write(b!));

    // Every stored fact of a row that a fold gives, altered.
    private static IEnumerable<StoredSoin> Damages(StoredSoin soin)
    {
        yield return soin with { Situation = soin.Situation == Situation.Annule ? Situation.Ecart : Situation.Annule };
        yield return soin with { Echeance = soin.Echeance is null ? DateTimeOffset.MaxValue : null };
        yield return soin with { Measures = soin.Measures with { Paid = soin.Measures.Paid + new Montant(1) } };
        yield return soin with { Measures = soin.Measures with { Enjeu = soin.Measures.Enjeu + new Montant(1) } };
        yield return soin with { Measures = soin.Measures with { EcartJours = (soin.Measures.EcartJours ?? 0) + 1 } };
        if (soin.RemplacePar is null && soin.Version > 0 && soin.Situation != Situation.Annule)
        {
            yield return soin with { AutresAdherents = [.. soin.AutresAdherents, "A9"] };
            yield return soin with { Vue = StoredJson.ToBytes(StoredJson.ReadVue(soin.Vue) with { Message = "Rien." }) };
            yield return soin with { Vue = StoredJson.ToBytes(StoredJson.ReadVue(soin.Vue) with { ProfessionnelId = "P9" }) };
        }
    }

    private static string Comparable(StoredSoin soin) =>
        JsonSerializer.Serialize(soin with { Vue = [], AutresAdherents = [] }) + string.Join(' ', soin.AutresAdherents)
            + System.Text.Encoding.UTF8.GetString(soin.Vue);

    private static Contracts.CauseDeVersion Cause(SoinToWrite soin) =>
        JsonSerializer.Deserialize(soin.Entry!.Cause, CauseJson.Default.CauseDeVersion)!;
}
