using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Sends every version of the journal to each subscriber, at least once and in the order of the journal. Each subscriber has a place of its
/// own there and goes at its own pace, so that none keeps another waiting. A copy has the id of the original.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="journal">The journal.</param>
/// <param name="subscribers">The subscribers.</param>
/// <param name="commits">Rings at each commit of this process.</param>
/// <param name="clock">The clock.</param>
/// <param name="metrics">Counts.</param>
/// <param name="log">The log.</param>
public sealed class WebhookRelay(
    NpgsqlDataSource source,
    Journal journal,
    IReadOnlyList<WebhookSubscriber> subscribers,
    CommitSignal commits,
    TimeProvider clock,
    WebhookMetrics metrics,
    ILogger<WebhookRelay> log)
    : LeaderWork(source, clock, AdvisoryLocks.Webhooks, log)
{
    /// <summary>The most entries of one subscriber that are read at a time.</summary>
    public const int EntriesPerReadMax = 100;

    /// <summary>The pause before looking without a ring: other processes commit too.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The time after which the place that was reached is remembered: so much is sent again after a death.</summary>
    public static readonly TimeSpan PlaceSaveInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock;
    private readonly NpgsqlDataSource _source = source;
    private readonly ILogger<WebhookRelay> _log = log;

    /// <inheritdoc/>
    protected override async Task WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = subscribers.Select(s => FollowAsync(s, lease, end.Token)).ToList();
        try
        {
            // Each goes on until the work ends. One that fails met the database, which is everybody's: all begin again.
            await await Task.WhenAny(following);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    protected override void Leave() => metrics.Leave();

    private async Task FollowAsync(WebhookSubscriber subscriber, Lease lease, CancellationToken cancellationToken)
    {
        using var sender = new WebhookSender(subscriber, _clock);
        var delivery = new WebhookDelivery(subscriber, sender, _clock, metrics, _log);
        var relay = new RelayPlace(lease, RelayPlace.WebhookPrefix + subscriber.Name);
        var place = await relay.FindAsync(cancellationToken) ?? await BeginAsync(subscriber, relay, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = commits.Next;
            var entries = await journal.ReadAsync(place, EntriesPerReadMax, subscriber.AdherentId, cancellationToken);
            Recover();
            metrics.See(subscriber.Name, entries is [var first, ..] ? first.EcritLe : null);
            if (entries.Count == 0)
            {
                await Task.WhenAny(next, Task.Delay(PollInterval, _clock, cancellationToken));
                continue;
            }

            // A version that somebody was told of must not be lost with this server; nor is it sent by who lost the work meanwhile.
            await DurableCommit.CatchUpAsync(_source, cancellationToken);
            await lease.ConfirmAsync(cancellationToken);
            place = await DeliverAsync(delivery, relay, subscriber, place, entries, lease, cancellationToken);
        }
    }

    // One that is new begins at the end: for what was before there is the feed.
    private async Task<JournalPlace> BeginAsync(WebhookSubscriber subscriber, RelayPlace relay, CancellationToken cancellationToken)
    {
        var place = subscriber.FromBeginning ? default : await journal.LastPlaceAsync(cancellationToken);
        await relay.AdvanceAsync(place, cancellationToken);
        return place;
    }

    private async Task<JournalPlace> DeliverAsync(
        WebhookDelivery delivery, RelayPlace relay, WebhookSubscriber subscriber, JournalPlace before,
        IReadOnlyList<PublishedEntry> entries, Lease lease, CancellationToken cancellationToken)
    {
        var (saved, reached, savedAt) = (before, before, _clock.GetTimestamp());
        try
        {
            foreach (var entry in entries)
            {
                if (_clock.GetElapsedTime(savedAt) > PlaceSaveInterval)
                {
                    await SaveAsync();
                }

                var isFresh = await delivery.DeliverAsync(entry, SaveAsync, ct => ReadAgainAsync(entry, ct), cancellationToken);
                reached = entry.Place;

                // It waited for the subscriber: a member of whom the rest speaks may have been erased meanwhile.
                if (!isFresh)
                {
                    break;
                }
            }
        }
        finally
        {
            // The host stops, or the database failed: what was taken is not sent again if it can be helped.
            if (lease.IsHeld)
            {
                await SaveAsync();
            }
        }

        return reached;

        async Task<PublishedEntry?> ReadAgainAsync(PublishedEntry entry, CancellationToken ct) =>
            await journal.ReadAsync(reached, 1, subscriber.AdherentId, ct) is [var same] && same.Place == entry.Place ? same : null;

        async Task SaveAsync()
        {
            if (reached != saved)
            {
                await relay.AdvanceAsync(reached, lease.Lost);
                (saved, savedAt) = (reached, _clock.GetTimestamp());
            }
        }
    }
}
