using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Simulation.Upstream;

/// <summary>
/// A faithful upstream: it keeps each message until the broker has confirmed it, and sends it again where it does not know, which
/// makes duplicates. The plain client, nothing of the service.
/// </summary>
/// <param name="brokers">The nodes of the broker, as upstream reaches them.</param>
/// <param name="messages">The messages to send, in this order.</param>
/// <param name="pace">When each is due; outages are made up for.</param>
/// <param name="clock">The real clock.</param>
internal sealed class Publisher(
    IReadOnlyList<Uri> brokers, IReadOnlyList<Message> messages, Pace pace, TimeProvider clock)
    : IAsyncDisposable
{
    private const int Chunk = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(30);

    private IConnection? _connection;
    private IChannel? _channel;
    private int _attempts;

    /// <summary>The number of messages that the broker has confirmed.</summary>
    public int Confirmed { get; private set; }

    /// <summary>
    /// The number of messages that were sent once more because the broker had not confirmed them: each may be there twice.
    /// </summary>
    public int SentAgain => _attempts - Confirmed;

    /// <summary>Returns once the broker has confirmed every message.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var waiting = new List<Message>();
        for (var next = 0; next < messages.Count || waiting.Count > 0;)
        {
            var due = pace.DueOf(messages.Count);
            while (waiting.Count < Chunk && next < due)
                waiting.Add(messages[next++]);
            if (waiting.Count == 0 || !await SendAsync(waiting, cancellation))
                await Task.Delay(Pause, clock, cancellation);
        }
    }

    public ValueTask DisposeAsync() => DisconnectAsync();

    // Sends the messages that wait and keeps those that were not confirmed; false: something went wrong, a pause is in order.
    private async Task<bool> SendAsync(List<Message> waiting, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConfirmLimit);
        try
        {
            var channel = await ConnectedAsync(limit.Token);
            _attempts += waiting.Count;
            var confirmed = await Task.WhenAll(waiting.Select(message => PublishAsync(channel, message, limit.Token)));
            var kept = waiting.Where((_, rank) => !confirmed[rank]).ToList();
            Confirmed += waiting.Count - kept.Count;
            waiting.Clear();
            waiting.AddRange(kept);
            if (kept.Count == 0)
                return true;
        }
        catch (Exception failure) when (IsOutage(failure) && !cancellation.IsCancellationRequested)
        {
            // There is no broker to connect to.
        }

        await DisconnectAsync();
        return false;
    }

    private static async Task<bool> PublishAsync(IChannel channel, Message message, CancellationToken cancellation)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        try
        {
            await channel.BasicPublishAsync(message.Exchange, "", mandatory: true, properties, message.Body, cancellation);
            return true;
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            return false;
        }
    }

    private async Task<IChannel> ConnectedAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true })
            return _channel;
        await DisconnectAsync();
        var factory = new ConnectionFactory { Uri = brokers[0], AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false };
        _connection = await factory.CreateConnectionAsync(
            [.. brokers.Select(b => new AmqpTcpEndpoint(b.Host, b.Port))], cancellation);
        return _channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
    }

    // An aborted connection says nothing to a broker that may not be there to hear it.
    private async ValueTask DisconnectAsync()
    {
        if (_connection is { } connection)
        {
            (_connection, _channel) = (null, null);
            await connection.AbortAsync(TimeSpan.FromSeconds(1));
            await connection.DisposeAsync();
        }
    }

    // A message that was returned, refused, cut off, or left without an answer for too long is not confirmed.
    private static bool IsOutage(Exception failure) =>
        failure is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException or ObjectDisposedException
            or System.Net.Sockets.SocketException;
}
