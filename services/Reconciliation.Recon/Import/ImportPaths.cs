using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>The places of the files of an import: none that is read may be written, under whatever name.</summary>
internal static class ImportPaths
{
    /// <summary>The most links that are followed one after the other, as Linux does: more of them are a circle.</summary>
    private const int LinksMax = 40;

    private const string StandardInputDevice = "/dev/stdin";

    /// <summary>Refuses a report or a mark that is one of the sources, and a report that is a mark.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="rejections">The report of refused records; null: none.</param>
    /// <exception cref="StartupRefusedException">Two are one: in a sentence that names both.</exception>
    public static void RequireApart(IReadOnlyList<string> sources, string? rejections)
    {
        var report = rejections is null ? null : Real(rejections);
        if (sources.FirstOrDefault(s => Real(s) == report) is { } read)
        {
            throw IsRead(rejections!, read);
        }

        foreach (var kept in sources.Where(s => s != ImportSource.StandardInput))
        {
            foreach (var mark in ImportMark.Paths(kept))
            {
                if (Real(mark) == report)
                {
                    throw new StartupRefusedException(
                        $"The refused records cannot be written to {rejections}: it is {mark}, which holds the place of {kept}.");
                }

                if (sources.FirstOrDefault(s => Real(s) == Real(mark)) is { } source)
                {
                    throw new StartupRefusedException(
                        $"The file {source} cannot be read: it is {mark}, which holds the place of {kept}.");
                }
            }
        }
    }

    /// <summary>Says that a report would empty a source.</summary>
    /// <param name="rejections">The report.</param>
    /// <param name="source">The source.</param>
    /// <param name="orCopy">Whether it may be another file of the same content.</param>
    public static StartupRefusedException IsRead(string rejections, string source, bool orCopy = false)
    {
        var name = source == ImportSource.StandardInput ? "standard input" : source;
        return new($"The refused records cannot be written to {rejections}: it is {name}, which is read{(orCopy ? ", or a copy" : "")}.");
    }

    /// <summary>The path of a file without links, in any of its folders.</summary>
    /// <param name="path">The path; <c>-</c> is standard input.</param>
    public static string Real(string path) => Real(path == ImportSource.StandardInput ? StandardInputDevice : path, 0);

    private static string Real(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (links > LinksMax || Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        var here = Path.Combine(Real(folder, links), Path.GetFileName(full));
        return Target(here) is { } target ? Real(target, links + 1) : here;
    }

    // Of a path that cannot be looked at there is nothing better than the path: opened, it is refused anyway.
    private static string? Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
