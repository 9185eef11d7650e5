using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Reconciliation.Core;

/// <summary>
/// Waits for a server that is down, busy or set up wrongly; a line that is refused is not waited for. Waiting keeps the messages
/// unacknowledged, so that the broker sends no more: nothing is put aside because of a server.
/// </summary>
/// <param name="source">The database, for the log.</param>
/// <param name="clock">The clock.</param>
/// <param name="metrics">Counts attempts, so that an action that is tried for ever is seen.</param>
/// <param name="log">The log.</param>
public sealed class TransientRetry(NpgsqlDataSource source, TimeProvider clock, ReconcilerMetrics metrics, ILogger<TransientRetry> log)
{
    /// <summary>The pause before the first new attempt; it grows.</summary>
    public static readonly TimeSpan RetryPauseMin = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan RetryPauseMax = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The number of times that a conflict with other transactions is tried again before the batch is halved. A line alone that still
    /// conflicts is waited for like a server: nobody refused it.
    /// </summary>
    public const int ConflictsMax = 8;

    private readonly OutageLog _outages = new(source, clock, log);

    /// <summary>
    /// Tries an action again, with growing pauses and jitter, until it succeeds or a line is to blame; the caller's token ends it.
    /// </summary>
    /// <param name="what">The name of the action, for the log.</param>
    /// <param name="action">The action.</param>
    /// <param name="boundedConflicts">Whether conflicts are tried again a limited number of times only, and then thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended, between two attempts or during one that a server failed.</exception>
    public Task TryAsync(string what, Func<CancellationToken, Task> action, bool boundedConflicts, CancellationToken cancellationToken) =>
        RetryAsync(
            what,
            action,
            (e, attempt) => Faults.Classify(e) switch
            {
                FaultClass.Ligne => false,
                FaultClass.Conflict => !boundedConflicts || attempt < ConflictsMax,
                FaultClass.Server or FaultClass.UnknownOutcome => true,
            },
            cancellationToken);

    /// <summary>
    /// The same for an action that no line can make fail, such as keeping a refused message: every failure is waited for.
    /// </summary>
    /// <param name="what">The name of the action, for the log.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task InsistAsync(string what, Func<CancellationToken, Task> action, CancellationToken cancellationToken) =>
        RetryAsync(what, action, (_, _) => true, cancellationToken);

    private async Task RetryAsync(
        string what, Func<CancellationToken, Task> action, Func<Exception, int, bool> waits, CancellationToken cancellationToken)
    {
        var failed = false;
        var retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is { } e && !cancellationToken.IsCancellationRequested
                    && !HostEnded(e) && waits(e, attempt.AttemptNumber)),
                BackoffType = DelayBackoffType.Exponential,
                Delay = RetryPauseMin,
                MaxDelay = RetryPauseMax,
                UseJitter = true,
                MaxRetryAttempts = int.MaxValue,
                OnRetry = attempt =>
                {
                    if (!failed)
                    {
                        _outages.Begin();
                        failed = true;
                    }

                    metrics.Retried(Faults.Classify(attempt.Outcome.Exception!) == FaultClass.Conflict);
                    _outages.Failed(what, attempt.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
        try
        {
            await retry.ExecuteAsync(async ct => await action(ct), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested && waits(e, 0))
        {
            // The stop came during an attempt that a server failed: it ended a wait, and its failure is nobody's answer.
            throw new OperationCanceledException($"{what}: given up while waiting for a server.", e, cancellationToken);
        }
        finally
        {
            if (failed)
            {
                _outages.End(what);
            }
        }
    }

    // A host that did not end in time takes its pool away from those who still use it: no further attempt can succeed.
    private static bool HostEnded(Exception exception) =>
        exception is ObjectDisposedException { ObjectName: var name } && name?.Contains("DataSource", StringComparison.Ordinal) == true;
}
