using System.Security.Cryptography;
using System.Text.Json;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// How far a file was imported, kept beside it until the command has ended: everything up to this line is confirmed by the broker or in
/// quarantine. What comes after may have been sent, too: sending it again does no harm.
/// </summary>
/// <param name="Taille">The size of the file: another file of the same name is begun anew.</param>
/// <param name="Debut">The fingerprint of its first bytes.</param>
/// <param name="Ligne">The last line.</param>
/// <param name="Acceptes">How many records were accepted.</param>
/// <param name="Rejetes">How many were refused.</param>
/// <param name="OctetsDeRejets">The length of the report of refusals.</param>
/// <param name="Finie">Whether that was all of the file.</param>
internal sealed record Marque(long Taille, string Debut, long Ligne, long Acceptes, long Rejetes, long OctetsDeRejets, bool Finie)
{
    private const int OctetsDuDebut = 64 * 1024;

    /// <summary>The mark of a file that was not begun.</summary>
    /// <param name="fichier">The path of the file.</param>
    public static Marque Nouvelle(string fichier)
    {
        using var flux = File.OpenRead(fichier);
        var debut = new byte[OctetsDuDebut];
        var lus = flux.ReadAtLeast(debut, debut.Length, throwOnEndOfStream: false);
        return new(flux.Length, Convert.ToHexStringLower(SHA256.HashData(debut.AsSpan(0, lus))), 0, 0, 0, 0, false);
    }

    /// <summary>The mark left by an interrupted command; where there is none, or it is of another file, the file is begun.</summary>
    /// <param name="fichier">The path of the file.</param>
    public static Marque Lire(string fichier)
    {
        var nouvelle = Nouvelle(fichier);
        try
        {
            var laissee = JsonSerializer.Deserialize<Marque>(File.ReadAllText(Chemin(fichier)));
            return laissee?.Taille == nouvelle.Taille && laissee.Debut == nouvelle.Debut ? laissee : nouvelle;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return nouvelle;
        }
    }

    /// <summary>Keeps the mark; it is never half written.</summary>
    /// <param name="fichier">The path of the file.</param>
    public void Ecrire(string fichier)
    {
        var brouillon = Chemin(fichier) + ".tmp";
        File.WriteAllText(brouillon, JsonSerializer.Serialize(this));
        File.Move(brouillon, Chemin(fichier), overwrite: true);
    }

    public static void Effacer(string fichier) => File.Delete(Chemin(fichier));

    private static string Chemin(string fichier) => fichier + ".recon-import";
}
