using System.Diagnostics;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Publishes payments to the queue of their stream, whichever bus there is: the engine takes payments that come over HTTP, from a file or
/// from a demonstration as it takes those that producers publish themselves.
/// </summary>
/// <param name="publisher">The way to the bus.</param>
/// <param name="clock">The clock of the host: it says when the messages were published.</param>
public sealed class PaymentPublisher(Publisher publisher, TimeProvider clock)
{
    /// <summary>
    /// Publishes lines that were read, as the records that they are and not as the bytes that came: bytes that nobody looked at go no
    /// further. Returns once the lines are durable. Does not wait for a broker that is away.
    /// </summary>
    /// <param name="part">The stream.</param>
    /// <param name="lignes">The lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">They may not be durable. Sending them again does no harm.</exception>
    public async Task DepositAsync(Part part, IReadOnlyList<ReceivedLigne> lignes, CancellationToken cancellationToken)
    {
        if (!publisher.Reaches(part.Queue))
        {
            throw new TimeoutException("The broker does not answer, refuses payments, or would not keep them.");
        }

        await PublishLignesAsync(part, lignes, cancellationToken);
    }

    /// <summary>The same, but it waits for a broker that is away.</summary>
    /// <inheritdoc cref="DepositAsync"/>
    public Task PublishLignesAsync(Part part, IReadOnlyList<ReceivedLigne> lignes, CancellationToken cancellationToken) =>
        PublishAsync([.. lignes.Select(l => (part, (ReadOnlyMemory<byte>)l.Content, l.Sender))], cancellationToken);

    /// <summary>Publishes messages of any streams as one sender's; returns once every one is durable.</summary>
    /// <param name="messages">The messages, each with its stream.</param>
    /// <param name="sender">The sender of the messages; null: nobody but this process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">They were not confirmed, or have no queue. Sending them again does no harm.</exception>
    public Task PublishAsync(
        IReadOnlyCollection<(Part Part, ReadOnlyMemory<byte> Body)> messages, string? sender, CancellationToken cancellationToken) =>
        PublishAsync([.. messages.Select(m => (m.Part, m.Body, sender))], cancellationToken);

    private async Task PublishAsync(
        IReadOnlyCollection<(Part Part, ReadOnlyMemory<byte> Body, string? Sender)> messages, CancellationToken cancellationToken)
    {
        var trace = Activity.Current is { Recorded: true } current ? current.Id : null;
        var now = clock.GetUtcNow();
        foreach (var stream in messages.GroupBy(m => m.Part))
        {
            var sendings = stream
                .Select(m => new OutgoingMessage(null, m.Body, Trace: trace, PublishedAt: now, Sender: m.Sender)).ToList();
            if (!await ConfirmAsync(stream.Key.Queue, sendings, cancellationToken))
            {
                throw new TimeoutException("The broker has no queue for the payments yet: no engine has started.");
            }
        }
    }

    // Every failure is the same to the caller, whatever its cause: they must send again, and may.
    private async Task<bool> ConfirmAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.PublishAsync(exchange, sendings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TimeoutException("The payments were not confirmed.", e);
        }
    }
}
