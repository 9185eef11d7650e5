using Microsoft.Extensions.Hosting;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>
/// Shares among the live readers of this process one look at the end of the journal, which wakes them when it has moved, and a few
/// connections of the pool. Each reader then pulls its next page at its own pace, so that a slow one costs nobody anything.
/// </summary>
/// <param name="reads">Reads the journal.</param>
/// <param name="commits">Rings at each commit of this process.</param>
/// <param name="clock">The clock.</param>
/// <param name="metrics">Counts.</param>
internal sealed class JournalTail(MemberReads reads, CommitSignal commits, TimeProvider clock, FeedMetrics metrics) : BackgroundService
{
    /// <summary>The most live readers of a process.</summary>
    public const int ReadersMax = 100;

    /// <summary>The most of them whose tokens name members: the others' places are not theirs to take, however many they are.</summary>
    public const int MemberReadersMax = 50;

    /// <summary>The most readers that read the database at a time: the rest of the pool is for others.</summary>
    public const int ConcurrentReads = 4;

    /// <summary>The shortest pause between two looks: an entry is nearly always readable by then.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest, to which it grows while nothing comes: other processes commit too.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(320);

    private readonly CommitSignal _arrivals = new();
    private readonly SemaphoreSlim _queries = new(ConcurrentReads);
    private int _readers;
    private int _memberReaders;

    /// <summary>The task to await for the next entries. A reader takes it before reading, so that no entry slips between.</summary>
    public Task Next => _arrivals.Next;

    /// <summary>Lets a live reader in until the returned place is disposed of; null: there are too many.</summary>
    /// <param name="isMember">Whether the token names members.</param>
    public IDisposable? Enter(bool isMember)
    {
        if (isMember && Interlocked.Increment(ref _memberReaders) > MemberReadersMax)
        {
            Interlocked.Decrement(ref _memberReaders);
            return null;
        }

        if (Interlocked.Increment(ref _readers) > ReadersMax)
        {
            Interlocked.Decrement(ref _readers);
            Interlocked.Add(ref _memberReaders, isMember ? -1 : 0);
            return null;
        }

        Count(1);
        return new FeedPlace(this, isMember);
    }

    /// <summary>Reads on, in turn with the other live readers; null: the database does not answer.</summary>
    public async Task<FeedPage?> ReadAsync(FeedReader reader, int limit, CancellationToken cancellationToken)
    {
        await _queries.WaitAsync(cancellationToken);
        try
        {
            return await reader.NextAsync(limit, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return null;
        }
        finally
        {
            _queries.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (last, pause) = (default(JournalPlace), PauseMin);
        while (!stoppingToken.IsCancellationRequested)
        {
            var commit = commits.Next;
            var place = await LastPlaceAsync(last, stoppingToken);
            if (place != last)
            {
                (last, pause) = (place, PauseMin);
                _arrivals.Signal();
            }

            await Task.Delay(PauseMin, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(commit, Task.Delay(pause - PauseMin, clock, stoppingToken));
            pause = commit.IsCompleted ? PauseMin : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, PauseMax.Ticks));
        }
    }

    // Without a reader nobody looks; the first one has read for itself before it waits.
    private async Task<JournalPlace> LastPlaceAsync(JournalPlace last, CancellationToken cancellationToken)
    {
        try
        {
            return Volatile.Read(ref _readers) == 0 ? last : await reads.Journal.LastPlaceAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return last;
        }
    }

    private void Count(int difference) => metrics.Readers(difference);

    private sealed class FeedPlace(JournalTail followed, bool isMember) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref followed._readers);
            Interlocked.Add(ref followed._memberReaders, isMember ? -1 : 0);
            followed.Count(-1);
        }
    }
}
