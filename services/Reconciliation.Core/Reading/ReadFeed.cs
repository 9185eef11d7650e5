using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The break that keeps a reader from going on from their place, and the place where they can.</summary>
/// <param name="Epoch">The epoch of this history; null: nothing was written in it yet.</param>
/// <param name="Since">
/// The instant from which the reader may hold versions in vain; null: all that it holds, since the history of its place is not known here.
/// </param>
/// <param name="Resume">The entry after which to read, once those versions are dropped; null: from the beginning.</param>
public sealed record FeedBreak(Epoch? Epoch, DateTimeOffset? Since, FeedCursor? Resume);

/// <summary>The answer to a reader of the feed: a page or a reader who stays, or the reason why not.</summary>
/// <param name="State">Whether this server can go on from the reader's place.</param>
/// <param name="Given">The page or the reader where this server can go on; else nothing.</param>
/// <param name="Epoch">The epoch of the places that are handed out.</param>
/// <param name="Break">The place to go on from, where the reader's own is gone.</param>
public sealed record FeedAnswer<T>(FeedState State, Disclosed<T> Given, string? Epoch, FeedBreak? Break)
    where T : class;

/// <summary>
/// Reads the journal as a feed: a page, or on and on. A caller who may have one member's data only is given that member's entries: the
/// database is asked for no others. An agent has no business there, and neither has who is an agent besides something else. A place of
/// another history is gone, and one that this standby has not received yet is not here yet.
/// </summary>
/// <param name="reads">The database from which members are shown their data.</param>
/// <param name="disclosure">The door.</param>
public sealed class ReadFeed(MemberReads reads, Disclosure disclosure)
{
    private const string Action = AccessActions.ReadFeed;

    /// <summary>Reads a page.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="after">The entry after which to read; null: from the start.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedAnswer<Slice<PublishedEntry>>> ReadAsync(
        Caller caller, FeedCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (!caller.MayReadFeed)
        {
            return Closed<Slice<PublishedEntry>>();
        }

        FeedPage? page = null;
        var slice = await Slices.ReadAsync(
            limit, async rows => (page = await reads.Feed.ReadAsync(after, rows, caller.OnlyAdherent, cancellationToken)).Entries);
        return page!.State == FeedState.Current
            ? new(page.State, await HandOutAsync(caller, slice, cancellationToken), page.Epoch, null)
            : await RefuseAsync<Slice<PublishedEntry>>(page, after, cancellationToken);
    }

    /// <summary>Opens the feed to a reader who stays: their right is asked once, here.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="after">The entry after which to read; null: from the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedAnswer<FeedReader>> OpenAsync(Caller caller, FeedCursor? after, CancellationToken cancellationToken)
    {
        if (!caller.MayReadFeed)
        {
            return Closed<FeedReader>();
        }

        var first = await reads.Feed.ReadAsync(after, 1, caller.OnlyAdherent, cancellationToken);
        if (first.State != FeedState.Current)
        {
            return await RefuseAsync<FeedReader>(first, after, cancellationToken);
        }

        var reader = new FeedReader(reads.Feed, after ?? new(default, Guid.Empty, null), first.Epoch, caller.OnlyAdherent);
        return new(FeedState.Current, await HandOutAsync(caller, reader, cancellationToken), first.Epoch, null);
    }

    /// <summary>
    /// The place from which a reader goes on whose own place is gone. All epochs that followed that of the place count: the reader may have
    /// been away for several. Of a place whose epoch is not known here it is not known either from when on its history was another.
    /// </summary>
    /// <param name="placeEpoch">The epoch of the reader's place; null: it is of before epochs were told apart.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedBreak> BreakAsync(string? placeEpoch, CancellationToken cancellationToken)
    {
        if (await Epochs.LastAsync(reads.Source, cancellationToken) is not { } epoch)
        {
            return new(null, null, null);
        }

        if (await Epochs.SinceAsync(reads.Source, placeEpoch, cancellationToken) is not { } since)
        {
            return new(epoch, null, null);
        }

        var resume = await Epochs.ResumeAsync(reads.Source, epoch.Place, since, cancellationToken);
        return new(epoch, since, resume is { } entry ? new FeedCursor(entry.Place, entry.SoinId, epoch.Name) : null);
    }

    private Task<Disclosed<T>> HandOutAsync<T>(Caller caller, T given, CancellationToken cancellationToken)
        where T : class => disclosure.HandOutAsync(
        caller, Action, caller.OnlyAdherent is { } adherentId ? [adherentId] : [], null, given, cancellationToken);

    private static FeedAnswer<T> Closed<T>()
        where T : class => new(FeedState.Current, DisclosureOutcome.Forbidden, null, null);

    private async Task<FeedAnswer<T>> RefuseAsync<T>(FeedPage page, FeedCursor? after, CancellationToken cancellationToken)
        where T : class => new(
        page.State,
        DisclosureOutcome.Unknown,
        page.Epoch,
        page.State == FeedState.Gone ? await BreakAsync(after?.Epoch, cancellationToken) : null);
}

/// <summary>
/// One reader of the feed who stays, with their right. A reader who may have one member's data only gets that member's entries and no
/// others.
/// </summary>
public sealed class FeedReader
{
    private readonly JournalFeed _feed;
    private readonly string? _adherentId;
    private FeedCursor _place;

    // Only an access that was granted makes one.
    internal FeedReader(JournalFeed feed, FeedCursor after, string? epoch, string? adherentId) =>
        (_feed, _place, _adherentId) = (feed, after with { Epoch = epoch }, adherentId);

    /// <summary>The epoch of the place that the reader has reached; null: it is of none yet.</summary>
    public string? Epoch => _place.Epoch;

    /// <summary>Reads on; no entries: there is nothing more yet. A place that is gone stays so.</summary>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Gives up; the reader stays where it was.</param>
    public async Task<FeedPage> NextAsync(int limit, CancellationToken cancellationToken)
    {
        // A reader who came before anything was written has no place of any history yet.
        var page = await _feed.ReadAsync(_place.Epoch is null ? null : _place, limit, _adherentId, cancellationToken);
        if (page.State == FeedState.Current)
        {
            _place = page.Entries is [.., var last] ? new(last.Place, last.SoinId, page.Epoch) : _place with { Epoch = page.Epoch };
        }

        return page;
    }
}
