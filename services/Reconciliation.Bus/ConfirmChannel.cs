using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>The outcome of an attempt to send messages.</summary>
/// <param name="Unconfirmed">Those that the broker did not confirm, in their order: it refused them, or went away.</param>
/// <param name="WithoutQueue">The number of messages that no queue took; zero where that was not asked.</param>
/// <param name="Refusal">The broker's text where it refuses them for good; null: it does not.</param>
internal readonly record struct PublishOutcome(IReadOnlyList<OutgoingMessage> Unconfirmed, int WithoutQueue, string? Refusal = null);

/// <summary>
/// A channel that one sender uses at a time, so that all that the broker says on it is about the messages on their way. It counts the
/// confirms of many messages and waits once: RabbitMQ's client would keep a task and add a header for each.
/// </summary>
internal sealed class ConfirmChannel : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IChannel _channel;
    private readonly string _user;
    private readonly Lock _lock = new();
    private PendingConfirms? _waiting;
    private volatile bool _abandoned;

    private ConfirmChannel(IChannel channel, string user)
    {
        (_channel, _user) = (channel, user);
        channel.BasicAcksAsync += (_, ack) => Note(a => a.Answer(ack.DeliveryTag, ack.Multiple, confirmed: true));
        channel.BasicNacksAsync += (_, nack) => Note(a => a.Answer(nack.DeliveryTag, nack.Multiple, confirmed: false));
        channel.BasicReturnAsync += (_, _) => Note(a => a.WithoutQueue++);
        channel.ChannelShutdownAsync += (_, _) => Note(a => a.Break());
    }

    /// <summary>
    /// Whether it is open, and all that was sent on it is confirmed. RabbitMQ keeps what it knows of a queue by channel: one that was
    /// refused while the queue changed its leader may be refused for as long as it is there, when others no longer are.
    /// </summary>
    public bool IsUsable => !_abandoned && _channel.IsOpen;

    /// <summary>Opens a channel.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="user">Its user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ConfirmChannel> OpenAsync(IConnection connection, string user, CancellationToken cancellationToken) =>
        new(await connection.CreateChannelAsync(Confirmed, cancellationToken), user);

    /// <summary>Declares an exchange. A broker that is blocked answers when it no longer is.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cancellationToken">Gives up; the channel is of no more use.</param>
    public async Task DeclareAsync(string exchange, CancellationToken cancellationToken)
    {
        _abandoned = true;
        await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        _abandoned = false;
    }

    /// <summary>Whether an exchange is there that others declare; no right is needed to ask.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cancellationToken">Gives up; the channel is of no more use.</param>
    public async Task<bool> FindsAsync(string exchange, CancellationToken cancellationToken)
    {
        _abandoned = true;
        try
        {
            await _channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }

        _abandoned = false;
        return true;
    }

    /// <summary>Sends messages once; returns when each is confirmed or refused, or the channel is closed.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="sendings">The messages, at least one.</param>
    /// <param name="requireQueue">Whether the broker must tell if no queue takes one.</param>
    /// <param name="cancellationToken">Gives up; the channel is of no more use.</param>
    public async Task<PublishOutcome> SendAsync(
        string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        _abandoned = true;
        var pending = new PendingConfirms(await _channel.GetNextPublishSequenceNumberAsync(cancellationToken), sendings.Count);
        lock (_lock)
        {
            _waiting = pending;
        }

        try
        {
            // One set of properties for all: the client has written it down when it returns.
            var properties = new BasicProperties { Persistent = true };
            foreach (var sending in sendings)
            {
                if (sending.Fence is { } fence && !fence.IsHeld())
                {
                    throw new OperationCanceledException("The right to publish was lost in the middle of a chunk.");
                }

                MessageHeaders.Write(sending, properties, _user);
                await _channel.BasicPublishAsync(exchange, "", requireQueue, properties, sending.Body, cancellationToken);
            }
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            // Messages sent before may have been confirmed; the rest is for another channel.
            pending.Break();
        }

        if (_channel.IsClosed)
        {
            pending.Break();
        }

        await pending.End.WaitAsync(cancellationToken);
        lock (_lock)
        {
            _waiting = null;
            List<OutgoingMessage> unconfirmed = [.. sendings.Where((_, rank) => !pending.IsConfirmed(rank))];
            _abandoned = pending.IsBroken || unconfirmed.Count > 0;
            return new(unconfirmed, pending.WithoutQueue, Refusal());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    // An exchange that is not there any more is declared again: that is no refusal.
    private string? Refusal() =>
        _channel.CloseReason is { ReplyCode: not Constants.NotFound } reason ? BrokerRefusals.TextOf(reason) : null;

    private Task Note(Action<PendingConfirms> note)
    {
        lock (_lock)
        {
            if (_waiting is { } pending)
            {
                note(pending);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The broker's answers so far to some messages that follow each other on the channel.</summary>
    /// <param name="first">The sequence number of the first.</param>
    /// <param name="count">The number of messages.</param>
    private sealed class PendingConfirms(ulong first, int count)
    {
        // Whether each message was confirmed; null: not answered yet.
        private readonly bool?[] _answers = new bool?[count];
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _remaining = count;
        private int _start;

        /// <summary>Ends when nothing more is to be expected.</summary>
        public Task End => _end.Task;

        public int WithoutQueue { get; set; }

        public bool IsBroken { get; private set; }

        public bool IsConfirmed(int rank) => _answers[rank] == true;

        public void Break()
        {
            IsBroken = true;
            _end.TrySetResult();
        }

        // An answer to several messages begins where the last such answer ended: it says nothing of those that were answered one by one.
        public void Answer(ulong number, bool multiple, bool confirmed)
        {
            if (number < first || number - first >= (ulong)_answers.Length)
            {
                return;
            }

            var rank = (int)(number - first);
            for (var i = multiple ? _start : rank; i <= rank; i++)
            {
                if (_answers[i] is null)
                {
                    _answers[i] = confirmed;
                    _remaining--;
                }
            }

            _start = multiple ? Math.Max(_start, rank + 1) : _start;
            if (_remaining == 0)
            {
                _end.TrySetResult();
            }
        }
    }
}
