using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Reconciliation.Bus;

/// <summary>
/// The one connection on which this process publishes: any code that wants to publish asks it whether the broker is there. It is opened at
/// the start and again whenever it breaks, on the first node that answers, and declares the exchanges before anything is published.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
/// <param name="refusals">Takes the broker's refusals; null: nobody is told.</param>
/// <param name="log">The log; null: none.</param>
internal sealed partial class PublishingConnection(
    BusSettings settings, TimeProvider clock, BrokerRefusals? refusals = null, ILogger<PublishingConnection>? log = null)
    : BackgroundService, IAsyncDisposable
{
    /// <summary>The pause before a broken connection is tried again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The pause where the broker answered and refused: the person who puts it right need not restart this process.</summary>
    public static readonly TimeSpan RefusedRetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>The time that a node has to answer; the next one is asked then.</summary>
    public static readonly TimeSpan NodeTimeout = TimeSpan.FromSeconds(5);

    private const string Subject = "connexion";
    private const string Kind = "refus";

    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile IConnection? _connection;
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the connection is open: the broker then takes messages, unless an alarm blocks it.</summary>
    public bool IsOpen => _connection is { IsOpen: true };

    /// <summary>Returns once the connection is open.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WhenOpenAsync(CancellationToken cancellationToken) => IsOpen ? Task.CompletedTask : _open.Task.WaitAsync(cancellationToken);

    /// <summary>The connection, opened if need be.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerRefusedException">The broker answered, and refused.</exception>
    public async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } already)
        {
            return already;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                return open;
            }

            if (_connection is { } broken)
            {
                _connection = null;
                await DiscardAsync(broken);
            }

            var factory = settings.RabbitMq!.Factory($"{settings.ConnectionName} (envois)", settings.HeartbeatInterval);
            factory.RequestedConnectionTimeout = NodeTimeout;
            var connection = await factory.CreateConnectionAsync(settings.RabbitMq.Endpoints(), cancellationToken);
            await DeclareAsync(connection, cancellationToken);
            _connection = connection;
            refusals?.Forget(Subject, Kind);
            _open.TrySetResult();
            return connection;
        }
        catch (Exception e) when (BrokerRefusals.TextOf(e) is { } text)
        {
            var sentence = $"RabbitMQ at {settings.RabbitMq} refuses to let user {settings.RabbitMq!.User} publish on virtual host "
                + $"{settings.RabbitMq.VirtualHost}: {text}";
            refusals?.Note(Subject, Kind, sentence);
            throw new BrokerRefusedException(sentence, e);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await DiscardAsync(connection);
        }

        _opening.Dispose();
        Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isDown = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = RetryInterval;
            try
            {
                var connection = await OpenAsync(stoppingToken);
                if (isDown)
                {
                    isDown = false;
                    LogBack(connection.Endpoint.ToString());
                }

                await ClosedAsync(connection, stoppingToken);
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
                isDown = LogGone(connection.CloseReason?.ReplyText);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (BrokerRefusedException)
            {
                pause = RefusedRetryInterval;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                isDown = isDown || LogGone(e.GetBaseException().Message);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ClosedAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        if (connection.IsOpen)
        {
            await closed.Task.WaitAsync(cancellationToken);
        }
    }

    private static async Task DiscardAsync(IConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (
            e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // The connection is gone all the same.
        }
    }

    // Each declaration waits for the broker: one that an alarm blocks answers only when the alarm ends. So declaring must not stand in the
    // way of callers that connect.
    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            foreach (var exchange in settings.Consumes ? ExchangeNames.OfEngines(settings.Parts) : [])
            {
                await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            }
        }
        catch
        {
            await DiscardAsync(connection);
            throw;
        }
    }

    private void LogBack(string node)
    {
        if (log is not null)
        {
            LogConnected(log, node);
        }
    }

    private bool LogGone(string? text)
    {
        if (log is not null)
        {
            LogAway(log, settings.RabbitMq!.ToString(), text);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "RabbitMQ at {Nodes} is away ({Text}); it is tried again")]
    private static partial void LogAway(ILogger log, string nodes, string? text);

    [LoggerMessage(Level = LogLevel.Information, Message = "RabbitMQ is back at {Node}")]
    private static partial void LogConnected(ILogger log, string node);
}
