using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>
/// Sends messages with RabbitMQ's own client, on a connection for nothing else, and returns when the broker has confirmed each. The
/// messages that a breaking connection took along are sent again, so that the broker may have one twice.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
/// <param name="refusals">Takes the broker's refusals; null: nobody is told.</param>
/// <param name="log">The log of the connection; null: none.</param>
internal sealed class RabbitPublisher(
    BusSettings settings, TimeProvider clock, BrokerRefusals? refusals = null, ILogger<PublishingConnection>? log = null) : IAsyncDisposable
{
    /// <summary>The most senders at work at a time, each with a channel of its own; more wait for their turn.</summary>
    public const int ChannelsMax = 32;

    private const string Kind = "refus";

    private readonly SemaphoreSlim _places = new(ChannelsMax, ChannelsMax);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _refusedUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ConfirmChannel> _free = [];
    private IConnection? _declaredOn;

    /// <summary>The connection that it sends on.</summary>
    public PublishingConnection Connection { get; } = new(settings, clock, refusals, log);

    /// <summary>
    /// Whether messages may be sent now: the connection is open, and the broker did not just refuse messages to that exchange.
    /// </summary>
    /// <param name="exchange">The exchange.</param>
    public bool Reaches(string exchange) =>
        Connection.IsOpen && !(_refusedUntil.TryGetValue(exchange, out var until) && clock.GetUtcNow() < until);

    /// <summary>Sends messages, each as often as it takes.</summary>
    /// <param name="exchange">The exchange; an engine declares it if need be.</param>
    /// <param name="sendings">The messages.</param>
    /// <param name="requireQueue">Whether the broker must tell if no queue takes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of messages that no queue took; zero where that was not asked.</returns>
    /// <exception cref="BrokerRefusedException">The broker refuses them: the same messages would be refused again.</exception>
    public async Task<int> SendAsync(
        string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        var (remaining, withoutQueue) = (sendings, 0);
        while (remaining.Count > 0)
        {
            await _places.WaitAsync(cancellationToken);
            try
            {
                var outcome = await TryAsync(exchange, remaining, requireQueue, cancellationToken);
                (remaining, withoutQueue) = (outcome.Unconfirmed, withoutQueue + outcome.WithoutQueue);
            }
            catch (Exception e) when (BrokerRefusals.TextOf(e) is { } text)
            {
                throw Refuse(exchange, text, e);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException)
            {
                // The broker went away before any message was on its way.
            }
            finally
            {
                _places.Release();
            }

            if (remaining.Count > 0)
            {
                // The broker went away, or refused messages for want of room: both are waited for, within the caller's patience.
                await Task.Delay(PublishingConnection.RetryInterval, clock, cancellationToken);
            }
        }

        return Math.Min(withoutQueue, sendings.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _places.Dispose();
    }

    // A channel on which something went wrong is not used again: the broker's late answers on it would be taken for answers to later
    // messages.
    private async Task<PublishOutcome> TryAsync(
        string exchange, IReadOnlyList<OutgoingMessage> sendings, bool requireQueue, CancellationToken cancellationToken)
    {
        var channel = await OpenAsync(cancellationToken);
        try
        {
            if (!_declared.ContainsKey(exchange) && !await IsThereAsync(channel, exchange, cancellationToken))
            {
                return new([], sendings.Count);
            }

            var outcome = await channel.SendAsync(exchange, sendings, requireQueue, cancellationToken);
            if (outcome.Refusal is { } refusal)
            {
                throw Refuse(exchange, refusal, null);
            }

            if (outcome.WithoutQueue > 0 && !settings.Consumes)
            {
                await RequireOwnTypeAsync(exchange, cancellationToken);
            }

            if (outcome.Unconfirmed.Count == 0 && _refusedUntil.TryRemove(exchange, out _))
            {
                refusals?.Forget(exchange, Kind);
            }

            return outcome;
        }
        finally
        {
            if (channel.IsUsable)
            {
                _free.Add(channel);
            }
            else
            {
                // A channel is closed for an exchange that is not there any more, too.
                _declared.TryRemove(exchange, out _);
                _ = DiscardAsync(channel);
            }
        }
    }

    // Where no engine ever started the exchange is not there, and so no queue takes what is sent.
    private async Task<bool> IsThereAsync(ConfirmChannel channel, string exchange, CancellationToken cancellationToken)
    {
        if (settings.Consumes)
        {
            await channel.DeclareAsync(exchange, cancellationToken);
        }
        else if (!await channel.FindsAsync(exchange, cancellationToken))
        {
            return false;
        }

        _declared.TryAdd(exchange, true);
        return true;
    }

    // An exchange of another type takes messages and hands them to no queue. A process that declares none learns so only by asking for
    // ours.
    private async Task RequireOwnTypeAsync(string exchange, CancellationToken cancellationToken)
    {
        var connection = await Connection.OpenAsync(cancellationToken);
        var question = await ConfirmChannel.OpenAsync(connection, settings.RabbitMq!.User, cancellationToken);
        try
        {
            await question.DeclareAsync(exchange, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode != Constants.PreconditionFailed)
        {
            // A user who may declare nothing is told nothing.
        }
        finally
        {
            _ = DiscardAsync(question);
        }
    }

    private async Task<ConfirmChannel> OpenAsync(CancellationToken cancellationToken)
    {
        while (_free.TryTake(out var free))
        {
            if (free.IsUsable)
            {
                return free;
            }

            _ = DiscardAsync(free);
        }

        var connection = await Connection.OpenAsync(cancellationToken);
        if (Interlocked.Exchange(ref _declaredOn, connection) != connection)
        {
            // Another broker, or one that lost its disk, may answer now.
            _declared.Clear();
        }

        return await ConfirmChannel.OpenAsync(connection, settings.RabbitMq!.User, cancellationToken);
    }

    private BrokerRefusedException Refuse(string exchange, string text, Exception? cause)
    {
        var (nodes, user) = (settings.RabbitMq!, settings.RabbitMq!.User);
        var sentence = $"RabbitMQ at {nodes} refuses what user {user} publishes to exchange {exchange}: {text}";
        _refusedUntil[exchange] = clock.GetUtcNow() + PublishingConnection.RefusedRetryInterval;
        refusals?.Note(exchange, Kind, sentence);
        return new(sentence, cause);
    }

    // Nobody waits for the end: a blocked broker says that a channel is closed when it is blocked no more, or the client gives up after 20
    // s.
    private static async Task DiscardAsync(ConfirmChannel channel)
    {
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception e)
            when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // The channel is gone all the same.
        }
    }
}
