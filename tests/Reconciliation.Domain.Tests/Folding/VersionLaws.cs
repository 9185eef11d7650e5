using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain.Tests.Laws;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>
/// As lines and décisions come, every row is what the facts give, and every version says what it follows and what caused it.
/// </summary>
public sealed class VersionLaws
{
    [Fact]
    public void Stored_rows_are_what_the_facts_give() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        var folded = store.Folded(cases.Now);
        foreach (var (soin, vue) in folded.Soins.Select(s => (s, s.Vue)))
        {
            var row = store.Soins[soin.Id];
            Assert.Equal(
                StoredJson.Write(VueMapper.From(vue, soin.Id, row.Version, row.MisAJourLe, row.Epoque)), Text(row.Vue));
            Assert.Equal((vue.Situation, vue.Echeance, null), (row.Situation, row.Echeance, row.RemplacePar));
            Assert.Equal(vue.AutresAdherents, row.AutresAdherents);
            Assert.Equal(vue.Journee, new(row.BeneficiaireId, row.DateSoin));
            Assert.Equal(
                (vue.Enjeu, vue.EcartJours, vue.LignesTotal, vue.LatePart),
                (row.Measures.Enjeu, row.Measures.EcartJours, row.Measures.Paid, row.Measures.ExpectedPart));
            Assert.Equal(Punctuality(vue), row.Measures.Punctuality);
            if (soin.Soin.Lignes.FirstOrDefault(l => l.Id == row.Fondatrice) is { } founder)
            {
                Assert.Equal(founder.Canal, row.Measures.Canal);
            }
        }

        Assert.Equal(
            folded.Replaced.Select(r => (r.Key, r.Value)).OrderBy(r => r.Key),
            store.Soins.Values.Where(s => folded.Soins.All(f => f.Id != s.SoinId)).Select(s => (s.SoinId, s.RemplacePar))
                .OrderBy(r => r.SoinId));

        // A soin that has no line of its own keeps the channel of the line for which it was first published.
        foreach (var row in folded.Replaced.Keys.Select(id => store.Soins[id]))
        {
            var founders = store.Lignes.Where(l => l.Id == row.Fondatrice).GroupBy(l => l.Revision).MaxBy(g => g.Key)!;
            Assert.Contains(row.Measures.Canal!.Value, founders.Select(l => l.Canal));
        }
    });

    [Fact]
    public void With_nothing_new_nothing_is_written_and_at_a_later_instant_only_what_was_due() => LawSettings.HoldsAsStored(cases =>
    {
        var (store, _) = FoldedStore.Of(cases);
        var again = store.Look(FoldPurpose.Advance, cases.Now).Changes;
        Assert.Empty(again.Soins);
        Assert.Empty(again.Counters);
        Assert.Empty(store.Take(store.Lignes, cases.Now));
        Assert.All(
            store.Look(FoldPurpose.Advance, cases.Later).Changes.Soins,
            soin => Assert.True(store.Soins[soin.SoinId].Echeance < cases.Later));
    });

    [Fact]
    public void A_version_follows_the_one_before_it() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var (soin, before, _, _, now) in FoldedStore.Of(cases).Written)
        {
            Assert.Equal((before?.CreeLe ?? now, before is null), (soin.CreeLe, soin.IsNew));
            Assert.Equal(before?.Echeance < now ? before.Echeance : null, soin.DueSince);
            if (soin.Entry is null)
            {
                Assert.Equal(
                    (before!.Version, before.MisAJourLe, before.Epoque, before.VueFormat, before.Situation),
                    (soin.Version, soin.MisAJourLe, soin.Epoque, soin.VueFormat, soin.Situation));
                Assert.Equal(before.Vue, soin.Vue);
                continue;
            }

            Assert.Equal(
                ((before?.Version ?? 0) + 1, now, "1-first", VueFormats.Product.Current),
                (soin.Version, soin.MisAJourLe, soin.Epoque, soin.VueFormat));
            Assert.Equal(before?.Situation, soin.Entry.SituationPrecedente);
            var vue = StoredJson.ReadVue(soin.Vue);
            Assert.Equal(
                (soin.SoinId, soin.Version, now, "1-first", (int)soin.Situation, soin.RemplacePar, soin.AdherentId),
                (vue.SoinId, vue.Version, vue.MisAJourLe, vue.Epoque, (int)vue.Situation, vue.RemplacePar, vue.AdherentId));
        }
    });

    [Fact]
    public void A_version_names_its_cause() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var (soin, _, result, fresh, _) in FoldedStore.Of(cases).Written.Where(w => w.Soin.Entry is not null))
        {
            var cause = Cause(soin);
            if (cause.Decision is { } decision)
            {
                var taken = cases.Decisions.First(d => d.Id == decision.DecisionId);
                Assert.Equal(
                    ("decision", JsonNamingPolicy.CamelCase.ConvertName(taken.GetType().Name), taken.Auteur, taken.Motif),
                    (cause.Type, decision.Type, decision.Auteur, decision.Motif));
                Assert.Empty(cause.Lignes);
                continue;
            }

            var revisions = fresh.Select(f => (f.Ligne.Id, f.Ligne.Revision)).ToHashSet();
            var own = result.Soins.SingleOrDefault(s => s.Id == soin.SoinId)?.Soin.Lignes
                .Where(l => revisions.Contains((l.Id, l.Revision))).ToList() ?? [];
            Assert.Equal(
                own.Count > 0 ? "lignes" : fresh.Count > 0 || result.Soins.All(s => s.Id != soin.SoinId) ? "regroupement" : "echeance",
                cause.Type);
            Assert.Equal(
                own.Select(l => (l.Id.Part.Code, l.Id.Source, l.Id.Reference.Organisme, l.Id.Reference.Decompte, l.Id.Reference.Ordre,
                    l.Revision)),
                cause.Lignes.Select(l => (l.Part, l.Source, l.Organisme, l.Decompte, l.Ordre, l.Revision)));
        }
    });

    [Fact]
    public void Every_change_of_a_decision_is_laid_to_it() => LawSettings.HoldsAsStored(cases =>
    {
        var store = new FoldedStore(cases);
        store.Take(cases.Lignes, cases.Now);
        foreach (var decision in cases.Decisions.DistinctBy(d => d.Id))
        {
            Assert.All(
                store.Decide(decision, cases.Now).Where(w => w.Soin.Entry is not null),
                w => Assert.Equal(decision.Id, Cause(w.Soin).Decision?.DecisionId));
        }
    });

    [Fact]
    public void A_situation_counts_from_when_it_was_found_and_a_late_one_from_the_end_of_its_window() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var (soin, before, _, _, now) in FoldedStore.Of(cases).Written)
        {
            var vue = StoredJson.ReadVue(soin.Vue);
            var end = vue.PartRo.AttenduAu ?? vue.PartComplementaire.AttenduAu;
            var found = soin.Situation == Situation.EnRetard ? end!.Value : now;
            Assert.Equal(before?.Situation == soin.Situation ? before.Measures.Since : found, soin.Measures.Since);
        }
    });

    [Fact]
    public void The_part_that_came_first_is_told_once_when_the_second_comes() => LawSettings.HoldsAsStored(cases =>
    {
        foreach (var (soin, before, result, fresh, _) in FoldedStore.Of(cases).Written)
        {
            var revisions = fresh.Select(f => (f.Ligne.Id, f.Ligne.Revision)).ToHashSet();
            var lignes = result.Soins.SingleOrDefault(s => s.Id == soin.SoinId)?.Soin.Lignes.ToList() ?? [];
            bool WasThere(Part part) => lignes.Exists(l => l.Id.Part == part && !revisions.Contains((l.Id, l.Revision)));
            FirstReceived? expected = soin.Measures.EcartJours is null || before?.Measures.EcartJours is not null ? null
                : WasThere(Part.Ro) ? FirstReceived.Ro
                : WasThere(Part.Complementaire) ? FirstReceived.Complementaire
                : FirstReceived.Together;
            Assert.Equal(expected, soin.PairedBy);
        }
    });

    [Fact]
    public void Unattached_lines_are_told_where_there_can_be_some_and_homonyms_where_they_come() => LawSettings.HoldsAsStored(cases =>
    {
        var store = new FoldedStore(cases);
        foreach (var batch in cases.Lignes.Chunk(3))
        {
            var known = store.Known;
            var written = store.Take(batch, cases.Now);
            var folded = store.Folded(cases.Now);
            if (written is [{ Result: var result }, ..])
            {
                Assert.Equal(
                    store.Lignes.Any(l => l.Nature != Nature.Paiement) ? folded.NonRattachees : null, result.Changes.NonRattachees);
                Assert.Equal(folded.NonRattachees, result.NonRattachees);
                Assert.Equal(
                    store.Lignes.Skip(known.Lignes.Count).Select(l => l.Id).Where(folded.Homonymes.Contains), result.Changes.Homonymes);
                Assert.Equal(result.Changes.Soins.Select(s => s.SoinId).Order(), result.Changes.Soins.Select(s => s.SoinId));
            }
        }
    });

    [Fact]
    public void Nothing_is_judged_before_it_was_judged_last() => LawSettings.HoldsAsStored(cases =>
    {
        var store = new FoldedStore(cases);
        Assert.All(store.Take(cases.Lignes.Take(1), cases.Now.AddTicks(7)), w => Assert.Equal(cases.Now, w.Now));
        var earlier = cases.Now.AddDays(-1);
        var expected = store.Soins.Count > 0 ? cases.Now : earlier;
        Assert.All(store.Take(cases.Lignes, earlier), w => Assert.Equal(expected, w.Now));
    });

    private static string? Punctuality(Vue vue)
    {
        if (vue.EcartJours is null)
        {
            return null;
        }

        var channel = vue.Canal == Canal.CarteVitale ? "carteVitale" : "feuilleDeSoins";
        return new[] { vue.PartRo, vue.PartComplementaire }.Any(p => p.DansLesDelais == false) ? $"{channel}/hors" : $"{channel}/dans";
    }

    private static CauseDeVersion Cause(SoinToWrite soin) =>
        JsonSerializer.Deserialize(soin.Entry!.Cause, CauseJson.Default.CauseDeVersion)!;

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
