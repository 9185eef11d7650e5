using Reconciliation.Contracts;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// A model of the service over failovers and restores: a journal of which the end is lost now and then, further back than an epoch too; a
/// relay that publishes it in order and forgets its place; soins that are erased and begin again at version 1; and publishers of lost
/// histories that wake and send what they had in hand.
/// </summary>
/// <param name="seed">The seed.</param>
internal sealed class LostHistories(int seed)
{
    private const int Soins = 6;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly List<Entry> _ever = [];
    private readonly Queue<Entry> _sent = [];
    private readonly HashSet<string> _announced = [];
    private List<Entry> _journal = [];
    private DateTimeOffset _now = Start;
    private string _epoque = "1-first";
    private int _place;

    /// <summary>The number of histories that began, the number of those that were lost, and of versions told in vain.</summary>
    public int Epochs { get; private set; } = 1;

    public int LostEpochs { get; private set; }

    public int Ghosts { get; private set; }

    /// <summary>The number of erasures, and the soins of which one was lost: they are there again, and no copy is told.</summary>
    public int Erasures { get; private set; }

    public HashSet<Guid> BackAgain { get; } = [];

    /// <summary>One thing that happens.</summary>
    public void Step()
    {
        _now += TimeSpan.FromSeconds(1);
        switch (_random.Next(20))
        {
            case 0:
                Break();
                break;
            case 1:
                _place = Math.Max(0, _place - _random.Next(6));
                break;
            case 2 or 3 when _ever.Count > 0:
                Wake(_ever[_random.Next(_ever.Count)]);
                break;
            case 4:
                Erase(AnySoin());
                break;
            case < 10:
                Publish(1 + _random.Next(4));
                break;
            default:
                Write(AnySoin());
                break;
        }
    }

    /// <summary>Publishes all that is there, as a relay that comes to rest does.</summary>
    public void PublishAll() => Publish(_journal.Count);

    /// <summary>The messages that were sent since the last call.</summary>
    public IEnumerable<(Told? Version, EpoqueCommencee? Announced)> Sent()
    {
        while (_sent.TryDequeue(out var entry))
        {
            yield return (entry.Version, entry.Announced);
        }
    }

    /// <summary>The version of a soin that is there now; null: none.</summary>
    public Told? Ask(Guid soinId) => Last(soinId) is { IsErasure: false } there ? there : null;

    /// <summary>The last version of every soin.</summary>
    public IEnumerable<(Guid, string, int)> There() => _journal.Select(e => e.Version).OfType<Told>()
        .GroupBy(v => v.SoinId).Select(g => g.Last()).Where(v => !v.IsErasure).OrderBy(v => v.SoinId)
        .Select(v => (v.SoinId, v.Epoque, v.Version));

    private Guid AnySoin() => new(1 + _random.Next(Soins), 0, 0, new byte[8]);

    private Told? Last(Guid soinId) => _journal.FindLast(e => e.Version?.SoinId == soinId)?.Version;

    private void Erase(Guid soinId)
    {
        if (Ask(soinId) is not null)
        {
            Erasures++;
            Append(new(new Told(soinId, _epoque, 0, _now), null));
        }
    }

    private void Write(Guid soinId) => Append(new(new Told(soinId, _epoque, (Ask(soinId)?.Version ?? 0) + 1, _now), null));

    private void Append(Entry entry)
    {
        _journal.Add(entry);
        _ever.Add(entry);
    }

    private void Publish(int count)
    {
        for (; count > 0 && _place < _journal.Count; count--, _place++)
        {
            var entry = _journal[_place];
            if (entry.Version is not { IsErasure: false } version || !IsErasedAfter(version.SoinId, _place))
            {
                Send(entry);
            }
        }
    }

    // The versions of a soin that is erased are gone from the journal.
    private bool IsErasedAfter(Guid soinId, int place) =>
        _journal.FindIndex(place, e => e.Version is { IsErasure: true } v && v.SoinId == soinId) >= 0;

    private void Send(Entry entry)
    {
        _sent.Enqueue(entry);
        if (entry.Announced is { } announced)
        {
            _announced.Add(announced.Epoque);
        }
    }

    // An old publisher has versions in hand, and announcements that it sent before. Of a history it announces the beginning first.
    private void Wake(Entry entry)
    {
        if ((entry.Version is { } v && (_announced.Contains(v.Epoque) || !_journal.Exists(e => e.Announced?.Epoque == v.Epoque)))
            || (entry.Announced is { } a && _announced.Contains(a.Epoque)))
        {
            Send(entry);
        }
    }

    // The end of the journal is lost, of the last moments or of a restore. The relay's place is one of the journal, and is lost with it.
    private void Break()
    {
        var kept = Math.Max(0, _journal.Count - _random.Next(_random.Next(3) == 0 ? 60 : 8));
        var lost = _journal.Skip(kept).ToList();
        LostEpochs += lost.Count(e => e.Announced is not null);
        Ghosts += lost.Count(e => e.Version is not null);
        BackAgain.UnionWith(lost.Select(e => e.Version).OfType<Told>().Where(v => v.IsErasure).Select(v => v.SoinId));
        _journal = [.. _journal.Take(kept)];
        _place = Math.Min(_place, kept);
        var before = _journal.FindLast(e => e.Announced is not null)?.Announced;
        var isUnfinished = before is not null && !_journal.Exists(e => e.Told == before.Epoque);
        var last = _journal.Count == 0 ? Start : _journal[^1].At - Margin;
        var since = isUnfinished && before!.Depuis < last ? before.Depuis : last;
        _epoque = $"{_random.Next()}-opaque";
        Epochs++;
        Append(new(null, new(_epoque, before?.Epoque ?? "1-first", since)) { At = _now });
        foreach (var young in _journal.Select(e => e.Version).OfType<Told>().GroupBy(v => v.SoinId).Select(g => g.Last())
            .Where(v => v.At >= since && !v.IsErasure).ToList())
        {
            _now += TimeSpan.FromMilliseconds(10);
            Write(young.SoinId);
        }

        Append(new(null, null) { Told = _epoque, At = _now });
    }

    /// <summary>A version, an announcement, or the note that all of an epoch was told again.</summary>
    private sealed record Entry(Told? Version, EpoqueCommencee? Announced)
    {
        public string? Told { get; init; }

        public DateTimeOffset At { get => Version?.At ?? field; init; }
    }
}
