using System.Collections.Concurrent;

namespace Reconciliation.Bus;

/// <summary>Publishes bytes as JSON messages, in chunks whose confirms are awaited.</summary>
public sealed class Publisher
{
    /// <summary>The most messages that wait for the broker's confirm at a time: the client itself sets no limit.</summary>
    public const int MessagesPerChunkMax = 1000;

    /// <summary>
    /// The time for which an exchange counts as one without listeners: each look costs a returned message and a line in the log.
    /// </summary>
    public static readonly TimeSpan ProbePause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time that the broker has to confirm messages. Blocked by an alarm of memory or disk it reads nothing, keeps its connections and
    /// says nothing to publishers: the messages are confirmed when the alarm ends, and may then come twice.
    /// </summary>
    public static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The time that a probe has to be confirmed: a message that only asks whether the broker takes messages.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    // A probe that is never answered, as after a broken connection, must not keep others from being sent.
    private static readonly TimeSpan ProbeLifetime = TimeSpan.FromSeconds(30);

    private readonly BusSettings _settings;
    private readonly TimeProvider _clock;
    private readonly IBusHealth _bus;
    private readonly PublishMessages _send;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, (bool Listening, DateTimeOffset NextProbe)> _listeners = [];
    private volatile bool _blocked;
    private Task? _probe;
    private long _probeStart;

    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="bus">Whether the bus is there.</param>
    /// <param name="send">Sends messages.</param>
    internal Publisher(BusSettings settings, TimeProvider clock, IBusHealth bus, PublishMessages send) =>
        (_settings, _clock, _bus, _send) = (settings, clock, bus, send);

    /// <summary>Whether the connection that publishes is open. While it is closed, publishing waits for the broker to come back.</summary>
    public bool IsConnected => _bus.IsConnected;

    /// <summary>The broker's refusals, and the faults that make messages unsafe there: one sentence each.</summary>
    public IReadOnlyList<string> Refusals => _bus.Refusals;

    /// <summary>Whether messages may be sent to an exchange: the broker is connected, takes them, and would keep them.</summary>
    /// <param name="exchange">One of <see cref="ExchangeNames"/>.</param>
    public bool Reaches(string exchange) => _bus.Reaches(exchange);

    /// <summary>
    /// Whether the broker takes messages: it may be connected and blocked. Asks with a message of its own, one at a time however many
    /// want to know.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> TakesMessagesAsync(CancellationToken cancellationToken)
    {
        if (_settings.RabbitMq is null)
        {
            return IsConnected;
        }

        try
        {
            await Probe().WaitAsync(ProbeTimeout, _clock, cancellationToken);
            _blocked = false;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _blocked = true;
        }

        return !_blocked;
    }

    /// <summary>Returns once every queue is declared and consumed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not answer within the time that starting may take.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => _bus.WaitAsync(cancellationToken);

    /// <summary>Publishes messages that must reach a queue; returns once the broker has confirmed every one.</summary>
    /// <param name="exchange">One of <see cref="ExchangeNames"/>.</param>
    /// <param name="sendings">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether every message reached a queue; false: none is bound.</returns>
    /// <exception cref="TimeoutException">The broker does not confirm; it may still, later.</exception>
    public async Task<bool> PublishAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        foreach (var slice in sendings.Chunk(MessagesPerChunkMax))
        {
            if (await ConfirmAsync(exchange, slice, requireQueue: true, cancellationToken) > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Publishes messages that nobody need listen to yet; returns once the broker has confirmed every one.</summary>
    /// <param name="exchange">One of <see cref="ExchangeNames"/>.</param>
    /// <param name="sendings">At most <see cref="MessagesPerChunkMax"/> messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of messages that reached no queue: where none is bound, all of them.</returns>
    /// <exception cref="TimeoutException">The broker does not confirm; it may still, later.</exception>
    public async Task<int> AnnounceAsync(string exchange, IReadOnlyList<OutgoingMessage> sendings, CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        var (listening, nextProbe) = _listeners.GetValueOrDefault(exchange, (true, default));
        var firstOnes = 0;
        if (sendings.Count > 0 && _clock.GetUtcNow() >= nextProbe)
        {
            (listening, firstOnes) = (await ConfirmAsync(exchange, [sendings[0]], requireQueue: true, cancellationToken) == 0, 1);
            _listeners[exchange] = (listening, _clock.GetUtcNow() + ProbePause);
        }

        IReadOnlyList<OutgoingMessage> nextOnes = firstOnes == 0 ? sendings : [.. sendings.Skip(firstOnes)];
        var lost = await ConfirmAsync(exchange, nextOnes, requireQueue: listening, cancellationToken);
        var withoutQueue = listening ? lost : sendings.Count;
        if (listening && withoutQueue > 0 && withoutQueue == nextOnes.Count)
        {
            // Every message came back: no queue is bound any more. Until the next probe messages are published without asking for returns.
            _listeners[exchange] = (false, _clock.GetUtcNow() + ProbePause);
        }

        return withoutQueue;
    }

    // While a confirm is overdue the publisher sends only a probe; otherwise each retry would queue another copy in RabbitMQ's client.
    private async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (_blocked && !await TakesMessagesAsync(cancellationToken))
        {
            throw new TimeoutException("The broker takes no messages.");
        }
    }

    private async Task<int> ConfirmAsync(
        string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        // In process the answer is the commit: the caller alone knows how long it waits for a database that is down.
        using var patience = new CancellationTokenSource(_settings.RabbitMq is null ? Timeout.InfiniteTimeSpan : ConfirmTimeout, _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _send(exchange, sendings, requireQueue, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _blocked = true;
            throw new TimeoutException("The broker does not confirm.");
        }
    }

    private Task Probe()
    {
        lock (_lock)
        {
            if (_probe is null or { IsCompleted: true } || _clock.GetElapsedTime(_probeStart) > ProbeLifetime)
            {
                (_probe, _probeStart) = (SendProbeAsync(), _clock.GetTimestamp());
            }

            return _probe;
        }
    }

    private async Task SendProbeAsync()
    {
        using var lifetime = new CancellationTokenSource(ProbeLifetime, _clock);
        await _send(ExchangeNames.Probe, [new(null, "{}"u8.ToArray())], false, lifetime.Token);
    }
}
