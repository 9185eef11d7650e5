using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>
/// Sends messages with RabbitMQ's own client, on a connection for nothing else, and returns when the broker has confirmed each. A
/// connection that breaks is opened again; the messages that it took along are sent again, so that the broker may have one twice.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
internal sealed class RabbitPublisher(BusSettings settings, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How many senders may be at work at a time, each with a channel of its own; more wait for their turn.</summary>
    public const int ChannelsMax = 32;

    /// <summary>How long to wait before a broken connection is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(ChannelsMax, ChannelsMax);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ConfirmChannel> _free = [];
    private IConnection? _connection;

    /// <summary>Sends messages, each as often as it takes.</summary>
    /// <param name="exchange">The exchange; it is declared if need be.</param>
    /// <param name="sendings">The messages.</param>
    /// <param name="requireQueue">Whether the broker must tell if no queue takes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many no queue took; none where that was not asked.</returns>
    public async Task<int> SendAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        var (remaining, withoutQueue) = (sendings, 0);
        while (remaining.Count > 0)
        {
            await _places.WaitAsync(cancellationToken);
            try
            {
                var outcome = await TryAsync(exchange, remaining, requireQueue, cancellationToken);
                (remaining, withoutQueue) = (outcome.Unconfirmed, withoutQueue + outcome.WithoutQueue);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
            {
                // The broker went away before any message was on its way.
            }
            finally
            {
                _places.Release();
            }

            if (remaining.Count > 0)
            {
                // The broker went away, or refused messages for want of room: both are waited for, within the caller's patience.
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }

        return Math.Min(withoutQueue, sendings.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _opening.Dispose();
        _places.Dispose();
    }

    // A channel on which something went wrong is not used again: what the broker still says on it would be taken for an answer to what
    // follows.
    private async Task<PublishOutcome> TryAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        var canal = await OpenAsync(cancellationToken);
        try
        {
            if (!_declared.ContainsKey(exchange))
            {
                await canal.DeclareAsync(exchange, cancellationToken);
                _declared.TryAdd(exchange, true);
            }

            return await canal.SendAsync(exchange, sendings, requireQueue, cancellationToken);
        }
        finally
        {
            if (canal.IsUsable)
            {
                _free.Add(canal);
            }
            else
            {
                // A channel is closed for an exchange that is not there any more, too.
                _declared.TryRemove(exchange, out _);
                _ = DiscardAsync(canal);
            }
        }
    }

    private async Task<ConfirmChannel> OpenAsync(CancellationToken cancellationToken)
    {
        while (_free.TryTake(out var free))
        {
            if (free.IsUsable)
            {
                return free;
            }

            _ = DiscardAsync(free);
        }

        return await ConfirmChannel.OpenAsync(await ConnectAsync(cancellationToken), cancellationToken);
    }

    // Nobody waits for it: a broker that is blocked says that a channel is closed when it no longer is, or the client gives up after 20 s.
    private static async Task DiscardAsync(ConfirmChannel canal)
    {
        try
        {
            await canal.DisposeAsync();
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // It is gone all the same.
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                return open;
            }

            if (_connection is { } broken)
            {
                _connection = null;
                await broken.DisposeAsync();
            }

            // Another broker, or one that lost its disk, may answer now.
            _declared.Clear();
            var factory = new ConnectionFactory
            {
                Uri = settings.RabbitMq!,
                ClientProvidedName = $"{settings.ConnectionName} (envois)",
                RequestedHeartbeat = settings.HeartbeatInterval,
                AutomaticRecoveryEnabled = false,
            };
            return _connection = await factory.CreateConnectionAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }
}
