using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Takes messages from the queues, be they of the broker or of this process. Poison is data: it goes to quarantine and its neighbours go
/// on. A server that is down or refuses everybody is waited for: the messages stay unacknowledged.
/// </summary>
public sealed partial class Intake
{
    /// <summary>The most lines in one transaction.</summary>
    public const int LinesPerTransactionMax = 500;

    /// <summary>
    /// The most transactions of lines from the queues that are at work at a time. Each has its own beneficiaries, so that none waits for
    /// the journées of another; those of other engines may wait for them.
    /// </summary>
    public const int ConcurrentTransactionsMax = 3;

    /// <summary>
    /// The deliveries of a message before this one from which on it is given up: kept unread, without a NIR, and acknowledged. The broker
    /// gives up later, and puts aside what came as it came.
    /// </summary>
    public const int DeliveriesMax = 18;

    private readonly Reconciler _reconciler;
    private readonly TimeProvider _clock;
    private readonly TransientRetry _retry;
    private readonly RefusedMessages _refused;
    private readonly BatchMetrics _metrics;
    private readonly ILogger _log;
    private readonly PaymentStreams _streams;
    private readonly ProducerBindings _producers;
    private readonly Batcher<(Arrival Arrival, IntakeLigne Ligne)>[] _batchers;
    private readonly Batcher<(Arrival Arrival, Refusal Refusal)> _refusals;

    /// <param name="reconciler">The one way in.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="retry">How a server that is down is waited for.</param>
    /// <param name="refused">Keeps what is refused.</param>
    /// <param name="metrics">Measures batches.</param>
    /// <param name="log">The log; no member data.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="producers">The producers and the parts and sources that each may write.</param>
    public Intake(
        Reconciler reconciler,
        TimeProvider clock,
        TransientRetry retry,
        RefusedMessages refused,
        BatchMetrics metrics,
        ILogger<Intake> log,
        PaymentStreams streams,
        ProducerBindings producers)
    {
        (_streams, _producers) = (streams, producers);
        (_reconciler, _clock, _retry, _refused, _metrics, _log) = (reconciler, clock, retry, refused, metrics, log);
        _batchers = [.. Enumerable.Range(0, ConcurrentTransactionsMax).Select(_ => new Batcher<(Arrival, IntakeLigne Ligne)>(
            LinesPerTransactionMax, (batch, ct) => FollowAsync(batch, lignes: true, l => DepositAsync([.. l], ct))))];
        _refusals = new(LinesPerTransactionMax, (batch, ct) => FollowAsync(batch, lignes: false, l => _refused.KeepAsync([.. l], ct)));
    }

    /// <summary>Takes a message from a queue; returns once it is committed, with others that came at the same time.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public Task ReceiveAsync(string queue, ReceivedMessage message, CancellationToken cancellationToken)
    {
        var isDeadLetter = queue.EndsWith(ExchangeNames.DeadLetterSuffix, StringComparison.Ordinal);
        var origin = isDeadLetter ? queue[..^ExchangeNames.DeadLetterSuffix.Length] : queue;
        var part = _streams.Parts.OfQueue(origin);

        var arrival = new Arrival(queue, message, _clock.GetTimestamp());

        if (isDeadLetter)
        {
            return ReceiveDeadLetterAsync(arrival, origin, part, cancellationToken);
        }

        var stated = message.Origin;
        var sender = _producers.Identify(stated.User, stated.Sender, stated.IsOfThisProcess);
        var read = stated.Deliveries < DeliveriesMax ? Read(part, message.Body, sender) : GivenUp();
        return TakeAsync(
            arrival, read,
            new(new(origin, part, message.Body, read.Rejections, sender.Name), sender, IsUnread: stated.Deliveries >= DeliveriesMax),
            cancellationToken);
    }

    // A message that was delivered too often is not even read: reading it may be what ended its consumers. One that an engine put off for
    // want of room was read before.
    private async Task ReceiveDeadLetterAsync(Arrival arrival, string origin, Part part, CancellationToken cancellationToken)
    {
        var (body, stated) = (arrival.Message.Body, arrival.Message.Origin);
        var isToRead = stated is { IsPutOff: true, IsGivenUp: false };
        var sender = stated.IsPutOff
            ? new(stated.Sender, IsJudged: false)
            : _producers.Identify(stated.User, stated.Sender, isOfThisProcess: false);
        var refusal = new Refusal(new(origin, part, body, GivenUp().Rejections, sender.Name), sender, IsUnread: !isToRead);
        if (await _refused.TakePlaceOfDeadLetterAsync(refusal, stated.IsPutOff, cancellationToken) is { } placed)
        {
            var read = isToRead ? Read(part, body, sender) : GivenUp();
            await TakeAsync(
                arrival, read, placed with { Message = placed.Message with { Rejections = read.Rejections } }, cancellationToken);
        }
    }

    private static ReadResult GivenUp() => new(null, [Regle.Refuse(Regle.LivraisonsEpuisees, "")]);

    private Task TakeAsync(Arrival arrival, ReadResult read, Refusal refusal, CancellationToken cancellationToken) =>
        read.Ligne is { } ligne
            ? BatcherOf(ligne.Ligne.BeneficiaireId).AddAsync((arrival, new(refusal.Message.Origin, ligne)), cancellationToken)
            : _refusals.AddAsync((arrival, refusal), cancellationToken);

    // A batch of messages, traced to their producers and measured by queue.
    private async Task FollowAsync<T>(
        IReadOnlyList<(Arrival Arrival, T Content)> batch, bool lignes, Func<IEnumerable<T>, Task> process)
    {
        var queues = batch.GroupBy(x => x.Arrival.Queue, x => x.Arrival).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        using (Tracing.Process(queues.Select(q => q.Key), batch.Select(x => x.Arrival.Message)))
        {
            await process(batch.Select(x => x.Content));
        }

        foreach (var queue in queues)
        {
            var count = queue.Count();
            DateTimeOffset[] published = lignes ? [.. queue.Select(a => a.Message.PublishedAt).OfType<DateTimeOffset>()] : [];
            _metrics.Committed(queue.Key, queue.Min(a => a.ReceivedAt), count, lignes ? count : 0, published);
        }
    }

    private async Task DepositAsync(IReadOnlyList<IntakeLigne> deposited, CancellationToken cancellationToken)
    {
        try
        {
            ReceivedLigne[] lignes = [.. deposited.Select(d => d.Ligne)];
            await _retry.TryAsync(
                "A batch of lines",
                ct => _reconciler.ReconcileLignesAsync(lignes, ct),
                boundedConflicts: lignes.Length > 1,
                cancellationToken);
        }
        catch (Exception e) when (deposited.Count > 1 && Faults.Classify(e) is FaultClass.Ligne or FaultClass.Conflict)
        {
            // Halved until the line that is at fault stands alone; a smaller batch is also in fewer transactions' way.
            var middle = deposited.Count / 2;
            await DepositAsync([.. deposited.Take(middle)], cancellationToken);
            await DepositAsync([.. deposited.Skip(middle)], cancellationToken);
        }
        catch (Exception e) when (deposited.Count == 1 && Faults.Classify(e) == FaultClass.Ligne)
        {
            LogLigneRefused(_log, (e.InnerException ?? e).GetType().Name, (e as PostgresException)?.SqlState);
            var rule = e is PostgresException ? Regle.Stockage : Regle.Traitement;
            var (origin, ligne) = deposited[0];
            var refused = new RefusedMessage(origin, ligne.Ligne.Id.Part, ligne.Body, [Regle.Refuse(rule, "")], ligne.Sender);
            await _refused.KeepAsync([new(refused, new(ligne.Sender, IsJudged: true))], cancellationToken);
        }
    }

    private Batcher<(Arrival, IntakeLigne)> BatcherOf(string beneficiaireId) =>
        _batchers[(uint)beneficiaireId.GetHashCode(StringComparison.Ordinal) % ConcurrentTransactionsMax];

    // A defect of the front door must not take the batch with it.
    private ReadResult Read(Part part, ReadOnlyMemory<byte> message, Sender sender)
    {
        try
        {
            return PaymentReader.Read(part, message, ReceptionDay.OutOfAQueue(_clock.GetUtcNow()), _streams).From(sender, _producers);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogLigneRefused(_log, e.GetType().Name, null);
            return new(null, [Regle.Refuse(Regle.Traitement, "")]);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error, Message = "A line cannot be processed ({Exception}, SQLSTATE {SqlState}); it goes to quarantine")]
    private static partial void LogLigneRefused(ILogger log, string exception, string? sqlState);

    /// <summary>A line, and the way by which it came.</summary>
    private readonly record struct IntakeLigne(string Origin, ReceivedLigne Ligne);

    /// <summary>A message, its queue, and when it was delivered, as a timestamp of the clock.</summary>
    private readonly record struct Arrival(string Queue, ReceivedMessage Message, long ReceivedAt);
}
