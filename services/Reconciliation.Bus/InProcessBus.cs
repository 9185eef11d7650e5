using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Reconciliation.Bus;

/// <summary>
/// The bus of a process that has no broker. It carries a message from its publisher to the engine of the same process. Nothing in it
/// outlives the process: the publisher's call returns once the engine has committed or quarantined the message, so that durable means
/// committed.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="receive">Takes a message; null: this process has no engine.</param>
/// <param name="shutdown">Ends messages in hand some time after the host began to stop.</param>
internal sealed class InProcessBus(BusSettings settings, ReceiveMessage? receive, BatchShutdown shutdown) : BackgroundService, IBusHealth
{
    /// <summary>The most messages that wait for the engine, besides those in hand; a publisher waits while there are as many.</summary>
    public const int MessagesWaitingMax = 1000;

    private readonly Channel<Delivery> _waiting = Channel.CreateBounded<Delivery>(MessagesWaitingMax);

    /// <inheritdoc/>
    public bool IsConnected => !_waiting.Reader.Completion.IsCompleted;

    /// <inheritdoc/>
    public IReadOnlyList<string> Refusals => [];

    /// <inheritdoc/>
    public bool Reaches(string exchange) => IsConnected;

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hands messages to the engine; returns once it is done with each.</summary>
    /// <param name="exchange">The exchange. Payments alone have a queue in process: messages to other exchanges go nowhere.</param>
    /// <param name="sendings">The messages.</param>
    /// <param name="requireQueue">Whether to tell if payments have no engine.</param>
    /// <param name="cancellationToken">Gives up; messages in hand by then are still worked on.</param>
    /// <returns>The number of messages that no engine took, where that was asked.</returns>
    /// <exception cref="TimeoutException">The host stops: messages that were not committed are to be sent again.</exception>
    public async Task<int> SendAsync(
        string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        if (settings.Parts.All.All(p => p.Queue != exchange))
        {
            return 0;
        }

        if (receive is null)
        {
            return requireQueue ? sendings.Count : 0;
        }

        var answers = new List<Task>(sendings.Count);
        foreach (var sending in sendings)
        {
            // A copy: a publisher that gives up takes its buffer back, and the engine may have the message in hand.
            var message = new ReceivedMessage(
                sending.Body.ToArray(), sending.PublishedAt, sending.Trace, new(null, sending.Sender, IsOfThisProcess: true));
            var delivery = new Delivery(exchange, message, cancellationToken);
            answers.Add(delivery.Task);
            await WriteAsync(delivery, cancellationToken);
        }

        await Task.WhenAll(answers).WaitAsync(cancellationToken);
        return 0;
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(CancellationToken.None),
        new ParallelOptions { MaxDegreeOfParallelism = settings.InHand },
        (delivery, _) => DeliverAsync(delivery));

    private async Task WriteAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(delivery, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new TimeoutException("The host stops, and takes no more messages.");
        }
    }

    private async ValueTask DeliverAsync(Delivery delivery)
    {
        try
        {
            // Nobody waits for this message any more, and its publisher was told so: it would only stand in the way of others.
            delivery.GivenUp.ThrowIfCancellationRequested();
            await receive!(delivery.Queue, delivery.Message, shutdown.Token);
            delivery.SetResult();
        }
        catch (OperationCanceledException)
        {
            delivery.SetException(new TimeoutException("The host stopped before the message was committed."));
        }
        catch (Exception e)
        {
            delivery.SetException(e);
        }
    }

    private sealed class Delivery(string queue, ReceivedMessage message, CancellationToken givenUp)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Queue { get; } = queue;

        public ReceivedMessage Message { get; } = message;

        public CancellationToken GivenUp { get; } = givenUp;
    }
}
