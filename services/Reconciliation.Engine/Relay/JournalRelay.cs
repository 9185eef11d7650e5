using System.Buffers;
using System.Net.Mime;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Publishes every entry of the journal at least once, in its order. A copy has the message id of the original, and each event its
/// soin and version, so that a consumer can tell.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="epochs">Announces a new history before anything of it is published.</param>
/// <param name="journal">The journal.</param>
/// <param name="publisher">The way out.</param>
/// <param name="commits">Rings at each commit of this process.</param>
/// <param name="vues">The views that this process committed last.</param>
/// <param name="clock">The clock.</param>
/// <param name="metrics">Counts.</param>
/// <param name="formats">The formats that it publishes.</param>
/// <param name="delay">Shows how late the relay is.</param>
/// <param name="log">The log.</param>
public sealed class JournalRelay(
    NpgsqlDataSource source,
    EpochKeeper epochs,
    Journal journal,
    Publisher publisher,
    CommitSignal commits,
    RecentVues vues,
    TimeProvider clock,
    ReconcilerMetrics metrics,
    SoinFormats formats,
    RelayMetrics delay,
    ILogger<JournalRelay> log)
    : LeaderWork(source, clock, AdvisoryLocks.Relay, log)
{
    /// <summary>
    /// The most entries read at a time, published and then remembered. A relay that dies may leave so many to be published again.
    /// </summary>
    public const int EntriesPerReadMax = Publisher.MessagesPerChunkMax;

    /// <summary>The interval at which it looks whether the history is still the announced one.</summary>
    public static readonly TimeSpan EpochLookInterval = TimeSpan.FromSeconds(5);

    /// <summary>The pause before looking without a ring: other processes commit too.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock = clock;
    private readonly NpgsqlDataSource _source = source;
    private readonly ArrayBufferWriter<byte> _body = new();
    private Lease? _keptFor;
    private long _keptAt;

    /// <inheritdoc/>
    protected override bool IsAble => publisher.Reaches(ExchangeNames.Soins);

    /// <inheritdoc/>
    protected override async Task WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var isKept = await KeepEpochAsync(lease, cancellationToken);
        vues.Wait();
        var next = commits.Next;
        var relay = new RelayPlace(lease);
        var place = await relay.ReadAsync(cancellationToken);
        var entries = await journal.ReadUnpublishedAsync(place, EntriesPerReadMax, vues, cancellationToken);
        delay.See(entries is [var first, ..] ? first.EcritLe : await journal.FirstAfterAsync(place, cancellationToken));
        if (entries.Count == 0)
        {
            delay.Succeed();
            await (isKept ? Task.WhenAny(next, Task.Delay(PollInterval, _clock, cancellationToken)) : Task.CompletedTask);
            return;
        }

        // Entries that were read are published once a standby has them too: a version that is announced must not be lost with this server.
        await DurableCommit.CatchUpAsync(_source, cancellationToken);

        // A chunk that was begun is finished, even if the host stops: entries that are published but not remembered would be published
        // again by the next relay.
        try
        {
            var fence = new PublicationFence(lease.Number, () => lease.IsHeld);
            foreach (var wave in Waves(entries))
            {
                // A process that was stopped, or whose machine slept, wakes here: the server knows whether another publishes by now.
                await lease.ConfirmAsync(lease.Lost);
                await PublishAsync(wave, fence, lease.Lost);
            }
        }
        catch (BrokerRefusedException)
        {
            // Nothing waits here for somebody to put the broker right: another engine may be let in.
            await lease.StepDownAsync();
            throw;
        }

        await relay.AdvanceAsync(entries[^1].Place, lease.Lost);
        delay.Succeed();
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        vues.Forget();
        delay.Leave();
    }

    /// <inheritdoc/>
    protected override void Yield() => delay.Forget();

    /// <inheritdoc/>
    protected override void Fail(Exception failure)
    {
        // A right to publish that was lost is no failure of publishing.
        if (failure is not WorkLostException)
        {
            delay.Fail(Faults.Describe(_source, failure));
        }
    }

    // Begins the epoch where the history is new, and goes on telling soins again, a few between two chunks.
    private async Task<bool> KeepEpochAsync(Lease lease, CancellationToken cancellationToken)
    {
        if (_keptFor != lease || _clock.GetElapsedTime(_keptAt) > EpochLookInterval)
        {
            _keptFor = await epochs.KeepAsync(cancellationToken) ? lease : null;
            _keptAt = _clock.GetTimestamp();
        }

        return _keptFor == lease;
    }

    private async Task PublishAsync(IReadOnlyList<PublishedEntry> wave, PublicationFence fence, CancellationToken lost)
    {
        using var traces = Tracing.Publish(ExchangeNames.Soins, wave);
        var withoutQueue = 0;
        if (formats.Json)
        {
            withoutQueue += await publisher.AnnounceAsync(
                ExchangeNames.Soins,
                Compose(wave, static (e, output) => e.WriteEvent(output), MediaTypeNames.Application.Json, traces, fence),
                lost);
        }

        if (formats.CloudEvents)
        {
            withoutQueue += await publisher.AnnounceAsync(
                ExchangeNames.SoinsCloudEvents,
                Compose(wave, static (e, output) => e.WriteCloudEvent(output), EvenementSoin.TypeDeContenu, traces, fence), lost);
        }

        metrics.Published(wave.Count);
        metrics.Unroutable(withoutQueue);
    }

    // All bodies lie in one buffer, which the next wave takes over: a wave is sent when this one is, or given up.
    private OutgoingMessage[] Compose(
        IReadOnlyList<PublishedEntry> wave,
        Action<PublishedEntry, IBufferWriter<byte>> write,
        string type,
        Tracing.PublicationTrace traces,
        PublicationFence fence)
    {
        _body.ResetWrittenCount();
        var ends = new int[wave.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            write(wave[i], _body);
            ends[i] = _body.WrittenCount;
        }

        var body = _body.WrittenMemory;
        return [.. wave.Select((e, i) =>
            new OutgoingMessage(
                e.MessageId, body[(i == 0 ? 0 : ends[i - 1])..ends[i]], type, traces.For(e), Fence: fence with { Epoque = e.Epoch }))];
    }

    /// <summary>
    /// Divides entries into waves that may wait for confirms together: no wave has two versions of one soin, as the second could overtake
    /// the first. The first wave holds the next version of every soin, and is nearly all there is. The announcement of an epoch is a wave
    /// of its own: all before it goes before, all after it after.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<PublishedEntry>> Waves(IReadOnlyList<PublishedEntry> entries)
    {
        var waves = new List<List<PublishedEntry>>();
        var ranks = new Dictionary<Guid, int>(entries.Count);
        var first = 0;
        foreach (var entry in entries)
        {
            var rank = entry.IsAnnouncement ? waves.Count : Math.Max(first, ranks.GetValueOrDefault(entry.SoinId));
            ranks[entry.SoinId] = rank + 1;
            first = entry.IsAnnouncement ? rank + 1 : first;
            if (rank == waves.Count)
            {
                waves.Add([]);
            }

            waves[rank].Add(entry);
        }

        return waves;
    }
}
