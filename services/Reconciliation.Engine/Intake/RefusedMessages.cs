using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Keeps what is refused. It goes to quarantine; where its sender has as many open messages there as may be, back to the broker, into the
/// queue of dead letters, which is bounded too. It comes out of there when there is room. So one who sends nothing but errors fills neither
/// the database nor the way of the others, and nothing is lost.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="retry">How a server that is down is waited for.</param>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="publisher">The way back to the broker; null: there is none, and whoever hands messages over is answered instead.</param>
/// <param name="log">The log; no member data.</param>
public sealed partial class RefusedMessages(
    NpgsqlDataSource source,
    TimeProvider clock,
    TransientRetry retry,
    QuarantaineMetrics metrics,
    Publisher? publisher,
    ILogger<RefusedMessages> log)
{
    private const string Subject = "Quarantine";

    private readonly SenderRoom _room = new(source, clock);

    /// <summary>Keeps messages; returns once each is durable, here or with the broker.</summary>
    /// <param name="refused">The messages, and whether each has a place in quarantine already.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public async Task KeepAsync(IReadOnlyList<(RefusedMessage Message, bool HasPlace)> refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        var (kept, putOff) = (new List<RefusedMessage>(refused.Count), new List<RefusedMessage>());
        foreach (var (message, hasPlace) in refused)
        {
            (hasPlace || await TakePlaceAsync(message.Sender, cancellationToken) ? kept : putOff).Add(message);
        }

        if (kept.Count > 0)
        {
            await retry.InsistAsync(
                Subject, ct => QuarantaineStore.DepositAsync(source, kept, clock.GetUtcNow(), ct), cancellationToken);
            metrics.Deposited(kept);
            LogPutIntoQuarantaine(log, kept.Count);
        }

        foreach (var stream in putOff.GroupBy(m => m.Origin))
        {
            OutgoingMessage[] messages = [.. stream.Select(m => new OutgoingMessage(null, m.Body, Sender: m.Sender, IsPutOff: true))];
            await retry.InsistAsync(Subject, ct => PutOffAsync(stream.Key, messages, ct), cancellationToken);
            metrics.PutOff(messages.Length);
            LogPutOff(log, messages.Length, stream.Key);
        }
    }

    /// <summary>Waits until a sender has room in quarantine, and takes a place. Meanwhile the message stays with the broker.</summary>
    /// <param name="sender">The sender of the message.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public async Task WaitForPlaceAsync(string? sender, CancellationToken cancellationToken)
    {
        while (!await TakePlaceAsync(sender, cancellationToken))
        {
            await Task.Delay(SenderRoom.LookInterval, clock, cancellationToken);
        }
    }

    // Without a broker messages come from callers of this process, who were asked at the door.
    private async Task<bool> TakePlaceAsync(string? sender, CancellationToken cancellationToken)
    {
        var taken = true;
        if (publisher is not null)
        {
            await retry.InsistAsync(Subject, async ct => taken = await _room.TakeAsync(sender, ct), cancellationToken);
        }

        return taken;
    }

    private async Task PutOffAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (!await publisher!.PublishAsync(queue + ExchangeNames.DeadLetterSuffix, messages, cancellationToken))
        {
            throw new TimeoutException("The broker has no queue of dead letters.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} message(s) put into quarantine")]
    private static partial void LogPutIntoQuarantaine(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} refused message(s) of {Queue} put off: their sender has as many open in quarantine as may be")]
    private static partial void LogPutOff(ILogger log, int count, string queue);
}
