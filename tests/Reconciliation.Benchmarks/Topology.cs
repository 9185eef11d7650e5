using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks;

/// <summary>
/// The exchanges and queues of the service in one virtual host, and a queue that takes its publications: a publication that no queue takes
/// would cost the broker nothing.
/// </summary>
internal sealed class Topology : IAsyncDisposable
{
    /// <summary>The queue that takes the published views.</summary>
    public const string Listener = "bench.ecoute";

    private const int ConfirmsAtATime = 2000;
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    private static readonly BasicProperties Properties = new() { Persistent = true, ContentType = "application/json" };

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private Topology(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<Topology> DeclareAsync(Uri virtualHost)
    {
        var connection = await new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        foreach (var (exchange, queue) in new[]
        {
            (Part.Ro.Queue, Part.Ro.Queue),
            (Part.Complementaire.Queue, Part.Complementaire.Queue),
            (ExchangeNames.Soins, Listener),
        })
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Quorum);
            await channel.QueueBindAsync(queue, exchange, "");
        }

        return new(connection, channel);
    }

    /// <summary>Publishes messages; returns once every one is confirmed.</summary>
    public async Task PublishAsync(IEnumerable<Message> messages)
    {
        foreach (var chunk in messages.Chunk(ConfirmsAtATime))
        {
            await Task.WhenAll(chunk.Select(PublishAsync));
        }
    }

    /// <summary>Publishes one message; returns once it is confirmed. Calls may overlap.</summary>
    public async Task PublishAsync(Message message) => await _channel.BasicPublishAsync(
        message.Ro ? Part.Ro.Queue : Part.Complementaire.Queue, "", mandatory: true, Properties, message.Body);

    /// <summary>Empties the queue that takes the published views: nobody reads it.</summary>
    public async Task ForgetPublishedAsync() => await _channel.QueuePurgeAsync(Listener);

    /// <summary>Takes the published views out of their queue, all that are there.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> TakePublishedAsync()
    {
        while (await _channel.BasicGetAsync(Listener, autoAck: true) is { } published)
        {
            yield return published.Body;
        }
    }

    /// <summary>The number of messages that wait in a queue, without those that a consumer has taken.</summary>
    public async Task<long> ReadyAsync(string queue) => await _channel.MessageCountAsync(queue);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
