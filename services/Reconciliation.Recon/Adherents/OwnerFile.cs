using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reconciliation.Recon;

/// <summary>A file with data of members, which only the user who writes it may read.</summary>
internal static class OwnerFile
{
    /// <summary>Creates the file, or empties it.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Brings the names in the folder of a file to the disk: without it a file that was renamed may be gone after a power cut, though its
    /// contents are there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The framework opens no folder; no flag is to read it.
        using var folder = new SafeFileHandle(Open(Path.GetDirectoryName(Path.GetFullPath(path))!, flags: 0), ownsHandle: true);
        if (folder.IsInvalid)
        {
            throw new IOException($"The folder of {path} cannot be opened.", new Win32Exception());
        }

        RandomAccess.FlushToDisk(folder);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
