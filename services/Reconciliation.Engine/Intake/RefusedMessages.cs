using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Keeps what is refused. It goes to quarantine; where its sender has as many open messages there as may be, back to the broker, into the
/// queue of dead letters, which is bounded too. It comes out of there when there is room. So one who sends nothing but errors fills neither
/// the database nor the way of the others, and nothing is lost. A NIR goes back to the broker no more than into quarantine.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="retry">How a server that is down is waited for.</param>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="publisher">The way back to the broker; null: there is none, and whoever hands messages over is answered instead.</param>
/// <param name="log">The log; no member data.</param>
/// <param name="stopping">The host begins to stop: a message that only waits for room goes back to its queue at once.</param>
public sealed partial class RefusedMessages(
    NpgsqlDataSource source,
    TimeProvider clock,
    TransientRetry retry,
    QuarantaineMetrics metrics,
    Publisher? publisher,
    ILogger<RefusedMessages> log,
    CancellationToken stopping)
{
    private const string Subject = "Quarantine";

    private readonly SenderRoom _room = new(source, clock);
    private readonly RefusalLog _told = new(clock, log);

    /// <summary>Keeps messages; returns once each is durable, here or with the broker.</summary>
    /// <param name="refused">The messages.</param>
    /// <param name="cancellationToken">The host stops.</param>
    internal async Task KeepAsync(IReadOnlyList<Refusal> refused, CancellationToken cancellationToken)
    {
        var (kept, putOff) = (new List<RefusedMessage>(refused.Count), new List<Refusal>());
        foreach (var refusal in refused)
        {
            var (hasPlace, placed) = refusal.HasPlace ? (true, refusal) : await TakePlaceAsync(refusal, cancellationToken);
            if (hasPlace)
            {
                kept.Add(placed.Message);
            }
            else
            {
                putOff.Add(placed);
            }
        }

        if (kept.Count > 0)
        {
            await retry.InsistAsync(
                Subject, ct => QuarantaineStore.DepositAsync(source, kept, clock.GetUtcNow(), ct), cancellationToken);
            _told.Deposited(metrics.Deposited(kept));
        }

        foreach (var stream in putOff.GroupBy(r => r.Message.Origin))
        {
            await PutOffAsync(stream.Key, [.. stream.Select(r => (r, NirRedaction.Redact(r.Message.Body)))], cancellationToken);
        }
    }

    /// <summary>
    /// Waits until the sender of a dead letter has room in quarantine, and takes a place. Meanwhile the message stays with the broker; one
    /// that the broker itself put there is first replaced by what may stay, where it holds a NIR.
    /// </summary>
    /// <param name="refusal">The message.</param>
    /// <param name="isPutOff">Whether an engine put it there.</param>
    /// <param name="cancellationToken">The host stops.</param>
    /// <returns>The message with its place; null: the broker has it anew, and it is done with.</returns>
    internal async Task<Refusal?> TakePlaceOfDeadLetterAsync(Refusal refusal, bool isPutOff, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (true)
        {
            var (hasPlace, placed) = await TakePlaceAsync(refusal, cancellationToken);
            if (hasPlace)
            {
                return placed;
            }

            if (!isPutOff && NirRedaction.Redact(refusal.Message.Body) is var redacted
                && !redacted.AsSpan().SequenceEqual(refusal.Message.Body.Span))
            {
                await PutOffAsync(refusal.Message.Origin, [(placed, redacted)], cancellationToken);
                return null;
            }

            await Task.Delay(SenderRoom.LookInterval, clock, end.Token);
        }
    }

    // Without a broker messages come from callers of this process, who were asked at the door.
    private async Task<(bool HasPlace, Refusal Placed)> TakePlaceAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        var (taken, sender) = (true, refusal.Message.Sender);
        if (publisher is not null)
        {
            await retry.InsistAsync(
                Subject,
                async _ => (taken, sender) = await _room.TakeAsync(refusal.Sender, refusal.Message.Body.Length),
                cancellationToken);
        }

        return (taken, refusal with { HasPlace = taken, Message = refusal.Message with { Sender = sender } });
    }

    private async Task PutOffAsync(
        string queue, IReadOnlyList<(Refusal Refusal, byte[] Body)> putOff, CancellationToken cancellationToken)
    {
        OutgoingMessage[] messages =
        [
            .. putOff.Select(p => new OutgoingMessage(
                null, p.Body, Sender: p.Refusal.Message.Sender, IsPutOff: true, IsGivenUp: p.Refusal.IsUnread)),
        ];
        await retry.InsistAsync(Subject, ct => PublishAsync(queue, messages, ct), cancellationToken);
        metrics.PutOff(messages.Length);
        LogPutOff(log, messages.Length, queue);
    }

    private async Task PublishAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (!await publisher!.PublishAsync(queue + ExchangeNames.DeadLetterSuffix, messages, cancellationToken))
        {
            throw new TimeoutException("The broker has no queue of dead letters.");
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} refused message(s) of {Queue} put off: their sender has as many open in quarantine as may be")]
    private static partial void LogPutOff(ILogger log, int count, string queue);
}

/// <summary>A refused message on its way into quarantine.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Its sender, as far as it was told.</param>
/// <param name="HasPlace">Whether it has a place there already.</param>
/// <param name="IsUnread">Whether it is not to be read, as one that was delivered too often.</param>
internal readonly record struct Refusal(RefusedMessage Message, Sender Sender, bool HasPlace = false, bool IsUnread = false);
