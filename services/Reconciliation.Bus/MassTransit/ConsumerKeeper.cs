using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Bus;

/// <summary>
/// Starts MassTransit's bus, and another one where it has given a queue up. MassTransit ends a bus for good that a minute did not start,
/// and gives up a queue when a broker that is just starting refuses the password; the process would go on, say that it is well and consume
/// nothing.
/// </summary>
/// <param name="create">Makes a bus that consumes every queue.</param>
/// <param name="watch">Hears of each queue whether it is consumed.</param>
/// <param name="publishing">The connection that publishes: it says whether the broker is there.</param>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class ConsumerKeeper(
    Func<IBusControl> create,
    ConsumerWatch watch,
    PublishingConnection publishing,
    BusSettings settings,
    TimeProvider clock,
    ILogger<ConsumerKeeper> log) : BackgroundService
{
    /// <summary>The pause between two looks at the queues.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            watch.Begin();
            var bus = create();
            var starting = bus.StartAsync(round.Token);
            await UntilSilentAsync(stoppingToken);
            await round.CancelAsync();
            await EndAsync(bus, starting);
        }
    }

    private async Task UntilSilentAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!publishing.IsOpen)
            {
                watch.Excuse();
            }
            else if (watch.SilentFor(settings.ConsumerSilenceMax) is { } queue)
            {
                LogAnew(log, queue, settings.ConsumerSilenceMax);
                return;
            }

            await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A start that is given up ends what it had begun, and waits then for what never comes; one that succeeds in the moment in which it is
    // given up runs, and is stopped as any other.
    private async Task EndAsync(IBusControl bus, Task starting)
    {
        try
        {
            using var limit = new CancellationTokenSource(settings.StopTimeout, clock);
            var ended = watch.WhenEndedAsync(limit.Token);
            await Task.WhenAny(starting, ended);
            await (starting.IsCompletedSuccessfully ? bus.StopAsync(limit.Token) : ended);
        }
        catch (Exception e)
        {
            LogUnended(log, e.GetType().Name);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Queue {Queue} had neither a consumer nor an attempt at one for {Time}: all consumers are started anew")]
    private static partial void LogAnew(ILogger log, string queue, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumers did not end in time ({Exception})")]
    private static partial void LogUnended(ILogger log, string exception);
}
