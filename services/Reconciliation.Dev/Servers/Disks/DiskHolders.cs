using System.Diagnostics;
using System.Globalization;

namespace Reconciliation.Dev;

/// <summary>
/// The processes that keep a disk from being given back. A child of a server that asks whether its parent lives, ends some time after it.
/// </summary>
internal static class DiskHolders
{
    /// <summary>
    /// Kills the processes that hold a file of a folder open, work in it or have it mapped, but for this one, as the end of their machine's
    /// power would.
    /// </summary>
    /// <param name="folder">The folder; its disk belongs to this process's servers alone.</param>
    /// <returns>Each that was found, by its number, its name and what it holds.</returns>
    public static IReadOnlyList<string> Kill(string folder)
    {
        var found = new List<string>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var id) && Held(entry, folder) is { } held)
            {
                found.Add($"{id} {NameOf(entry)}: {held}");
                if (id != Environment.ProcessId)
                    End(id);
            }
        }

        return found;
    }

    private static string? Held(string entry, string folder)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(entry, "fd")).Prepend(Path.Combine(entry, "cwd"))
                .Select(l => new FileInfo(l).LinkTarget)
                .Concat(File.ReadLines(Path.Combine(entry, "maps")).Select(l => l.Split(' ', 6, StringSplitOptions.None)[^1].Trim()))
                .FirstOrDefault(p => p is not null && (p == folder || p.StartsWith(folder + "/", StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended meanwhile, or is another user's.
        }
    }

    private static string NameOf(string entry)
    {
        try
        {
            return File.ReadAllText(Path.Combine(entry, "comm")).Trim();
        }
        catch (IOException)
        {
            return "ended";
        }
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
