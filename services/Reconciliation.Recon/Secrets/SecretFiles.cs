using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reconciliation.Recon;

/// <summary>Files of secrets, in a folder for each service: of one owner, who alone may read them and nobody may write.</summary>
/// <param name="root">The folder of the folders.</param>
internal sealed class SecretFiles(DirectoryInfo root)
{
    /// <summary>The user of this service in its own image.</summary>
    private const int OwnUser = 1654;

    private const int KeyBits = 3072;

    // The users under which the images of the servers run.
    private static readonly Dictionary<string, int> UsersOfServers = new()
    {
        ["postgres"] = 70,
        ["sauvegarde"] = 70,
        ["sauvegardes"] = 70,
        ["rabbitmq"] = 100,
        ["metriques"] = 65534,
        ["grafana"] = 472,
    };

    /// <summary>The text of a file: one that is there is kept, one that is missing is made.</summary>
    /// <param name="name">Its name, with the folder of its service.</param>
    /// <param name="create">Makes it.</param>
    public string Keep(string name, Func<string> create)
    {
        if (!File.Exists(PathOf(name)))
        {
            Replace(name, Encoding.UTF8.GetBytes(create()));
        }

        return File.ReadAllText(PathOf(name));
    }

    /// <summary>Writes a file, aside and then moved: a start that was interrupted leaves no half of a secret.</summary>
    /// <param name="name">Its name, with the folder of its service.</param>
    /// <param name="content">Its bytes.</param>
    public void Replace(string name, byte[] content)
    {
        var (path, draft) = (PathOf(name), PathOf(name) + ".nouveau");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(draft);
        File.WriteAllBytes(draft, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>
    /// Gives each folder to the user of its service. Only root can; run by anybody else, all of it is theirs.
    /// </summary>
    public void GiveToOwners()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        foreach (var folder in root.GetDirectories())
        {
            var user = UsersOfServers.GetValueOrDefault(folder.Name, OwnUser);
            using var chown = Process.Start("chown", ["-R", $"{user}:{user}", folder.FullName]);
            chown.WaitForExit();
            if (chown.ExitCode != 0)
            {
                throw new Hosting.StartupRefusedException($"The secrets of {folder.Name} cannot be given to user {user}.");
            }

            using var mode = Process.Start("chmod", ["u=rwX,go=", folder.FullName]);
            mode.WaitForExit();
        }
    }

    /// <summary>A certificate with its key, in PEM, which signs nothing and encrypts the console's keys at rest.</summary>
    public static string NewCertificate()
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest("CN=reconciliation console", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private string PathOf(string name) => Path.Combine(root.FullName, name);
}
