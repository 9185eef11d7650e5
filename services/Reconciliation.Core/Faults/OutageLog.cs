using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Says in the log that something keeps failing: when it begins, when its cause changes, at growing intervals while it lasts, and when it
/// ends. However many try and however often, that is a few lines.
/// </summary>
/// <param name="source">The database: the log names it, and what it answered.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log; no member data.</param>
public sealed partial class OutageLog(NpgsqlDataSource source, TimeProvider clock, ILogger log)
{
    /// <summary>The pause between two lines, at first; it doubles.</summary>
    public static readonly TimeSpan LinePauseMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two lines.</summary>
    public static readonly TimeSpan LinePauseMax = TimeSpan.FromMinutes(5);

    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private string? _cause;
    private int _failing;
    private long _attempts;
    private long _start;
    private long _lastLine;
    private TimeSpan _pause;
    private bool _said;

    /// <summary>Somebody who succeeded so far fails.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_failing++ == 0)
            {
                (_start, _attempts) = (clock.GetTimestamp(), 0);
                _pause = SinceLastLine() > 2 * _pause ? TimeSpan.Zero : _pause;
            }
        }
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="what">What was tried.</param>
    /// <param name="exception">What came of it.</param>
    public void Failed(string what, Exception exception)
    {
        var cause = (exception as PostgresException)?.SqlState ?? exception.GetType().Name;
        long attempts;
        lock (_lock)
        {
            attempts = ++_attempts;
            var isNews = cause != _cause && SinceLastLine() >= LinePauseMin;
            if (!isNews && SinceLastLine() < _pause)
            {
                return;
            }

            var next = isNews ? LinePauseMin : TimeSpan.FromTicks(Math.Clamp(_pause.Ticks * 2, LinePauseMin.Ticks, LinePauseMax.Ticks));
            (_pause, _cause, _lastLine, _said) = (next, cause, clock.GetTimestamp(), true);
        }

        var (fault, answer) = (Faults.Classify(exception), DatabaseAnswer.Describe(source, exception));
        LogWaiting(_log, what, fault, answer, attempts);
    }

    /// <summary>Somebody who failed has succeeded, or given up.</summary>
    /// <param name="what">What was tried.</param>
    public void End(string what)
    {
        lock (_lock)
        {
            if (--_failing > 0 || !_said)
            {
                return;
            }

            _said = false;
        }

        var duration = clock.GetElapsedTime(_start);
        LogGoesOn(_log, what, duration, _attempts);
    }

    private TimeSpan SinceLastLine() => _lastLine == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(_lastLine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} waits ({Fault}): {Answer} Attempts so far: {Attempts}")]
    private static partial void LogWaiting(ILogger log, string what, FaultClass fault, string answer, long attempts);

    [LoggerMessage(Level = LogLevel.Information, Message = "{What} goes on after {Duration} and {Attempts} attempts that failed")]
    private static partial void LogGoesOn(ILogger log, string what, TimeSpan duration, long attempts);
}
