using Microsoft.Extensions.Logging;

namespace Reconciliation.Core;

/// <summary>
/// Says in the log that a set of tied journées was folded in part, since it is too large: at once and then at intervals, with the number of
/// times.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="log">The log; no member data.</param>
internal sealed partial class TiedClosureLog(TimeProvider clock, ILogger log)
{
    /// <summary>The pause between two lines.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private long _untold;
    private long? _lastLine;

    /// <summary>A set was folded in part.</summary>
    /// <param name="journees">The number of its journées that were read.</param>
    /// <param name="untouched">Of these, the number of those that were left as they are stored.</param>
    public void FoldedInPart(int journees, int untouched)
    {
        long times;
        lock (_lock)
        {
            _untold++;
            if (_lastLine is { } last && clock.GetElapsedTime(last) < LineInterval)
            {
                return;
            }

            (times, _untold, _lastLine) = (_untold, 0, clock.GetTimestamp());
        }

        LogFoldedInPart(_log, journees, untouched, times);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "More journées are tied together than are folded together: {Journees} were read, {Untouched} of them left as they are"
            + " stored; {Times} time(s) since the last such line")]
    private static partial void LogFoldedInPart(ILogger log, int journees, int untouched, long times);
}
