using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>Sums up the changes of counters now and then, so that reading a total stays cheap.</summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class CounterCompaction(NpgsqlDataSource source, TimeProvider clock, ILogger<CounterCompaction> log)
    : LeaderWork(source, clock, AdvisoryLocks.CounterCompaction, log)
{
    /// <summary>The pause between two rounds.</summary>
    public static readonly TimeSpan CompactionInterval = TimeSpan.FromSeconds(5);

    /// <summary>The time between two looks at everything, for counters that no round has brought together.</summary>
    public static readonly TimeSpan ReviewInterval = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock = clock;
    private readonly NpgsqlDataSource _source = source;
    private DateTimeOffset _lastReview;
    private long _place;

    /// <inheritdoc/>
    protected override async Task WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (now - _lastReview >= ReviewInterval)
        {
            await Counters.CompactAsync(_source, now, cancellationToken);
            (_lastReview, _place) = (now, 0);
        }

        while ((await Counters.CompactAsync(_source, now, _place, Counters.RowsPerSliceMax, cancellationToken)).Place is { } place)
        {
            _place = place;
        }

        await Task.Delay(CompactionInterval, _clock, cancellationToken);
    }
}
