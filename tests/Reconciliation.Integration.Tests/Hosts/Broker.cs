using System.Text;
using RabbitMQ.Client;
using Reconciliation.Integration.Tests.Servers;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>A foreign producer and consumer: the plain AMQP client, nothing of the service.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private static int _created;

    private readonly IConnection _connection;

    private Broker(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; }

    /// <summary>A new virtual host of the run's RabbitMQ, with the policies of the project.</summary>
    public static async Task<Uri> VirtualHostAsync() =>
        await (await TestServers.RabbitAsync()).CreateVirtualHostAsync($"{TestServers.RunName}_{Interlocked.Increment(ref _created)}");

    /// <summary>Connects; its publications are confirmed.</summary>
    public static async Task<Broker> ConnectAsync(Uri virtualHost)
    {
        var connection = await new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
    }

    /// <summary>Publishes a message; fails if no queue takes it.</summary>
    public async Task PublishAsync(
        string exchange, ReadOnlyMemory<byte> body, string? contentType = "application/json", string? messageId = null)
    {
        var properties = new BasicProperties { Persistent = true };
        if (contentType is not null)
        {
            properties.ContentType = contentType;
        }

        if (messageId is not null)
        {
            properties.MessageId = messageId;
        }

        await Channel.BasicPublishAsync(exchange, "", mandatory: true, properties, body);
    }

    public Task PublishAsync(string exchange, string body, string? contentType = "application/json", string? messageId = null) =>
        PublishAsync(exchange, Encoding.UTF8.GetBytes(body), contentType, messageId);

    /// <summary>Declares an exchange as the service does and binds a queue to it, to see the messages published from now on.</summary>
    public async Task<string> ListenAsync(string exchange)
    {
        await Channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = (await Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true)).QueueName;
        await Channel.QueueBindAsync(queue, exchange, "");
        return queue;
    }

    /// <summary>Takes all messages that a queue has now.</summary>
    public async Task<List<BasicGetResult>> TakeAsync(string queue)
    {
        var messages = new List<BasicGetResult>();
        while (await Channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
