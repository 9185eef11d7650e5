using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>Measures, before anything else starts and on and on, how far the machine's clock is from the database server's.</summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock that is set by it.</param>
/// <param name="factory">Creates the meter of the figure.</param>
/// <param name="log">The log.</param>
public sealed partial class ClockWatch(NpgsqlDataSource source, DatabaseClock clock, IMeterFactory factory, ILogger<ClockWatch> log)
    : BackgroundService
{
    /// <summary>The pause between two measurements.</summary>
    public static readonly TimeSpan MeasureInterval = TimeSpan.FromSeconds(10);

    /// <summary>From this difference on somebody is told.</summary>
    public static readonly TimeSpan ToleratedMax = TimeSpan.FromSeconds(2);

    private bool _isTold;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        factory.Create("Reconciliation.Etat").CreateObservableGauge(
            "reconciliation.horloge.ecart",
            () => clock.Offset.TotalSeconds,
            "s",
            "How far the database server's clock is before this machine's.");
        await MeasureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(MeasureInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await MeasureAsync(stoppingToken);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DatabaseClock.AnswerMax * 2, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await clock.MeasureAsync(source, end.Token);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // A server that is away has no time: the last measurement holds on.
            return;
        }

        var isOff = clock.Offset.Duration() >= ToleratedMax;
        if (isOff && !_isTold)
        {
            LogOff(log, clock.Offset.TotalSeconds);
        }

        _isTold = isOff;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database server's clock is {Seconds:0.0} s before this machine's (negative: behind); "
            + "instants are written by the server's. Put NTP right")]
    private static partial void LogOff(ILogger log, double seconds);
}
