using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reconciliation.Hosting;

/// <summary>
/// The name by which servers know this process: what it does, on which machine, as which process. It is the <c>application_name</c> of its
/// sessions, so that whoever looks for the holder of a lock finds the process, and says how many of them there may be.
/// </summary>
public static partial class ProcessName
{
    /// <summary>The longest <c>application_name</c>: PostgreSQL cuts off what is longer.</summary>
    public const int BytesMax = 63;

    /// <summary>The name of this process.</summary>
    /// <param name="role">The part that it plays, as <c>reconciliation-engine</c>.</param>
    /// <param name="suffix">The end of the name.</param>
    public static string Of(string role, string suffix = "")
    {
        // Of a name in Kubernetes the end tells one pod from another; of others the domain is no loss.
        var end = FormattableString.Invariant($"/{Environment.ProcessId}{suffix}");
        var machine = Unfit().Replace(Environment.MachineName, "-");
        var room = Math.Max(0, BytesMax - Encoding.UTF8.GetByteCount(role) - 1 - end.Length);
        return $"{role}@{(machine.Length <= room ? machine : machine[^room..])}{end}";
    }

    /// <summary>The name of the sessions of a pool, which says how many there may be.</summary>
    /// <param name="role">The part that the process plays.</param>
    /// <param name="connectionsMax">The most connections of the pool.</param>
    public static string OfPool(string role, int connectionsMax) =>
        Of(role, " pool=" + connectionsMax.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex("[^A-Za-z0-9.-]")]
    private static partial Regex Unfit();
}
