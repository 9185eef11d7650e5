using Reconciliation.Contracts;
using Reconciliation.Simulation.Readers;
using Reconciliation.Simulation.Upstream;
using Reconciliation.Simulation.Verdict;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Tests;

/// <summary>The outcome of a service that makes no mistake: two versions of every soin, each published once.</summary>
internal static class PerfectService
{
    public static Observed Observe(PaymentStream sent, DateTimeOffset now)
    {
        var lines = new Lines(sent.Records);
        var (folded, unattached) = SingleFold.All(sent, now);
        var soins = folded.Select((s, rank) => (
            View: s.View with { SoinId = new Guid(rank + 1, 0, 0, new byte[8]), Version = 2, MisAJourLe = now },
            s.Echeance,
            Lines: s.Soin.Lignes.Select(l => (Line: l.Id.Canonical(), l.Revision)).ToList(),
            Founder: s.Soin.Paiements.First().Id.Canonical())).ToList();
        var journal = soins
            .SelectMany(s => new[]
            {
                Entry(s.View with { Version = 1, Niveau = Niveau.Anormal }, null, []),
                Entry(s.View, s.View.Situation, s.Lines),
            })
            .ToList();
        return new()
        {
            Lines = [.. lines.Distinct.Select(l => new StoredLine(l, Lines.Cents(l.Montant), Lines.Canonical(l)))],
            Receptions = [.. sent.Records.Chunk(100).SelectMany((batch, rank) => Note(batch, sent.Records.Take(rank * 100)))],
            Soins = [.. soins.Select(s => new ObservedSoin(s.View, s.Echeance, s.Founder))],
            Journal = journal,
            Unattached = [.. unattached.Select(u => new UnattachedLine(u, Lines.Cents(lines.Current[u].Montant)))],
            Quarantine =
                [.. sent.Messages.Where(m => m.Poison is not null).DistinctBy(m => m.Poison).Select(m => NirRedaction.Redact(m.Body))],
            Published = [.. journal.Select(j => PublishedVersion.Of(j.View, Body(j)))],
            Epochs = [],
            Readers =
            [
                new("feed", ReaderKind.Feed, [.. journal.Select((j, at) => new Seen(at, at, SeenVersion.Of(j.View), null))]),
                new(
                    "soins", ReaderKind.Views,
                    [.. soins.Select(s => new Seen(journal.Count, journal.Count, SeenVersion.Of(s.View), null))]),
            ],
            Waiting = new Dictionary<string, int> { ["reconciliation.paiements-ro"] = 0, ["reconciliation.paiements-ro_error"] = 0 },
        };
    }

    private static IEnumerable<BatchNote> Note(PaiementEmis[] batch, IEnumerable<PaiementEmis> before)
    {
        var known = before.Select(Lines.Content).ToHashSet();
        foreach (var source in batch.GroupBy(l => (Ro: l is PaiementRoEmis, l.Source)))
        {
            var added = source.Select(Lines.Content).Distinct().Where(l => !known.Contains(l)).ToList();
            yield return new(source.Key.Ro, source.Key.Source, source.Count(), added.Count, added.Sum(l => Lines.Cents(l.Montant)));
        }
    }

    private static JournalEntry Entry(Vue view, Situation? before, IReadOnlyList<(string, int)> caused) =>
        new(view, StoredJson.Write(view), before, caused);

    private static string Body(JournalEntry entry)
    {
        var before =
            entry.Before is { } situation ? $"\"{char.ToLowerInvariant(situation.ToString()[0])}{situation.ToString()[1..]}\"" : "null";
        return $"{entry.Text[..^1]},\"situationPrecedente\":{before}}}";
    }
}
