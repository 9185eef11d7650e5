using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>
/// Says in the log that requests fail because a server is away: once at the beginning, and then with their number at intervals. The
/// framework would write a stack trace for each of them, and so for each caller of an outage. Every other failure keeps its own.
/// </summary>
/// <param name="source">The database: the log names it, and what it answered; what the broker answered it says too.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class FailedRequests(NpgsqlDataSource source, TimeProvider clock, ILogger<FailedRequests> log)
{
    /// <summary>The pause between two lines.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long? _lastLine;
    private long _since;

    /// <summary>Whether the framework need not write about a failure, since it stands here.</summary>
    /// <param name="failure">The failure of a request.</param>
    public bool Tells(ExceptionHandlerSuppressDiagnosticsContext failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (FailureStatus.Of(failure.Exception) != StatusCodes.Status503ServiceUnavailable || IsOfOneStatement(failure.Exception))
        {
            return false;
        }

        long count;
        lock (_lock)
        {
            _since++;
            if (_lastLine is { } last && clock.GetElapsedTime(last) < LineInterval)
            {
                return true;
            }

            (count, _since, _lastLine) = (_since, 0, clock.GetTimestamp());
        }

        LogFailed(log, count, BrokerFailure.Describe(failure.Exception) ?? DatabaseAnswer.Describe(source, failure.Exception));
        return true;
    }

    // A server that answers and refuses a statement is there: where that happens is worth a stack trace.
    private static bool IsOfOneStatement(Exception failure) =>
        failure is PostgresException { IsTransient: false } refused && !refused.SqlState.StartsWith("57", StringComparison.Ordinal)
            && refused.SqlState != PostgresErrorCodes.ReadOnlySqlTransaction;

    [LoggerMessage(
        Level = LogLevel.Error, Message = "{Count} request(s) answered 503 since the last such line, the last one because {Answer}")]
    private static partial void LogFailed(ILogger log, long count, string answer);
}
