using Reconciliation.Contracts;
using Reconciliation.Simulation.Readers;

namespace Reconciliation.Simulation.Verdict;

/// <summary>
/// Checks the versions that readers were told, one by one and beside each other: versions rise for each, all see the order of the journal
/// and miss nothing of it, a version that one has seen the next who asks sees too, and a version given in vain was taken back. Knows
/// nothing of how it is kept.
/// </summary>
internal static class Readings
{
    /// <summary>Checks the histories of all readers.</summary>
    /// <returns>The number of versions that some reader was given and that the journal does not have.</returns>
    public static int Check(Findings findings, Observed observed, bool isLossy)
    {
        var places = observed.Journal.Select((e, place) => (Version: SeenVersion.Of(e.View), place))
            .GroupBy(e => e.Version).ToDictionary(g => g.Key, g => g.First().place);
        var readers = observed.Readers.Append(Consumer(observed)).ToList();
        var ghosts = 0;
        foreach (var reader in readers)
        {
            ghosts += Ghosts(findings, reader, places, isLossy);
            if (reader.Kind == ReaderKind.Feed)
                Order(findings, reader, places);
            if (reader.Kind != ReaderKind.Views)
                End(findings, reader, observed);
        }

        Visible(findings, readers, places, observed.Epochs);
        return ghosts;
    }

    // The queue, as one more reader: it is read at the end, in the order in which the broker took the messages.
    private static ReaderHistory Consumer(Observed observed) => new(
        "messages", ReaderKind.Messages, [.. observed.Published.Select(p => new Seen(0, 0, p.Seen, p.Announced))]);

    // As the contract says it.
    private static bool TakesBack(EpoqueCommencee announced, SeenVersion version) =>
        announced.RendDouteuse(version.Epoch, version.UpdatedAt);

    private static int Ghosts(
        Findings findings, ReaderHistory reader, Dictionary<SeenVersion, int> places, bool isLossy)
    {
        var ghosts = reader.Told.Index().Where(t => t.Item.Version is { } v && !places.ContainsKey(v)).ToList();
        if (!isLossy || reader.Kind == ReaderKind.Views)
        {
            findings.Add(
                $"nothing is seen that is not in the journal of its epoch ({reader.Name})",
                isLossy ? [] : ghosts.Select(g => g.Item.Version.ToString()!));
            return ghosts.Count;
        }

        findings.Add(
            $"what was seen in vain is announced ({reader.Name})",
            ghosts.Where(g => !reader.Told.Skip(g.Index).Any(t => t.Announced is { } a && TakesBack(a, g.Item.Version!.Value)))
                .Select(g => g.Item.Version.ToString()!));
        return ghosts.Count;
    }

    // Between two announcements a reader of the feed sees each entry of the journal once, one after the other; in all, every entry.
    private static void Order(Findings findings, ReaderHistory reader, Dictionary<SeenVersion, int> places)
    {
        var broken = new List<string>();
        int? last = null;
        foreach (var told in reader.Told)
        {
            if (told.Announced is not null)
                last = null;
            else if (places.TryGetValue(told.Version!.Value, out var place))
            {
                if (last is { } before && place != before + 1)
                    broken.Add($"{told.Version} at {place} after {before}");
                last = place;
            }
        }

        findings.Add($"entries are seen in the order of the journal, each once and none left out ({reader.Name})", broken);
        findings.Add(
            $"every entry of the journal is seen ({reader.Name})",
            places.Keys.Except(reader.Told.Select(t => t.Version).OfType<SeenVersion>()).Select(v => v.ToString()));
    }

    // A consumer as the contract describes it: it overwrites, drops versions that are taken back, and ends with the views of the service.
    private static void End(Findings findings, ReaderHistory reader, Observed observed)
    {
        var order = observed.Epochs.Index().ToDictionary(e => e.Item.Name, e => e.Index);
        var held = new Dictionary<Guid, SeenVersion>();
        foreach (var told in reader.Told)
        {
            if (told.Announced is { } announced)
            {
                foreach (var taken in held.Values.Where(v => TakesBack(announced, v)).ToList())
                    held.Remove(taken.SoinId);
            }
            else if (told.Version is { } version
                && (!held.TryGetValue(version.SoinId, out var before) || Rank(order, version).CompareTo(Rank(order, before)) >= 0
                    || reader.Kind == ReaderKind.Feed))
            {
                held[version.SoinId] = version;
            }
        }

        var there = observed.Soins.Select(s => SeenVersion.Of(s.View)).ToHashSet();
        findings.Add(
            $"a reader ends with the views that are there, and with no other ({reader.Name})",
            there.Except(held.Values).Select(v => $"{v} is missing").Concat(held.Values.Except(there).Select(v => $"{v} is held")));
    }

    // A version that anybody has seen is seen by all who ask afterwards, or a later one; so versions rise for each reader too.
    private static void Visible(
        Findings findings, List<ReaderHistory> readers, Dictionary<SeenVersion, int> places, IReadOnlyList<EpochRow> epochs)
    {
        var order = epochs.Index().ToDictionary(e => e.Item.Name, e => e.Index);
        var seen = readers.Where(r => r.Kind != ReaderKind.Messages)
            .SelectMany(r => r.Told.Where(t => t.Version is { } v && places.ContainsKey(v)).Select(t => (Reader: r, Told: t))).ToList();
        var broken = new List<string>();
        foreach (var soin in seen.GroupBy(s => s.Told.Version!.Value.SoinId))
        {
            var before = soin.OrderBy(s => s.Told.At).ToList();
            var (next, best) = (0, (Rank: (-1, 0), Version: default(SeenVersion)));
            foreach (var (reader, told) in soin.Where(s => s.Reader.Kind == ReaderKind.Views).OrderBy(s => s.Told.Asked))
            {
                for (; next < before.Count && before[next].Told.At < told.Asked; next++)
                {
                    var version = before[next].Told.Version!.Value;
                    if (Rank(order, version).CompareTo(best.Rank) > 0)
                        best = (Rank(order, version), version);
                }

                if (Rank(order, told.Version!.Value).CompareTo(best.Rank) < 0)
                    broken.Add($"{told.Version} to {reader.Name}, after somebody had {best.Version}");
            }
        }

        findings.Add("what somebody has seen is visible to all who ask after", broken);
    }

    private static (int Epoch, int Version) Rank(Dictionary<string, int> order, SeenVersion version) =>
        (version.Epoch is { } epoch ? order.GetValueOrDefault(epoch, -1) : -1, version.Version);
}
