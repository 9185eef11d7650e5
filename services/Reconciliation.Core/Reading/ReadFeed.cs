using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Reads the journal as a feed: a page, or on and on. Who may have one member's data only is given that member's entries: the database is
/// asked for no others. A place that is not in this journal is unknown.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadFeed(Journal journal, Disclosure disclosure)
{
    private const string Action = "lireFlux";

    /// <summary>Reads a page.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="after">The entry after which to read; null: from the start.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<PublishedEntry>>> ReadAsync(
        Caller caller, (JournalPlace Place, Guid SoinId)? after, int limit, CancellationToken cancellationToken)
    {
        if (await IsGoneAsync(after, cancellationToken))
        {
            return DisclosureOutcome.Unknown;
        }

        var place = after?.Place ?? default;
        var page = await Slices.ReadAsync(limit, rows => journal.ReadAsync(place, rows, caller.OnlyAdherent, cancellationToken));
        return await disclosure.HandOutAsync(caller, Action, Adherents(caller), null, page, cancellationToken);
    }

    /// <summary>Opens the feed to a reader who stays: their right is asked and their access recorded once, here.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="after">The entry after which to read; null: from the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<FeedReader>> OpenAsync(
        Caller caller, (JournalPlace Place, Guid SoinId)? after, CancellationToken cancellationToken) =>
        await IsGoneAsync(after, cancellationToken)
            ? DisclosureOutcome.Unknown
            : await disclosure.HandOutAsync(
                caller,
                Action,
                Adherents(caller),
                null,
                new FeedReader(journal, after?.Place ?? default, caller.OnlyAdherent),
                cancellationToken);

    private static IReadOnlyList<string> Adherents(Caller caller) => caller.OnlyAdherent is { } adherentId ? [adherentId] : [];

    private async Task<bool> IsGoneAsync((JournalPlace Place, Guid SoinId)? after, CancellationToken cancellationToken) =>
        after is { } entry && !await journal.ContainsAsync(entry.Place, entry.SoinId, cancellationToken);
}

/// <summary>
/// One reader of the feed who stays, and what they may have of it. Who may have one member's data only gets that member's entries and no
/// others; nothing is recorded entry by entry.
/// </summary>
public sealed class FeedReader
{
    private readonly Journal _journal;
    private readonly string? _adherentId;
    private JournalPlace _place;

    // Only an access that was granted makes one.
    internal FeedReader(Journal journal, JournalPlace after, string? adherentId)
    {
        (_journal, _place, _adherentId) = (journal, after, adherentId);
    }

    /// <summary>Reads on; empty: there is nothing more yet.</summary>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Gives up; the reader stays where it was.</param>
    public async Task<IReadOnlyList<PublishedEntry>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        var entries = await _journal.ReadAsync(_place, limit, _adherentId, cancellationToken);
        if (entries.Count > 0)
        {
            _place = entries[^1].Place;
        }

        return entries;
    }
}
