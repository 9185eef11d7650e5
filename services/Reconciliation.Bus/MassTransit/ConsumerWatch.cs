using System.Collections.Concurrent;
using MassTransit;

namespace Reconciliation.Bus;

/// <summary>Says of each queue whether it is consumed, and why not: once, in one sentence; and since when nobody tries.</summary>
/// <param name="refusals">Takes the broker's refusals.</param>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
internal sealed class ConsumerWatch(BrokerRefusals refusals, BusSettings settings, TimeProvider clock) : IReceiveEndpointObserver
{
    private const string Refused = "refus";
    private const string Away = "consommation";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    // The queues without a consumer, each with the moment at which that was last heard.
    private readonly ConcurrentDictionary<string, long> _unconsumed =
        new(settings.Queues.Select(q => KeyValuePair.Create(q, clock.GetTimestamp())), StringComparer.Ordinal);

    /// <summary>Returns once every queue is consumed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WhenConsumedAsync(CancellationToken cancellationToken) => UntilAsync(() => _unconsumed.IsEmpty, cancellationToken);

    /// <summary>Returns once no queue is consumed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WhenEndedAsync(CancellationToken cancellationToken) =>
        UntilAsync(() => _unconsumed.Count == settings.Queues.Count, cancellationToken);

    /// <summary>Every queue is to be consumed from now on.</summary>
    public void Begin()
    {
        foreach (var queue in settings.Queues)
        {
            Hear(queue);
        }
    }

    /// <summary>The broker is away: nobody is to blame for a queue without a consumer.</summary>
    public void Excuse()
    {
        foreach (var queue in _unconsumed.Keys)
        {
            Hear(queue);
        }
    }

    /// <summary>A queue without a consumer of which nothing was heard for some time; null: there is none.</summary>
    /// <param name="time">The time.</param>
    public string? SilentFor(TimeSpan time) => _unconsumed.FirstOrDefault(q => clock.GetElapsedTime(q.Value) > time).Key;

    /// <inheritdoc/>
    public Task Ready(ReceiveEndpointReady ready)
    {
        if (QueueOf(ready.InputAddress) is { } queue)
        {
            _unconsumed.TryRemove(queue, out _);
            refusals.Forget(queue, Refused);
            refusals.Forget(queue, Away);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Completed(ReceiveEndpointCompleted completed)
    {
        if (QueueOf(completed.InputAddress) is { } queue)
        {
            Hear(queue);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (QueueOf(faulted.InputAddress) is not { } queue)
        {
            return Task.CompletedTask;
        }

        Hear(queue);
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

    private void Hear(string queue) => _unconsumed[queue] = clock.GetTimestamp();

    private async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(LookInterval, clock, cancellationToken);
        }
    }

    // MassTransit has a queue of its own besides, which nobody needs.
    private string? QueueOf(Uri address) =>
        Uri.UnescapeDataString(address.Segments[^1]) is var name && settings.Queues.Contains(name) ? name : null;
}
