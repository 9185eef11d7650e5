using System.Collections.Concurrent;
using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Readers;

/// <summary>A version that somebody was given.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Epoch">The history that it is of.</param>
/// <param name="Version">The version.</param>
/// <param name="UpdatedAt">Its <c>misAJourLe</c>, by which a new history tells the versions that may be in vain.</param>
internal readonly record struct SeenVersion(Guid SoinId, string? Epoch, int Version, DateTimeOffset UpdatedAt)
{
    public static SeenVersion Of(Vue view) => new(view.SoinId, view.Epoque, view.Version, view.MisAJourLe);

    public override string ToString() => FormattableString.Invariant($"{SoinId} {Epoch} v{Version}");
}

/// <summary>One thing that a reader was told: a version, or that another history began.</summary>
/// <param name="Asked">When the question was sent; of a stream, when the answer came.</param>
/// <param name="At">When the answer came.</param>
/// <param name="Version">The version; null: an announcement.</param>
/// <param name="Announced">The announcement; null: a version.</param>
internal sealed record Seen(long Asked, long At, SeenVersion? Version, EpoqueCommencee? Announced);

/// <summary>The way in which a reader reads, on which the laws of its versions depend.</summary>
internal enum ReaderKind
{
    /// <summary>The feed, in pages or live: every entry, in the order of the journal.</summary>
    Feed,

    /// <summary>Single soins, as they are at the time.</summary>
    Views,

    /// <summary>Messages of the broker, in the order in which it took them.</summary>
    Messages,
}

/// <summary>All that one reader was told, in its order.</summary>
/// <param name="Name">The reader, for the report.</param>
/// <param name="Kind">The way in which it reads.</param>
/// <param name="Told">The versions that it was told.</param>
internal sealed record ReaderHistory(string Name, ReaderKind Kind, IReadOnlyList<Seen> Told);

/// <summary>Records the versions that readers are told while the run goes on.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<string, (ReaderKind Kind, ConcurrentQueue<Seen> Told)> _readers = [];
    private readonly ConcurrentQueue<Guid> _soins = [];

    /// <summary>The versions that each reader was told.</summary>
    public IReadOnlyList<ReaderHistory> Readers => [.. _readers.Select(r => new ReaderHistory(r.Key, r.Value.Kind, [.. r.Value.Told]))];

    /// <summary>Soins that the feed has named, in no order that matters.</summary>
    public IReadOnlyCollection<Guid> Soins => _soins;

    /// <summary>The last version that a reader was given; null: none yet.</summary>
    public SeenVersion? LastOf(string reader) =>
        _readers.TryGetValue(reader, out var told) ? told.Told.LastOrDefault(t => t.Version is not null)?.Version : null;

    /// <summary>Notes a version.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="kind">The way in which it reads.</param>
    /// <param name="view">The version.</param>
    /// <param name="asked">When it asked; null: it was told unasked.</param>
    public void See(string reader, ReaderKind kind, Vue view, long? asked = null)
    {
        var now = TimeProvider.System.GetTimestamp();
        Told(reader, kind).Enqueue(new(asked ?? now, now, SeenVersion.Of(view), null));
        if (kind == ReaderKind.Feed)
            _soins.Enqueue(view.SoinId);
    }

    /// <summary>Notes that another history was announced.</summary>
    public void See(string reader, ReaderKind kind, EpoqueCommencee announced)
    {
        var now = TimeProvider.System.GetTimestamp();
        Told(reader, kind).Enqueue(new(now, now, null, announced));
    }

    private ConcurrentQueue<Seen> Told(string reader, ReaderKind kind) => _readers.GetOrAdd(reader, _ => (kind, [])).Told;
}
