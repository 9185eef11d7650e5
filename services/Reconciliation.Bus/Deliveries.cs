using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Reconciliation.Bus;

/// <summary>
/// The deliveries of a channel that are in hand: each goes at once to the code that takes messages, and is acknowledged with those that are
/// done at the same time.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="settings">The limits.</param>
/// <param name="receive">Takes a message; an exception sends the message back to its queue.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log; no member data.</param>
internal sealed partial class Deliveries(
    IChannel channel, BusSettings settings, Func<ReceivedMessage, Task> receive, TimeProvider clock, ILogger log)
{
    private readonly Lock _lock = new();
    private readonly AckSequence _next = new(settings.InHand / 2);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inHand;
    private bool _ended;
    private bool _toTell;
    private bool _atWork;
    private bool _callbackPlanned;
    private bool _callback;

    /// <summary>Takes a delivery.</summary>
    /// <param name="delivery">Its number.</param>
    /// <param name="properties">Its properties and headers.</param>
    /// <param name="body">Its body: the client's own, and copied.</param>
    public void Take(ulong delivery, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        lock (_lock)
        {
            _inHand++;
        }

        _ = ReceiveAsync(delivery, MessageHeaders.Read(body.ToArray(), properties, settings.RabbitMq?.User));
    }

    /// <summary>Returns once all that is in hand is done and the broker told of it, or the channel gone; no more is to come.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
        {
            _ended = true;
            Say();
        }

        return _end.Task;
    }

    private async Task ReceiveAsync(ulong delivery, ReceivedMessage message)
    {
        var done = true;
        try
        {
            await receive(message);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
            done = false;
        }
        catch (Exception e)
        {
            done = false;
            Returned(log, e.GetType().Name);
        }

        lock (_lock)
        {
            _inHand--;
            _next.Finish(delivery, done);
            Say();
        }
    }

    // Telling runs behind all that the pool has to do by now, which is the others of the batch. It runs one at a time: of two, the second
    // could overtake the first.
    private void Say()
    {
        _toTell = true;
        if (!_atWork)
        {
            _atWork = true;
            ThreadPool.UnsafeQueueUserWorkItem(static deliveries => _ = deliveries.TellAsync(), this, preferLocal: false);
        }
    }

    private async Task TellAsync()
    {
        while (NextToTell() is { } next)
        {
            try
            {
                foreach (var returned in next.Returned)
                {
                    await channel.BasicNackAsync(returned, multiple: false, requeue: true);
                }

                foreach (var (delivery, withThoseBefore) in next.Done)
                {
                    await channel.BasicAckAsync(delivery, withThoseBefore);
                }
            }
            catch (Exception e)
            {
                // The broker delivers again all that it was not told of. A channel that is still there goes: it would take nothing more,
                // and nobody would come back to it.
                Lost(log, e.GetType().Name);
                _end.TrySetResult();
                await channel.AbortAsync();
                return;
            }
        }
    }

    private AckSequence.AckRun? NextToTell()
    {
        lock (_lock)
        {
            if (_toTell)
            {
                var next = _next.NextToTell(_callback);
                (_toTell, _callback) = (false, false);
                if (_next.Ahead > 0 && !_callbackPlanned)
                {
                    _callbackPlanned = true;
                    _ = CallBackAsync();
                }

                return next;
            }

            _atWork = false;
            if (_ended && _inHand == 0)
            {
                _end.TrySetResult();
            }

            return null;
        }
    }

    private async Task CallBackAsync()
    {
        await Task.Delay(settings.AheadMax / 2, clock);
        lock (_lock)
        {
            (_callbackPlanned, _callback) = (false, true);
            Say();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message goes back to its queue ({Exception})")]
    private static partial void Returned(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The channel went away ({Exception}); what it had in hand is delivered again")]
    private static partial void Lost(ILogger log, string exception);
}
