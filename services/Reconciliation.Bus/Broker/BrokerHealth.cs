namespace Reconciliation.Bus;

/// <summary>Whether the bus is there: the broker, or the one in process.</summary>
internal interface IBusHealth
{
    /// <summary>Whether the bus takes messages now.</summary>
    bool IsConnected { get; }

    /// <summary>The broker's refusals, and the faults that make messages unsafe there: one sentence each.</summary>
    IReadOnlyList<string> Refusals { get; }

    /// <summary>Whether the bus takes messages of an exchange now, and would keep them.</summary>
    /// <param name="exchange">The exchange.</param>
    bool Reaches(string exchange);

    /// <summary>Returns once every queue is consumed, or, where none is to be, once messages can be published.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not answer within the time that starting may take.</exception>
    /// <exception cref="BrokerRefusedException">The broker answered, and refused.</exception>
    Task WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Whether the broker is there: the connection that publishes says so, not one that nobody publishes on.</summary>
/// <param name="publisher">Publishes.</param>
/// <param name="refusals">The broker's refusals.</param>
/// <param name="consumers">Returns once every queue is consumed; null: this process consumes none.</param>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
internal sealed class BrokerHealth(
    RabbitPublisher publisher,
    BrokerRefusals refusals,
    Func<CancellationToken, Task>? consumers,
    BusSettings settings,
    TimeProvider clock) : IBusHealth
{
    /// <summary>The interval at which a caller that waits for the broker looks whether it refused.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    public bool IsConnected => publisher.Connection.IsOpen;

    public IReadOnlyList<string> Refusals => refusals.Sentences;

    public bool Reaches(string exchange) => publisher.Reaches(exchange) && !refusals.Endangers(exchange);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.StartTimeout, clock);
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var ready = Task.WhenAll(publisher.Connection.WhenOpenAsync(delay.Token), consumers?.Invoke(delay.Token) ?? Task.CompletedTask);
            while (await Task.WhenAny(ready, Task.Delay(LookInterval, clock, CancellationToken.None)) != ready)
            {
                if (Refusals is [var first, ..])
                {
                    await delay.CancelAsync();
                    throw new BrokerRefusedException(first);
                }
            }

            await ready;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The broker does not answer.");
        }
    }
}
