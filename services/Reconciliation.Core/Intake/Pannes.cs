using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Reconciliation.Core;

/// <summary>
/// Tells a server that is down or busy, which is waited for, from a line that is refused, which is not. Waiting keeps the messages
/// unacknowledged, so that the broker sends no more: nothing is put aside because a server is down.
/// </summary>
/// <param name="horloge">The clock.</param>
/// <param name="mesures">Counts attempts, so that what is tried for ever is seen.</param>
/// <param name="log">The log.</param>
public sealed partial class Pannes(TimeProvider horloge, Mesures mesures, ILogger<Pannes> log)
{
    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a conflict with other transactions is tried again before the batch is halved. A line alone that still conflicts is
    /// waited for like a server: it was refused by nobody.
    /// </summary>
    public const int ConflitsMax = 8;

    private readonly ILogger _log = log;
    private ResiliencePipeline? _bornee;
    private ResiliencePipeline? _sansFin;

    /// <summary>Whether the same attempt may succeed later.</summary>
    /// <param name="exception">What came of it.</param>
    public static bool EstPassagere(Exception exception) => exception switch
    {
        // Serialisation, deadlock, resources, operator intervention, lock timeout: by class of SQLSTATE, as PostgreSQL names them.
        PostgresException e => e.IsTransient || e.SqlState is ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "55P03" or ['0', '8', ..],
        NpgsqlException => true,
        TimeoutException or IOException or System.Net.Sockets.SocketException => true,
        _ => false,
    };

    /// <summary>Whether other transactions, or the size of the batch, are in the way: serialisation, deadlock, time limits of locks and statements.</summary>
    /// <param name="exception">What came of it.</param>
    public static bool EstConflit(Exception exception) =>
        exception is PostgresException { SqlState: ['4', '0', ..] or "55P03" or "57014" } or NpgsqlException { InnerException: TimeoutException };

    /// <summary>Tries again as long as the server is down, with growing pauses and jitter; the caller's token ends it.</summary>
    /// <param name="action">What to try.</param>
    /// <param name="conflitsBornes">Whether conflicts are tried again a limited number of times only, and then thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TenterAsync(Func<CancellationToken, Task> action, bool conflitsBornes, CancellationToken cancellationToken)
    {
        var attente = conflitsBornes ? _bornee ??= Construire(ConflitsMax) : _sansFin ??= Construire(int.MaxValue);
        await attente.ExecuteAsync(async ct => await action(ct), cancellationToken);
    }

    private ResiliencePipeline Construire(int conflitsMax) => new ResiliencePipelineBuilder { TimeProvider = horloge }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = tentative => ValueTask.FromResult(
                tentative.Outcome.Exception is { } e && EstPassagere(e) && (tentative.AttemptNumber < conflitsMax || !EstConflit(e))),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = PauseMax,
            UseJitter = true,
            MaxRetryAttempts = int.MaxValue,
            OnRetry = tentative =>
            {
                var conflit = EstConflit(tentative.Outcome.Exception!);
                mesures.Reprise(conflit);
                if (conflit && tentative.AttemptNumber >= ConflitsMax)
                {
                    ConflitSansFin(_log, (tentative.Outcome.Exception as PostgresException)?.SqlState, tentative.AttemptNumber + 1, tentative.RetryDelay);
                }
                else
                {
                    NouvelleTentative(_log, tentative.Outcome.Exception?.GetType().Name, tentative.AttemptNumber + 1, tentative.RetryDelay);
                }

                return default;
            },
        })
        .Build();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A server is not available ({Exception}); attempt {Attempt} failed, next in {Delay}")]
    private static partial void NouvelleTentative(ILogger log, string? exception, int attempt, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message stays unacknowledged: other transactions are in its way (SQLSTATE {SqlState}); attempt {Attempt} failed, next in {Delay}")]
    private static partial void ConflitSansFin(ILogger log, string? sqlState, int attempt, TimeSpan delay);
}
