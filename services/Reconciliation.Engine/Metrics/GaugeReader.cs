using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Reads from the database the figures of the whole that operations watch, in one engine at a time. A figure that cannot be read in time is
/// left out, rather than shown as it was: an alert on missing figures tells of it.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="queries">Reads the quarantine.</param>
/// <param name="gauges">Receives the figures.</param>
/// <param name="servers">Receives those of the server of the database.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class GaugeReader(
    NpgsqlDataSource source, QuarantaineQueries queries, Gauges gauges, ServerGauges servers, TimeProvider clock, ILogger<GaugeReader> log)
    : LeaderWork(source, clock, AdvisoryLocks.Gauges, log)
{
    /// <summary>The pause between two readings.</summary>
    public static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(10);

    /// <summary>The longest time of one reading.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time that readers may be kept from the end of the journal before the log names the session that keeps them.
    /// </summary>
    public static readonly TimeSpan HeldMax = TimeSpan.FromSeconds(10);

    /// <summary>The number of days of care whose punctuality is shown.</summary>
    public const int PunctualityDays = 90;

    private readonly TimeProvider _clock = clock;
    private readonly NpgsqlDataSource _source = source;
    private readonly ILogger _log = log;
    private string? _said;

    /// <inheritdoc/>
    protected override async Task WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        await ReadAsync(c => gauges.Situations = c, ct => Counters.ReadAsync(_source, Counters.Situation, null, ct), cancellationToken);
        await ReadAsync(c => gauges.Control = c, ct => Counters.ReadAsync(_source, Counters.Control, null, ct), cancellationToken);
        var since = Paris.StartOfDay(Paris.Day(now).AddDays(-PunctualityDays));
        await ReadAsync(c => gauges.Punctuality = c, ct => Counters.ReadAsync(_source, Counters.Punctuality, since, ct), cancellationToken);
        await ReadAsync(gauges.Open, async ct => await queries.OpenAsync(ct), cancellationToken);
        await ReadAsync(
            a => gauges.Waiting = a, async ct => await OperationsReadings.OldestWaitingAsync(_source, now, ct), cancellationToken);
        await NameHolderAsync(now, cancellationToken);
        await ReadAsync(l => gauges.Last = l, ct => OperationsReadings.LatestLignesAsync(_source, gauges.Parts, ct), cancellationToken);
        var bounds = WorkListAge.LateAges.Skip(1).Select(a => now - a.Since).ToList();
        await ReadAsync(r => gauges.Late = r, ct => OperationsReadings.LateAsync(_source, bounds, gauges.Parts, ct), cancellationToken);
        await ReadAsync(a => gauges.Accesses = a, async ct => await OperationsReadings.AccessesAsync(_source, now, ct), cancellationToken);
        await ReadAsync(s => servers.Server = s, ct => ServerReadings.ReadAsync(_source, ct), cancellationToken);
        await ReadAsync(m => servers.Maintained = m, ct => Counters.LastDoneAsync(_source, Counters.Maintained, ct), cancellationToken);
        await Task.Delay(ReadInterval, _clock, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        gauges.Forget();
        servers.Forget();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Relay and feed wait: the end of the journal is held back by {Holder}")]
    private static partial void LogHeld(ILogger log, string holder);

    // Relay and feed skip nothing, so one transaction that is left open anywhere on the server keeps all of them waiting.
    private async Task NameHolderAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        gauges.Holder = null;
        if (gauges.Waiting?.Journal is { } oldest && now - oldest > HeldMax)
        {
            await ReadAsync(
                h => gauges.Holder = h is [var holder] ? holder : null, ct => HorizonHolder.FindAsync(_source, ct), cancellationToken);
        }

        var sentence = gauges.Holder?.Sentence;
        if (sentence is not null && sentence != _said)
        {
            LogHeld(_log, sentence);
        }

        _said = sentence;
    }

    private async Task ReadAsync<T>(Action<T?> show, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        using var delay = new CancellationTokenSource(ReadTimeout, _clock);
        using var tied = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delay.Token);
        try
        {
            show(await read(tied.Token));
        }
        catch (Exception e)
            when (e is NpgsqlException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            show(null);
        }
    }
}
