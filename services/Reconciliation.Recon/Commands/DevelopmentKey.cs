using System.Security.Cryptography;

namespace Reconciliation.Recon;

/// <summary>
/// The key that signs tokens for local instances. It is made at random at first use, kept where only its user can read it, and no
/// instance but a local one takes it.
/// </summary>
internal static class DevelopmentKey
{
    private const int KeyBytes = 32;

    public static byte[] ReadOrCreate()
    {
        var file = KeyFile();
        for (var attempt = 0; ; attempt++)
        {
            if (File.Exists(file) && File.ReadAllBytes(file) is { Length: KeyBytes } key)
            {
                return key;
            }

            if (attempt > 0)
            {
                throw new Hosting.StartupRefusedException(
                    "The development key is damaged: delete development.key in the state folder of reconciliation.");
            }

            Create(file);
        }
    }

    /// <summary>Reads a key that another command made.</summary>
    /// <param name="file">Its file.</param>
    /// <exception cref="Hosting.StartupRefusedException">There is no key in it.</exception>
    public static byte[] Read(FileInfo file) =>
        file.Exists && File.ReadAllBytes(file.FullName) is { Length: KeyBytes } key
            ? key
            : throw new Hosting.StartupRefusedException("The file that --cle-locale names holds no development key.");

    private static string KeyFile()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "reconciliation", "development.key");
    }

    // Written aside and moved: two commands that start at once agree on one key.
    private static void Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
