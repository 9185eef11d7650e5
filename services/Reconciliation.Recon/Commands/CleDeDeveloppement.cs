using System.Security.Cryptography;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// The key that signs tokens for local instances. It is made at random at first use, kept where only its user can read it, and no
/// instance but a local one takes it.
/// </summary>
internal static class CleDeDeveloppement
{
    private const int Octets = 32;

    public static byte[] LireOuCreer()
    {
        var fichier = Fichier();
        for (var essai = 0; ; essai++)
        {
            if (File.Exists(fichier) && File.ReadAllBytes(fichier) is { Length: Octets } cle)
            {
                return cle;
            }

            if (essai > 0)
            {
                throw new Hosting.DemarrageRefuseException("The development key is damaged: delete development.key in the state folder of reconciliation.");
            }

            Creer(fichier);
        }
    }

    /// <summary>Reads a key that another command made.</summary>
    /// <param name="fichier">Its file.</param>
    /// <exception cref="Hosting.DemarrageRefuseException">There is no key in it.</exception>
    public static byte[] Lire(FileInfo fichier) =>
        fichier.Exists && File.ReadAllBytes(fichier.FullName) is { Length: Octets } cle
            ? cle
            : throw new Hosting.DemarrageRefuseException("The file that --cle-locale names holds no development key.");

    /// <summary>Puts the key where a stack of containers on this machine reads it, so that <c>recon token</c> works for it too.</summary>
    /// <param name="fichier">Where.</param>
    public static void Copier(string fichier)
    {
        File.WriteAllBytes(fichier, LireOuCreer());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fichier, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private static string Fichier()
    {
        var etat = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(etat, "reconciliation", "development.key");
    }

    // Written aside and moved: two commands that start at once agree on one key.
    private static void Creer(string fichier)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(fichier)!);
        var brouillon = $"{fichier}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var flux = new FileStream(brouillon, options))
        {
            flux.Write(RandomNumberGenerator.GetBytes(Octets));
        }

        try
        {
            File.Move(brouillon, fichier, overwrite: false);
        }
        catch (IOException) when (File.Exists(fichier))
        {
            File.Delete(brouillon);
        }
    }
}
