using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Reconciliation.Bus;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>Deliveries in hand, on a channel of a real broker.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Queue = "livraisons";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _inHand = new(StringComparer.Ordinal);
    private Uri _virtualHost = null!;
    private Broker _broker = null!;
    private string? _tag;

    public async Task InitializeAsync()
    {
        _virtualHost = await Broker.VirtualHostAsync();
        _broker = await Broker.ConnectAsync(_virtualHost);
        await _broker.Channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        foreach (var name in new[] { "a", "b", "c" })
        {
            await _broker.Channel.BasicPublishAsync("", Queue, Encoding.UTF8.GetBytes(name));
        }
    }

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [SkippableFact]
    public async Task What_is_done_is_acknowledged_even_behind_one_that_is_not()
    {
        await using (var consumer = await Broker.ConnectAsync(_virtualHost))
        {
            await ConsumeAsync(consumer.Channel, TimeSpan.FromMilliseconds(50));
            Done("b");
            Done("c");
            await Eventually.HoldsAsync("two of three are acknowledged", async () => await UnacknowledgedAsync() == 1);
        }

        await Eventually.HoldsAsync("the one in hand is back", async () => await _broker.Channel.MessageCountAsync(Queue) == 1);
        Assert.Equal(["a"], (await _broker.TakeAsync(Queue)).Select(m => Encoding.UTF8.GetString(m.Body.Span)));
    }

    [SkippableFact]
    public async Task What_cannot_be_finished_goes_back_and_nothing_else()
    {
        await using (var consumer = await Broker.ConnectAsync(_virtualHost))
        {
            var deliveries = await ConsumeAsync(consumer.Channel, TimeSpan.FromHours(1));
            var first = _inHand["b"];
            Done("a");
            Done("c");
            first.SetException(new InvalidOperationException());
            await Eventually.HoldsAsync("it came again", () => Task.FromResult(_inHand["b"] != first));
            await consumer.Channel.BasicCancelAsync(_tag!);
            var end = deliveries.FinishAsync();
            Assert.False(end.IsCompleted);
            Done("b");
            await Eventually.HoldsAsync("all is told", () => Task.FromResult(end.IsCompletedSuccessfully));
        }

        Assert.Empty(await _broker.TakeAsync(Queue));
    }

    private async Task<Deliveries> ConsumeAsync(IChannel channel, TimeSpan heldAtMost)
    {
        var deliveries = new Deliveries(
            channel, new() { Parts = PaymentStreams.Product.Parts, AheadMax = heldAtMost }, Take, TimeProvider.System,
            NullLogger.Instance);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            deliveries.Take(e.DeliveryTag, e.BasicProperties, e.Body);
            return Task.CompletedTask;
        };
        _tag = await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
        await Eventually.HoldsAsync("all are in hand", () => Task.FromResult(_inHand.Count == 3));
        return deliveries;
    }

    private Task Take(ReceivedMessage message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inHand[Encoding.UTF8.GetString(message.Body.Span)] = done;
        return done.Task;
    }

    private void Done(string name) => _inHand[name].SetResult();

    // A passive declaration counts only messages that are ready.
    private async Task<int> UnacknowledgedAsync()
    {
        var listed = await (await TestServers.RabbitAsync()).ControlAsync(
            "list_queues", "--vhost", _virtualHost.AbsolutePath[1..], "--no-table-headers", "messages_unacknowledged");
        return int.Parse(
            listed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }
}
