namespace Reconciliation.Benchmarks;

/// <summary>The resident memory of the running processes, looked at twice a second.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly List<(string Name, double Seconds, double Megabytes)> _samples = [];
    private readonly CancellationTokenSource _end = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Task _watching;

    public MemoryWatch() => _watching = WatchAsync();

    /// <summary>The samples of a process, in seconds since the start and MB. Of several of one name, the largest.</summary>
    public IReadOnlyList<(double Seconds, double Megabytes)> Of(string name)
    {
        lock (_samples)
        {
            return [.. _samples.Where(s => s.Name == name).Select(s => (s.Seconds, s.Megabytes))];
        }
    }

    /// <summary>The most that each process had, in MB.</summary>
    public IReadOnlyDictionary<string, double> Highest()
    {
        lock (_samples)
        {
            return _samples.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.Max(s => s.Megabytes));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var seconds = TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
            foreach (var group in ChildProcess.All.Select(c => (c.Name, Bytes: c.ResidentBytes)).Where(c => c.Bytes > 0)
                .GroupBy(c => c.Name))
            {
                lock (_samples)
                {
                    _samples.Add((group.Key, seconds, group.Max(c => c.Bytes) / 1048576d));
                }
            }

            await Task.Delay(Pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
