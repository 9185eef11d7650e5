namespace Reconciliation.Dev;

/// <summary>The browser for tests: Debian's chromium, which is installed where it is missing.</summary>
public static class Chromium
{
    /// <summary>The environment variable that names another chromium.</summary>
    public const string Variable = "RECONCILIATION_CHROMIUM";

    /// <summary>The full path of a chromium.</summary>
    /// <param name="say">Shows progress on the screen.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">None can be had.</exception>
    public static async Task<string> FindOrInstallAsync(Action<string> say, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new ServerUnavailableException($"The browser that {Variable} names does not exist.");
        if (Find() is { } installed)
            return installed;
        if (!OperatingSystem.IsWindows() && await DebianPackages.InstallAsync("chromium", say, cancellation) && Find() is { } added)
            return added;
        throw new ServerUnavailableException($"No chromium can be had here: install it, or name one with {Variable}.");
    }

    private static string? Find() =>
        Executables.Find("chromium") ?? Executables.Find("chromium-browser") ?? Executables.Find("google-chrome");
}
