namespace Reconciliation.Dev;

/// <summary>The browser for tests: Debian's chromium without windows, which is installed where it is missing, else a whole one.</summary>
public static class Chromium
{
    /// <summary>The environment variable that names another chromium.</summary>
    public const string Variable = "RECONCILIATION_CHROMIUM";

    // A whole chromium that shows no window draws its tabs and bars all the same: a window costs it three times the work.
    private const string Shell = "chromium-headless-shell";

    /// <summary>The full path of a chromium.</summary>
    /// <param name="say">Shows progress on the screen.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">None can be had.</exception>
    public static async Task<string> FindOrInstallAsync(Action<string> say, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new ServerUnavailableException($"The browser that {Variable} names does not exist.");
        if (Executables.Find(Shell) is { } shell)
            return shell;
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                if (await DebianPackages.InstallAsync(Shell, say, cancellation) && Executables.Find(Shell) is { } added)
                    return added;
            }
            catch (ServerUnavailableException) when (FindWhole() is not null)
            {
                // The browser that is here does the same, and takes longer.
            }
        }

        return FindWhole()
            ?? throw new ServerUnavailableException($"No chromium can be had here: install it, or name one with {Variable}.");
    }

    private static string? FindWhole() =>
        Executables.Find("chromium") ?? Executables.Find("chromium-browser") ?? Executables.Find("google-chrome");
}
