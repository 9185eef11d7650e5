using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Reconciliation.Dev;

/// <summary>The user that a server runs as: PostgreSQL refuses to be root, and RabbitMQ has no need to be.</summary>
internal static class SystemUser
{
    // A file system of Linux in memory; what a container has of it is often small.
    private const string Memory = "/dev/shm";
    private const long MemoryBytesMin = 4L << 30;

    /// <summary>
    /// The first of these users that exists, when this process is root; null when the server can run as this process does.
    /// </summary>
    public static string? InsteadOfRoot(string preferred)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return new[] { preferred, "nobody" }.FirstOrDefault(known.Contains)
            ?? throw new ServerUnavailableException(
                $"A private server does not run as root, and there is no user {preferred} to run it as.");
    }

    /// <summary>The words before a command that make it run as a user.</summary>
    public static string[] Prefix(string? user) => user switch
    {
        null => [],
        _ when Executables.Find("setpriv") is { } setpriv =>
            [setpriv, $"--reuid={user}", $"--regid={GroupOf(user)}", "--init-groups", "--"],
        _ when Executables.Find("runuser") is { } runuser => [runuser, "-u", user, "--"],
        _ =>
            throw new ServerUnavailableException(
                $"Neither setpriv nor runuser is installed to run a private server as {user} instead of root."),
    };

    /// <summary>A new temporary folder, closed to others, where this user can go: what TMPDIR names for root may be closed to it.</summary>
    /// <param name="prefix">The beginning of its name.</param>
    /// <param name="user">The user; null: that of this process.</param>
    /// <param name="inMemory">Whether it may lie in memory: it does where enough of that is free.</param>
    [UnsupportedOSPlatform("windows")]
    public static string CreateFolder(string prefix, string? user, bool inMemory = false)
    {
        var parent = inMemory && HasMemory() ? Memory : user is null ? Path.GetTempPath() : "/tmp";
        var folder = Path.Combine(parent, prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return Directory.CreateDirectory(folder, OwnerOnly).FullName;
    }

    /// <summary>A folder that stays, of this user, who may not be allowed to make it.</summary>
    public static string OwnFolder(string folder, string? user)
    {
        folder = Directory.CreateDirectory(folder).FullName;
        if (user is not null)
        {
            using var chown = Process.Start("chown", [user, folder]);
            chown.WaitForExit();
        }

        return folder;
    }

    private static bool HasMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= MemoryBytesMin;

    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];
}
