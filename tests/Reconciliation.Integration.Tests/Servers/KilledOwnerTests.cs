using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Npgsql;
using Reconciliation.Dev;
using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>A process that owns private servers from local programs, seen from outside while it lives and after it is killed.</summary>
public sealed class KilledOwnerTests
{
    [SkippableFact]
    public async Task Private_servers_listen_on_loopback_only_and_go_with_their_killed_owner()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The processes are looked up in /proc.");
        using var owner = Start();
        try
        {
            var servers = await TestServers.OrSkipAsync(ReadAsync(owner));
            Assert.All(servers.Ports, port => Assert.NotEmpty(Listeners(port)));
            Assert.All(servers.Ports.SelectMany(Listeners), endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), $"{endpoint}"));
            Assert.All(servers.Folders, folder => Assert.True(Directory.Exists(folder), folder));
            Assert.All(servers.Folders, folder => Assert.NotEmpty(ProcessesOf(folder)));

            owner.Kill(); // SIGKILL, of the owner alone: it has no say in what happens next
            await owner.WaitForExitAsync();

            await Eventually.HoldsAsync("nobody listens on the ports", () => !servers.Ports.SelectMany(Listeners).Any());
            await Eventually.HoldsAsync("the folders are gone", () => !servers.Folders.Any(Directory.Exists));
            await Eventually.HoldsAsync("no process of the servers is left", () => !servers.Folders.SelectMany(ProcessesOf).Any());
        }
        finally
        {
            if (!owner.HasExited)
                owner.Kill();
        }
    }

    private static Process Start()
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "Reconciliation.ServerProbe.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [probe, nameof(ServerSource.Local), nameof(ServerSource.Packages)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<(int[] Ports, string[] Folders)> ReadAsync(Process owner)
    {
        var postgres = await owner.StandardOutput.ReadLineAsync();
        if (postgres is null)
            throw new ServerUnavailableException((await owner.StandardError.ReadToEndAsync()).Trim().Split('\n')[^1]);
        var postgresFolder = await owner.StandardOutput.ReadLineAsync();
        var rabbit = await owner.StandardOutput.ReadLineAsync();
        var rabbitFolder = await owner.StandardOutput.ReadLineAsync();
        return ([new NpgsqlConnectionStringBuilder(postgres).Port, new Uri(rabbit!).Port], [postgresFolder!, rabbitFolder!]);
    }

    private static IEnumerable<IPEndPoint> Listeners(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(endpoint => endpoint.Port == port);

    /// <summary>
    /// The processes that have a server's folder in their arguments or variables: server, guard, port mapper and their helpers.
    /// </summary>
    internal static IEnumerable<string> ProcessesOf(string folder) =>
        Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && Mentions(process, folder));

    private static bool Mentions(string process, string folder)
    {
        try
        {
            var told = File.ReadAllText(process + "/cmdline") + File.ReadAllText(process + "/environ");
            return told.Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or it is not ours to look at
        }
    }
}
