using System.Reflection;

namespace Reconciliation.Api.Description;

/// <summary>Files of <c>contracts/</c> that this assembly carries along.</summary>
internal static class Ressources
{
    private static readonly Assembly Assemblage = typeof(Ressources).Assembly;

    /// <summary>The names of the files of a folder.</summary>
    /// <param name="dossier">The folder.</param>
    public static IEnumerable<string> Noms(string dossier) =>
        Assemblage.GetManifestResourceNames().Where(n => n.StartsWith(dossier + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    /// <param name="nom">Its name.</param>
    public static string Texte(string nom)
    {
        using var lecteur = new StreamReader(Assemblage.GetManifestResourceStream(nom)!);
        return lecteur.ReadToEnd();
    }
}
