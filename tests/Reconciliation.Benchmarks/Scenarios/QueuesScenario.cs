using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Reconciliation.Benchmarks.Throughput;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// The processor time that RabbitMQ takes for a message that comes in or goes out, by a quorum queue and by a stream, in turns: what a line
/// costs there, without anything else of ours. Both are spoken to by AMQP, confirm each message, and are durable.
/// </summary>
internal static class QueuesScenario
{
    private const int Rounds = 3;
    private const int MessagesPerChunk = 500;
    private const ushort InHandMax = 1500;

    // A payment that comes in, and a version that goes out.
    private static readonly (string Way, int Bytes)[] Messages = [("entree", 700), ("sortie", 1500)];

    public static async Task RunAsync(Run run)
    {
        var count = run.Plan.Quick ? 20_000 : 100_000;
        var taken = new Dictionary<string, List<double>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var type in new[] { "quorum", "stream" })
            {
                foreach (var (way, bytes) in Messages)
                {
                    foreach (var (step, microseconds) in await MeasureAsync(run, type, bytes, count))
                    {
                        var name = $"files.{type}.{way}.{step}.microsecondes";
                        (taken.TryGetValue(name, out var rounds) ? rounds : taken[name] = []).Add(microseconds);
                    }
                }
            }
        }

        foreach (var (name, rounds) in taken)
        {
            run.Results.Add(name, rounds.Order().ElementAt(rounds.Count / 2));
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(Run run, string type, int bytes, int count)
    {
        var host = await run.Servers.VirtualHostAsync();
        await using var connection = await new ConnectionFactory { Uri = host }.CreateConnectionAsync(run.Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: run.Stop);
        await channel.ExchangeDeclareAsync("essai", ExchangeType.Fanout, durable: true, cancellationToken: run.Stop);
        await channel.QueueDeclareAsync(
            "essai", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = type },
            cancellationToken: run.Stop);
        await channel.QueueBindAsync("essai", "essai", "", cancellationToken: run.Stop);
        var confirms = await Confirms.OpenAsync(connection);
        var chunk = Enumerable.Range(0, MessagesPerChunk).Select(_ => new byte[bytes]).ToList();

        var atFirst = ProcessorTime.Of(run.Servers)["rabbitmq"];
        for (var sent = 0; sent < count; sent += MessagesPerChunk)
        {
            await confirms.PublishAsync("essai", chunk);
        }

        var published = ProcessorTime.Of(run.Servers)["rabbitmq"];
        await ConsumeAsync(channel, type, count, run.Stop);
        var consumed = ProcessorTime.Of(run.Servers)["rabbitmq"];
        return new()
        {
            ["publication"] = (published - atFirst) / count * 1e6,
            ["consommation"] = (consumed - published) / count * 1e6,
        };
    }

    // Acknowledged together, as the engine does.
    private static async Task ConsumeAsync(IChannel channel, string type, int count, CancellationToken stop)
    {
        await channel.BasicQosAsync(0, InHandMax, global: false, stop);
        var consumer = new AsyncEventingBasicConsumer(channel);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            seen++;
            if (seen % MessagesPerChunk == 0 || seen == count)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: true, stop);
            }

            if (seen == count)
            {
                done.TrySetResult();
            }
        };
        await channel.BasicConsumeAsync(
            "essai", autoAck: false, "", noLocal: false, exclusive: false,
            type == "stream" ? new Dictionary<string, object?> { ["x-stream-offset"] = "first" } : null, consumer, stop);
        await done.Task.WaitAsync(stop);
    }
}
