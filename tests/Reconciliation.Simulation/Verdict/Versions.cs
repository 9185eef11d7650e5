using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Simulation.Readers;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Verdict;

/// <summary>The journal has every version once and in order, and the outgoing exchange took every one of them in order.</summary>
internal static class Versions
{
    public static void Check(Findings findings, Observed observed)
    {
        Journal(findings, observed);
        Outgoing(findings, observed);
    }

    private static void Journal(Findings findings, Observed observed)
    {
        findings.Add(
            "every soin has one row", observed.Soins.CountBy(s => s.View.SoinId).Where(s => s.Value > 1).Select(s => s.Key.ToString()));
        var soins = observed.Soins.GroupBy(s => s.View.SoinId).ToDictionary(g => g.Key, g => g.Last());
        var journal = observed.Journal.GroupBy(j => j.View.SoinId).ToDictionary(g => g.Key, g => g.ToList());
        findings.Add(
            "versions in the journal are gap-free and rise in its order",
            journal.Where(j => !j.Value.Select(e => e.View.Version).SequenceEqual(Enumerable.Range(1, j.Value.Count)))
                .Select(j => $"{j.Key}: {string.Join(' ', j.Value.Select(e => e.View.Version))}"));
        findings.Add(
            "each version differs from the one before",
            journal.Where(
                j => j.Value.Zip(j.Value.Skip(1)).Any(
                    two => StoredJson.Write(Timeless(two.First.View)) == StoredJson.Write(Timeless(two.Second.View))))
                .Select(j => j.Key.ToString()));
        findings.Add(
            "each version names the situation of the one before",
            journal.Where(
                j => !j.Value.Select(e => e.Before)
                    .SequenceEqual(j.Value.Select(e => (Situation?)e.View.Situation).Prepend(null).SkipLast(1)))
                .Select(j => j.Key.ToString()));
        findings.Add(
            "the last version in the journal is the view of its soin, and every soin has one",
            soins.Keys.Union(journal.Keys)
                .Where(
                    id => !soins.TryGetValue(id, out var soin) || !journal.TryGetValue(id, out var versions)
                        || StoredJson.Write(versions[^1].View) != StoredJson.Write(soin.View))
                .Select(id => id.ToString()));
    }

    private static void Outgoing(Findings findings, Observed observed)
    {
        var journal = observed.Journal.GroupBy(j => (j.View.SoinId, j.View.Version)).ToDictionary(g => g.Key, g => g.Last());
        var taken = new Dictionary<Guid, int>();
        var (early, unknown, altered) = (new List<string>(), new List<string>(), new List<string>());
        var current = observed.Epochs is [.., { Name: var name }] ? name : null;
        foreach (var (message, seen) in observed.Published.Where(p => p.Seen is not null).Select(p => (p, p.Seen!.Value)))
        {
            // A version that another history published and this one lacks is a ghost: Ghosts asks whether it was announced.
            if (!journal.TryGetValue((seen.SoinId, seen.Version), out var entry) || entry.View.Epoque != seen.Epoch)
            {
                if (seen.Epoch == current)
                    unknown.Add(seen.ToString());
            }
            else if (message.Text != Expected(entry))
                altered.Add(seen.ToString());

            // A copy may come at any time after its original; a version that is new comes right after the one before.
            var last = taken.GetValueOrDefault(seen.SoinId);
            if (seen.Version == last + 1)
                taken[seen.SoinId] = seen.Version;
            else if (seen.Version > last)
                early.Add($"{seen} after v{last}");
        }

        findings.Add("no version is published that the journal does not have", unknown);
        findings.Add("a published version is the view and the situation before it", altered);
        findings.Add("versions of a soin are published in order", early);
        findings.Add(
            "every version is published",
            observed.Journal.Select(e => SeenVersion.Of(e.View)).Except(observed.Published.Select(p => p.Seen).OfType<SeenVersion>())
                .Select(v => v.ToString()));
    }

    private static Vue Timeless(Vue view) => view with { Version = 0, MisAJourLe = default };

    private static string Expected(JournalEntry entry) =>
        $"{entry.Text[..^1]},\"situationPrecedente\":{JsonSerializer.Serialize(entry.Before, ContratsJson.Lisible.Options)}}}";
}
