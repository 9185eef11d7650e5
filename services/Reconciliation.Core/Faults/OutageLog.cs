using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reconciliation.Core;

/// <summary>
/// Says in the log that something keeps failing: when it begins, at each new cause, at growing intervals while it lasts, and when it ends.
/// That is a few lines, however many try and however often.
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

    /// <summary>The most causes of one outage that have a line at once; others wait for their turn.</summary>
    public const int CausesMax = 8;

    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _causes = new(StringComparer.Ordinal);
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
                if (SinceLastLine() > 2 * _pause)
                {
                    _pause = TimeSpan.Zero;
                    _causes.Clear();
                }
            }
        }
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="what">The name of the action, for the log.</param>
    /// <param name="exception">The failure.</param>
    public void Failed(string what, Exception exception)
    {
        var cause = (exception as PostgresException)?.SqlState ?? exception.GetType().Name;
        long attempts;
        lock (_lock)
        {
            attempts = ++_attempts;
            var isNews = _causes.Count < CausesMax && _causes.Add(cause);
            if (!isNews && SinceLastLine() < _pause)
            {
                return;
            }

            _pause = isNews ? LinePauseMin : TimeSpan.FromTicks(Math.Clamp(_pause.Ticks * 2, LinePauseMin.Ticks, LinePauseMax.Ticks));
            (_lastLine, _said) = (clock.GetTimestamp(), true);
        }

        var (fault, answer) = (Faults.Classify(exception), Faults.Describe(source, exception));
        LogWaiting(_log, what, fault, answer, attempts);
    }

    /// <summary>Somebody who failed has succeeded, or given up.</summary>
    /// <param name="what">The name of the action, for the log.</param>
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
