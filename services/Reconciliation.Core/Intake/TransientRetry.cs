using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Reconciliation.Core;

/// <summary>
/// Tells a server that is down or busy, which is waited for, from a line that is refused, which is not. Waiting keeps the messages
/// unacknowledged, so that the broker sends no more: nothing is put aside because a server is down.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="metrics">Counts attempts, so that what is tried for ever is seen.</param>
/// <param name="log">The log.</param>
public sealed partial class TransientRetry(TimeProvider clock, ReconcilerMetrics metrics, ILogger<TransientRetry> log)
{
    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a conflict with other transactions is tried again before the batch is halved. A line alone that still conflicts is
    /// waited for like a server: it was refused by nobody.
    /// </summary>
    public const int ConflictsMax = 8;

    private readonly ILogger _log = log;
    private ResiliencePipeline? _bounded;
    private ResiliencePipeline? _endless;

    /// <summary>Whether the same attempt may succeed later.</summary>
    /// <param name="exception">What came of it.</param>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // Serialisation, deadlock, resources, operator intervention, lock timeout: by class of SQLSTATE, as PostgreSQL names them.
        PostgresException e => e.IsTransient || e.SqlState is ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "55P03" or ['0', '8', ..],
        NpgsqlException => true,
        TimeoutException or IOException or System.Net.Sockets.SocketException => true,
        _ => false,
    };

    /// <summary>
    /// Whether other transactions, or the size of the batch, are in the way: serialisation, deadlock, time limits of locks and statements.
    /// </summary>
    /// <param name="exception">What came of it.</param>
    public static bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: ['4', '0', ..] or "55P03" or "57014" } or NpgsqlException { InnerException: TimeoutException };

    /// <summary>Tries again as long as the server is down, with growing pauses and jitter; the caller's token ends it.</summary>
    /// <param name="action">What to try.</param>
    /// <param name="boundedConflicts">Whether conflicts are tried again a limited number of times only, and then thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TryAsync(Func<CancellationToken, Task> action, bool boundedConflicts, CancellationToken cancellationToken)
    {
        var expectation = boundedConflicts ? _bounded ??= Build(ConflictsMax) : _endless ??= Build(int.MaxValue);
        await expectation.ExecuteAsync(async ct => await action(ct), cancellationToken);
    }

    private ResiliencePipeline Build(int conflictsMax) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is { } e && IsTransient(e) && (attempt.AttemptNumber < conflictsMax || !IsConflict(e))),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = RetryPauseMax,
            UseJitter = true,
            MaxRetryAttempts = int.MaxValue,
            OnRetry = attempt =>
            {
                var conflict = IsConflict(attempt.Outcome.Exception!);
                metrics.Retried(conflict);
                if (conflict && attempt.AttemptNumber >= ConflictsMax)
                {
                    EndlessConflict(_log, (attempt.Outcome.Exception as PostgresException)?.SqlState, attempt.AttemptNumber + 1, attempt.RetryDelay);
                }
                else
                {
                    LogNewAttempt(_log, attempt.Outcome.Exception?.GetType().Name, attempt.AttemptNumber + 1, attempt.RetryDelay);
                }

                return default;
            },
        })
        .Build();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A server is not available ({Exception}); attempt {Attempt} failed, next in {Delay}")]
    private static partial void LogNewAttempt(ILogger log, string? exception, int attempt, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message stays unacknowledged: other transactions are in its way (SQLSTATE {SqlState}); attempt {Attempt} failed, next in {Delay}")]
    private static partial void EndlessConflict(ILogger log, string? sqlState, int attempt, TimeSpan delay);
}
