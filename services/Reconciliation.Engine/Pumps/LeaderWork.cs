using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Work that one engine at a time does, in a loop. When it ends, dies, freezes or is cut off, another takes over within the lease and
/// one application: eight seconds.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="work">The work.</param>
/// <param name="log">The log.</param>
public abstract class LeaderWork(NpgsqlDataSource source, TimeProvider clock, AdvisoryLock work, ILogger log) : BackgroundService
{
    /// <summary>The pause after which an engine that does not have the work asks for it again.</summary>
    public static readonly TimeSpan ApplyInterval = TimeSpan.FromSeconds(1);

    /// <summary>The pause after a failure: nobody may have the work.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(500);

    private readonly OutageLog _outages = new(source, clock, log);
    private int _failing;

    /// <summary>Whether this engine can do the work: one that cannot leaves it to another.</summary>
    protected virtual bool IsAble => true;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = ApplyInterval;
            try
            {
                var isAble = IsAble;
                await using var lease = isAble ? await Lease.TakeAsync(source, work, clock, stoppingToken) : null;
                if (lease is not null)
                {
                    await HoldAsync(lease, stoppingToken);
                }
                else if (isAble)
                {
                    // Another engine does it, so nothing is wrong with it.
                    Recover();
                    Yield();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                pause = FailurePause;
                Suffer(e);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One round of the work, pauses included.</summary>
    /// <param name="lease">The right to do it; what must be finished once begun watches only whether that is lost.</param>
    /// <param name="cancellationToken">The host stops, or the right is lost.</param>
    protected abstract Task WorkAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>
    /// The work succeeds again: a round of it has ended well, and not only the right to it was had. Work whose rounds do not end says so
    /// itself, from any thread.
    /// </summary>
    protected void Recover()
    {
        if (Interlocked.Exchange(ref _failing, 0) == 1)
        {
            _outages.End(GetType().Name);
        }
    }

    /// <summary>The work is no longer this engine's.</summary>
    protected virtual void Leave()
    {
    }

    /// <summary>Another engine has the work.</summary>
    protected virtual void Yield()
    {
    }

    /// <summary>The work failed; it is taken up again.</summary>
    /// <param name="failure">The failure.</param>
    protected virtual void Fail(Exception failure)
    {
    }

    private async Task HoldAsync(Lease lease, CancellationToken stoppingToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
        try
        {
            var work = LoopAsync(lease, end.Token);
            var leaves = false;
            while (await Task.WhenAny(work, Task.Delay(Lease.PulseInterval, clock, CancellationToken.None)) != work)
            {
                if (!IsAble)
                {
                    leaves = true;
                    await lease.StepDownAsync();
                }
            }

            try
            {
                await work;
            }
            catch (OperationCanceledException e) when (!lease.IsHeld && !stoppingToken.IsCancellationRequested)
            {
                // Whatever was waited for when the right was lost, a database or a broker, is not what went wrong.
                throw new WorkLostException(leaves, e);
            }
        }
        finally
        {
            Leave();
        }
    }

    private async Task LoopAsync(Lease lease, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WorkAsync(lease, cancellationToken);
            Recover();
        }
    }

    private void Suffer(Exception failure)
    {
        if (Interlocked.Exchange(ref _failing, 1) == 0)
        {
            _outages.Begin();
        }

        _outages.Failed(GetType().Name, failure);
        Fail(failure);
    }
}
