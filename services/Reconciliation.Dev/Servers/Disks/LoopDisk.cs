using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Reconciliation.Dev;

/// <summary>
/// A disk of its own in a file, to cut the power of: what was written to it and not forced is then gone, as on a machine that loses its
/// power. The kernel itself has that fault, for the tests of its file systems. The disk ends with this object and with this process.
/// </summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private const long Size = 2L << 30;

    // EXT4_IOC_SHUTDOWN.
    private const uint Shutdown = 0x8004587D;

    // Nothing is written by itself while a test lasts: only what is forced.
    private const string Options = "loop,noatime,commit=3600";

    // A guard outlives a killed owner: a disk that stays mounted would stay for ever.
    private const string Guard = """
        read -r _
        umount "$1/disk" || umount -l "$1/disk"
        rm -rf "$1"
        """;

    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Process _guard;

    private LoopDisk(string folder, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        string[] command = ["sh", "-c", Guard, "guard", folder];
        command = Executables.Find("setsid") is { } setsid ? [setsid, .. command] : command;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true, // of a disk that is not mounted any more
            WorkingDirectory = "/",
        };
        _guard = Process.Start(start)!;
        _guard.BeginErrorReadLine();
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Combine(_folder, "disk");

    private string Image => Path.Combine(_folder, "image");

    // The fault is given to a file of the disk, whichever.
    private string Handle => Path.Combine(Folder, "power");

    /// <summary>Makes and mounts one.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">That is not possible here.</exception>
    public static async Task<LoopDisk> CreateAsync(TimeProvider clock, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Executables.Find("mkfs.ext4") is not { } format)
            throw new ServerUnavailableException("A power cut needs Linux, root and mkfs.ext4, to mount a disk that can be cut.");
        var disk = new LoopDisk(CreateFolder(), clock);
        try
        {
            await using (var image = File.Create(disk.Image))
                image.SetLength(Size); // sparse
            await RunAsync([format, "-q", "-F", disk.Image], cancellation);
            await disk.MountAsync(cancellation);
            await File.WriteAllTextAsync(disk.Handle, "", cancellation);
            await disk.SyncAsync(cancellation);
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>Forces all that was written so far to the disk.</summary>
    /// <param name="cancellation">Gives up.</param>
    public Task SyncAsync(CancellationToken cancellation) => RunAsync(["sync", "-f", Folder], cancellation);

    /// <summary>Cuts the power: what was not forced is gone, and whoever writes or forces from now on is refused.</summary>
    public void CutPower()
    {
        using var file = File.OpenHandle(Handle);
        var flags = 2u; // without writing the journal out first
        if (NativeControl.Control(file, Shutdown, ref flags) != 0)
            throw new IOException($"The power was not cut: error {Marshal.GetLastPInvokeError().ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>Gives the power back: what is there is what was forced. A process that still holds a file of it open is killed.</summary>
    /// <param name="cancellation">Gives up.</param>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        var last = "";
        IReadOnlyList<string> holders = [];
        if (!await Servers.HoldsAsync(UnmountedAsync, BusyLimit, _clock, cancellation))
            throw new ServerUnavailableException($"The disk {Folder} is not given back ({last}; {string.Join(", ", holders)}).");
        await MountAsync(cancellation);

        async Task<bool> UnmountedAsync()
        {
            var result = await Executables.RunAsync(["umount", Folder], new Dictionary<string, string>(), cancellation);
            last = result.LastLine;
            if (result.ExitCode != 0)
                holders = DiskHolders.Kill(Folder);
            return result.ExitCode == 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        using var limit = new CancellationTokenSource(CommandLimit, _clock);
        await _guard.WaitForExitAsync(limit.Token);
        _guard.Dispose();
    }

    // Open to the users of the servers, each of which has a folder of its own there.
    [SupportedOSPlatform("linux")]
    private static string CreateFolder()
    {
        var folder = SystemUser.CreateFolder("reconciliation-disk-", SystemUser.InsteadOfRoot("nobody"));
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(Path.Combine(folder, "disk"));
        return folder;
    }

    private Task MountAsync(CancellationToken cancellation) => RunAsync(["mount", "-o", Options, Image, Folder], cancellation);

    private static async Task RunAsync(string[] command, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CommandLimit);
        var result = await Executables.RunAsync(command, new Dictionary<string, string>(), limit.Token);
        if (result.ExitCode != 0)
            throw new ServerUnavailableException($"A power cut is not possible here: {Path.GetFileName(command[0])}: {result.LastLine}");
    }
}

/// <summary>The calls to a file system past reading and writing.</summary>
internal static class NativeControl
{
    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Control(SafeFileHandle file, nuint request, ref uint argument);
}
