using System.Runtime.Versioning;

namespace Reconciliation.Dev;

/// <summary>Installs missing programs, on Debian and its kin, as root.</summary>
internal static class DebianPackages
{
    private const string AptGet = "/usr/bin/apt-get";

    // Debian runs this script before a package starts its service, and 101 says no: a private server is wanted, not the machine's.
    private const string Policy = "/usr/sbin/policy-rc.d";

    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    // A network that answers nothing is given up soon: there may be something else to take.
    private static readonly string[] Network = ["-o", "Acquire::http::Timeout=15", "-o", "Acquire::Retries=1"];

    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Installs a package; false where that is not possible here.</summary>
    /// <exception cref="ServerUnavailableException">It is possible, and it failed.</exception>
    [UnsupportedOSPlatform("windows")]
    public static async Task<bool> InstallAsync(string package, Action<string> say, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists(AptGet))
            return false;

        await OneAtATime.WaitAsync(cancellation);
        var policyIsOurs = !File.Exists(Policy);
        try
        {
            if (policyIsOurs)
                ForbidServices();
            say($"Installation de {package} avec apt-get ; son service n'est pas démarré.");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(InstallTimeout);
            await InstallAsync(package, limit.Token);
            return true;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ServerUnavailableException(
                $"apt-get took more than {InstallTimeout.TotalMinutes} minutes to install {package}.", late);
        }
        finally
        {
            if (policyIsOurs)
                File.Delete(Policy);
            OneAtATime.Release();
        }
    }

    private static async Task InstallAsync(string package, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
        string[] install = [AptGet, "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=60", .. Network, package];
        var result = await Executables.RunAsync(install, environment, cancellation);
        if (result.ExitCode != 0)
        {
            // The lists of packages are missing or old.
            await Executables.RunAsync([AptGet, "update", "-q", .. Network], environment, cancellation);
            result = await Executables.RunAsync(install, environment, cancellation);
        }

        if (result.ExitCode != 0)
            throw new ServerUnavailableException($"apt-get could not install {package} ({result.LastLine}).");
    }

    [UnsupportedOSPlatform("windows")]
    private static void ForbidServices()
    {
        File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
        File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
