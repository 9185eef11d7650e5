using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Reconciliation.Bus;
using Reconciliation.Domain;

namespace Reconciliation.Simulation.Downstream;

/// <summary>
/// A consumer of <c>reconciliation.soins</c>: a durable queue, bound before the first engine starts, that survives restarts of the broker.
/// It is read once everything has come to rest, so that it holds all messages in the order in which the broker took them.
/// </summary>
/// <param name="broker">The broker itself: nothing stands between it and this connection.</param>
/// <param name="clock">The real clock.</param>
internal sealed class Listener(Uri broker, TimeProvider clock)
{
    /// <summary>The queue.</summary>
    public const string Queue = "simulation.soins";
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    /// <summary>Declares the exchange as the service does, and the queue.</summary>
    public async Task BindAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.ExchangeDeclareAsync(ExchangeNames.Soins, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
        await channel.QueueDeclareAsync(
            Queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: cancellation);
        await channel.QueueBindAsync(Queue, ExchangeNames.Soins, "", cancellationToken: cancellation);
    }

    /// <summary>Reads everything, in the order of the queue.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ReadLimit);
        await using var connection = await ConnectAsync(limit.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: limit.Token);
        var count = (int)(await channel.QueueDeclarePassiveAsync(Queue, limit.Token)).MessageCount;
        var bodies = Channel.CreateUnbounded<byte[]>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) => await bodies.Writer.WriteAsync(message.Body.ToArray(), limit.Token);
        await channel.BasicConsumeAsync(Queue, autoAck: true, consumer, limit.Token);
        var read = new List<byte[]>(count);
        while (read.Count < count)
            read.Add(await bodies.Reader.ReadAsync(limit.Token));
        return read;
    }

    /// <summary>The number of messages that wait in the input queues, those handed out aside, and the number of their consumers.</summary>
    public async Task<(int Messages, int Consumers)> InputAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var ro = await channel.QueueDeclarePassiveAsync(Part.Ro.Queue, cancellation);
        var rc = await channel.QueueDeclarePassiveAsync(Part.Complementaire.Queue, cancellation);
        return ((int)(ro.MessageCount + rc.MessageCount), (int)(ro.ConsumerCount + rc.ConsumerCount));
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false };
        return await Patience.SucceedsAsync(
            "the broker accepts a connection", () => factory.CreateConnectionAsync(cancellation), clock, cancellation);
    }
}
