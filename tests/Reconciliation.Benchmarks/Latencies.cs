using HdrHistogram;

namespace Reconciliation.Benchmarks;

/// <summary>Durations in a histogram of microseconds, up to ten minutes.</summary>
internal sealed class Latencies
{
    private const long HighestMicroseconds = 600_000_000;

    private readonly LongHistogram _histogram = new(HighestMicroseconds, 3);
    private readonly Lock _lock = new();

    public long Count => _histogram.TotalCount;

    /// <summary>Adds the time since an intended instant.</summary>
    /// <param name="intended">The timestamp at which something was to begin, whether it did or not.</param>
    public void Since(long intended)
    {
        var microseconds = (long)TimeProvider.System.GetElapsedTime(intended).TotalMicroseconds;
        lock (_lock)
        {
            _histogram.RecordValue(Math.Clamp(microseconds, 0, HighestMicroseconds - 1));
        }
    }

    /// <summary>A percentile in milliseconds; 0 of nothing.</summary>
    public double Milliseconds(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000d;

    /// <summary>The usual percentiles into the results.</summary>
    public void AddTo(Results results, string name)
    {
        results.Add($"{name}.p50Ms", Milliseconds(50));
        results.Add($"{name}.p95Ms", Milliseconds(95));
        results.Add($"{name}.p99Ms", Milliseconds(99));
        results.Add($"{name}.maxMs", Milliseconds(100));
        results.Add($"{name}.nombre", Count);
    }
}
