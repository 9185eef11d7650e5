using Reconciliation.Contracts;
using Reconciliation.Simulation.Readers;

namespace Reconciliation.Simulation.Verdict;

/// <summary>
/// The state that the service left behind once it had come to rest: read from its tables, its queues and the outgoing exchange.
/// </summary>
internal sealed record Observed
{
    public required IReadOnlyList<StoredLine> Lines { get; init; }

    /// <summary>The notes of each batch on the lines that it brought.</summary>
    public required IReadOnlyList<BatchNote> Receptions { get; init; }

    public required IReadOnlyList<ObservedSoin> Soins { get; init; }

    /// <summary>In the order in which the journal is read.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    public required IReadOnlyList<UnattachedLine> Unattached { get; init; }

    /// <summary>The original bytes in quarantine.</summary>
    public required IReadOnlyList<byte[]> Quarantine { get; init; }

    /// <summary>The messages that the outgoing exchange took, in its order.</summary>
    public required IReadOnlyList<PublishedVersion> Published { get; init; }

    /// <summary>The histories of the database, the first first.</summary>
    public required IReadOnlyList<EpochRow> Epochs { get; init; }

    /// <summary>The versions that each reader was told, while things broke and after.</summary>
    public required IReadOnlyList<ReaderHistory> Readers { get; init; }

    /// <summary>Messages that wait, by queue: the two input queues and every queue for what failed.</summary>
    public required IReadOnlyDictionary<string, int> Waiting { get; init; }
}

/// <summary>A row of the log of lines.</summary>
/// <param name="Record">The record, read back from the content of the row.</param>
/// <param name="Cents">The amount in the column of its own.</param>
/// <param name="Name">The columns that name it, as <c>Lines.Canonical</c> writes them.</param>
internal sealed record StoredLine(PaiementEmis Record, long Cents, string Name);

/// <summary>The lines that one batch brought of one source.</summary>
/// <param name="Ro">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="Received">The number of lines that came.</param>
/// <param name="New">The number of them that were new.</param>
/// <param name="Cents">The sum of the new ones.</param>
internal sealed record BatchNote(bool Ro, string Source, int Received, int New, long Cents);

/// <summary>A last view.</summary>
/// <param name="View">The view.</param>
/// <param name="Echeance">The next instant after which time alone changes it.</param>
/// <param name="Founder">The canonical name of the line for which it was first published.</param>
internal sealed record ObservedSoin(Vue View, DateTimeOffset? Echeance, string Founder);

/// <summary>A version in the journal.</summary>
/// <param name="View">The view.</param>
/// <param name="Text">The same, as stored.</param>
/// <param name="Before">The situation before.</param>
/// <param name="Caused">The canonical names of the lines named as its cause, with their revisions.</param>
internal sealed record JournalEntry(Vue View, string Text, Situation? Before, IReadOnlyList<(string Line, int Revision)> Caused);

/// <summary>A line in no soin.</summary>
/// <param name="Name">Its canonical name.</param>
/// <param name="Cents">Its amount.</param>
internal sealed record UnattachedLine(string Name, long Cents);

/// <summary>A history of the database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Previous">The one that it follows; null: it is the first.</param>
/// <param name="Since">The instant from which writes of the epoch before may be unknown in this one.</param>
internal sealed record EpochRow(string Name, string? Previous, DateTimeOffset Since);

/// <summary>A message of the outgoing exchange.</summary>
/// <param name="Seen">The version that it brings; null: it announces a history.</param>
/// <param name="Announced">The announcement; null: it brings a version.</param>
/// <param name="Text">The body.</param>
internal sealed record PublishedVersion(SeenVersion? Seen, EpoqueCommencee? Announced, string Text)
{
    /// <summary>A version.</summary>
    public static PublishedVersion Of(Vue view, string text) => new(SeenVersion.Of(view), null, text);
}
