using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// Measures, before anything else starts and on and on, how far the machine's clock is from the database server's, and so whether that
/// answers this process at all.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock that is set by it.</param>
/// <param name="factory">Creates the meter of the figure.</param>
/// <param name="log">The log.</param>
public sealed partial class ClockWatch(NpgsqlDataSource source, DatabaseClock clock, IMeterFactory factory, ILogger<ClockWatch> log)
    : BackgroundService
{
    /// <summary>The pause between two measurements.</summary>
    public static readonly TimeSpan MeasureInterval = TimeSpan.FromSeconds(10);

    /// <summary>The time without an answer after which the database is said not to answer: a server that hangs says nothing.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    /// <summary>From this difference on somebody is told.</summary>
    public static readonly TimeSpan ToleratedMax = TimeSpan.FromSeconds(2);

    private const long NeverAnswered = long.MinValue;

    private bool _isTold;
    private long _answeredAt = NeverAnswered;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        factory.Create("Reconciliation.Etat").CreateObservableGauge(
            "reconciliation.horloge.ecart",
            () => clock.Offset.TotalSeconds,
            "s",
            "How far the database server's clock is before this machine's.");
        var asked = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        KeyValuePair<string, object?>[] labels =
        [
            new("base", asked.Database ?? asked.Username), new("server_address", asked.Host), new("server_port", asked.Port),
        ];
        factory.Create("Reconciliation.Etat").CreateObservableGauge(
            "reconciliation.base.repond", () => new Measurement<int>(Answers() ? 1 : 0, labels),
            description: "1: the database answered this process when it was asked last; 0: it did not.");
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

    private bool Answers() =>
        Interlocked.Read(ref _answeredAt) is var last && last != NeverAnswered && clock.GetElapsedTime(last) < SilenceMax;

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DatabaseClock.AnswerMax * 2, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await clock.MeasureAsync(source, end.Token);
            Interlocked.Exchange(ref _answeredAt, clock.GetTimestamp());
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // A server that is away has no time: the last measurement holds on.
            Interlocked.Exchange(ref _answeredAt, NeverAnswered);
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
