using System.Globalization;

namespace Reconciliation.Benchmarks;

/// <summary>Processor time that was used.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // of /proc, whatever the kernel counts in

    /// <summary>
    /// By <c>postgres</c> and <c>rabbitmq</c>, each with its children, in seconds since they started: found by the names in their command
    /// lines. <c>machine</c>: by everything. Nothing where the machine is not Linux.
    /// </summary>
    /// <param name="servers">The servers.</param>
    public static Dictionary<string, double> Of(BenchServers servers)
    {
        var used = new Dictionary<string, double>();
        if (!OperatingSystem.IsLinux())
        {
            return used;
        }

        var processes =
            Directory.GetDirectories("/proc").Select(Read).OfType<(int Id, int Parent, double Seconds, string Command)>().ToList();
        foreach (var (who, folder) in new[] { ("postgres", servers.DataFolder), ("rabbitmq", servers.Rabbit.Folder) })
        {
            if (folder is not null)
            {
                var roots = processes.Where(p => p.Command.Contains(folder, StringComparison.Ordinal)).Select(p => p.Id).ToHashSet();
                used[who] = processes.Where(p => roots.Contains(p.Id) || roots.Contains(p.Parent)).Sum(p => p.Seconds);
            }
        }

        used["machine"] = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..4]
            .Sum(t => double.Parse(t, CultureInfo.InvariantCulture)) / TicksPerSecond;
        return used;
    }

    private static (int Id, int Parent, double Seconds, string Command)? Read(string folder)
    {
        try
        {
            // After the name, which may hold anything, in parentheses: state, parent, …; time of its own, and of children that have ended.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var seconds = fields[11..15].Sum(t => double.Parse(t, CultureInfo.InvariantCulture)) / TicksPerSecond;
            var id = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), seconds, File.ReadAllText(Path.Combine(folder, "cmdline")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null; // no process, or one that has just ended
        }
    }
}
