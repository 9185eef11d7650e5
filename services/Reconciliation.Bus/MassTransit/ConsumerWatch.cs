using MassTransit;

namespace Reconciliation.Bus;

/// <summary>Says of each queue whether it is consumed, and why not: once, in one sentence.</summary>
/// <param name="refusals">Takes the broker's refusals.</param>
/// <param name="settings">The settings.</param>
internal sealed class ConsumerWatch(BrokerRefusals refusals, BusSettings settings) : IReceiveEndpointObserver
{
    private const string Refused = "refus";
    private const string Away = "consommation";

    public Task Ready(ReceiveEndpointReady ready)
    {
        var queue = Queue(ready.InputAddress);
        refusals.Forget(queue, Refused);
        refusals.Forget(queue, Away);
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        var queue = Queue(faulted.InputAddress);
        if (BrokerRefusals.TextOf(faulted.Exception) is { } text)
        {
            refusals.Note(
                queue, Refused, $"RabbitMQ at {settings.RabbitMq} refuses queue {queue} to user {settings.RabbitMq!.User}: {text}");
        }
        else
        {
            var sentence = $"Queue {queue} is not consumed: RabbitMQ at {settings.RabbitMq} is away; it is tried again";
            refusals.Note(queue, Away, sentence, isGrave: false);
        }

        return Task.CompletedTask;
    }

    private static string Queue(Uri address) => Uri.UnescapeDataString(address.Segments[^1]);
}
