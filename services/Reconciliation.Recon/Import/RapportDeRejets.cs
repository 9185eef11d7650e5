using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>A refused record of a file.</summary>
/// <param name="Fichier">The file.</param>
/// <param name="Ligne">The line on which the record begins.</param>
/// <param name="Membre">The path of the first member at fault.</param>
/// <param name="Regle">The rule it breaks.</param>
/// <param name="Motif">The rule in words.</param>
/// <param name="Autres">The other faults of the record.</param>
internal sealed record RejetDeFichier(string Fichier, long Ligne, string Membre, string Regle, string Motif, IReadOnlyList<Rejet> Autres);

/// <summary>Where refused records are reported: all of them in a file, one a line; the first ones on screen.</summary>
internal sealed partial class RapportDeRejets : IDisposable
{
    /// <summary>The most refused records that are listed on screen.</summary>
    public const int AfficheMax = 200;

    private readonly FileStream? _fichier;
    private readonly List<RejetDeFichier> _premiers = [];

    /// <param name="fichier">The file to write; null: none.</param>
    /// <param name="octets">What an interrupted command had confirmed of it: what it wrote beyond is written again.</param>
    public RapportDeRejets(string? fichier, long octets)
    {
        if (fichier is not null)
        {
            _fichier = new FileStream(fichier, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            _fichier.SetLength(Math.Min(octets, _fichier.Length));
            _fichier.Seek(0, SeekOrigin.End);
        }
    }

    /// <summary>The first refused records, for the screen.</summary>
    public IReadOnlyList<RejetDeFichier> Premiers => _premiers;

    /// <summary>How long the file is.</summary>
    public long Octets => _fichier?.Length ?? 0;

    /// <summary>Reports refused records; returns once they are in the file.</summary>
    /// <param name="rejets">The records.</param>
    public void Ecrire(IReadOnlyList<RejetDeFichier> rejets)
    {
        _premiers.AddRange(rejets.Take(AfficheMax - _premiers.Count));
        if (_fichier is null)
        {
            return;
        }

        foreach (var rejet in rejets)
        {
            JsonSerializer.Serialize(_fichier, rejet, RejetsJson.Lisible.RejetDeFichier);
            _fichier.WriteByte((byte)'\n');
        }

        _fichier.Flush(flushToDisk: true);
    }

    public void Dispose() => _fichier?.Dispose();

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(RejetDeFichier))]
    private sealed partial class RejetsJson : JsonSerializerContext
    {
        public static readonly RejetsJson Lisible = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
