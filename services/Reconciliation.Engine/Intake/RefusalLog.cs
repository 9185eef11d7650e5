using Microsoft.Extensions.Logging;
using Reconciliation.Core;

namespace Reconciliation.Engine;

/// <summary>
/// Says in the log what goes into quarantine: whose messages, of which part, and by which rule. A sender of nothing but errors has a line
/// at once and then one at intervals, with the number of its messages.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="log">The log; no member data.</param>
public sealed partial class RefusalLog(TimeProvider clock, ILogger log)
{
    /// <summary>The pause between two lines about the same source, part and rule.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Source, string Part, string Regle), (long Untold, long LastLine)> _known = [];

    /// <summary>Messages were put into quarantine.</summary>
    /// <param name="groups">The messages, by source, part and rule: each from a closed list.</param>
    public void Deposited(IEnumerable<RefusedGroup> groups)
    {
        foreach (var group in groups)
        {
            if (Take(group) is { } count)
            {
                LogPutIntoQuarantaine(_log, count, group.Source, group.Part, group.Regle);
            }
        }
    }

    private long? Take(RefusedGroup group)
    {
        var key = (group.Source, group.Part, group.Regle);
        lock (_lock)
        {
            var isKnown = _known.TryGetValue(key, out var before);
            var count = before.Untold + group.Count;
            if (isKnown && clock.GetElapsedTime(before.LastLine) < LineInterval)
            {
                _known[key] = (count, before.LastLine);
                return null;
            }

            _known[key] = (0, clock.GetTimestamp());
            return count;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} message(s) of source {Source}, part {Part}, put into quarantine by rule {Regle}")]
    private static partial void LogPutIntoQuarantaine(ILogger log, long count, string source, string part, string regle);
}
