using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>A refused record of a file.</summary>
/// <param name="Fichier">The file.</param>
/// <param name="Ligne">The line on which the record begins.</param>
/// <param name="Membre">The path of the first member at fault.</param>
/// <param name="Regle">The rule it breaks.</param>
/// <param name="Motif">The rule in words.</param>
/// <param name="Autres">The other faults of the record.</param>
internal sealed record FileRejection(string Fichier, long Ligne, string Membre, string Regle, string Motif, IReadOnlyList<Rejet> Autres);

/// <summary>The report of refused records: all of them in a file, one a line; the first ones on screen.</summary>
internal sealed partial class RejectionReport : IDisposable
{
    /// <summary>The most refused records that are listed on screen.</summary>
    public const int ShownMax = 200;

    private readonly FileStream? _file;
    private readonly List<FileRejection> _firstOnes = [];

    /// <param name="file">The file to write; null: none.</param>
    /// <param name="bytes">The length up to which an interrupted command had confirmed the file: the lines after it are written
    /// again.</param>
    public RejectionReport(string? file, long bytes)
    {
        if (file is not null)
        {
            _file = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            _file.SetLength(Math.Min(bytes, _file.Length));
            _file.Seek(0, SeekOrigin.End);
        }
    }

    /// <summary>The first refused records, for the screen.</summary>
    public IReadOnlyList<FileRejection> FirstOnes => _firstOnes;

    /// <summary>The length of the file, in bytes.</summary>
    public long Octets => _file?.Length ?? 0;

    /// <summary>Reports refused records; returns once they are in the file.</summary>
    /// <param name="rejections">The records.</param>
    public void Write(IReadOnlyList<FileRejection> rejections)
    {
        _firstOnes.AddRange(rejections.Take(ShownMax - _firstOnes.Count));
        if (_file is null)
        {
            return;
        }

        foreach (var rejection in rejections)
        {
            JsonSerializer.Serialize(_file, rejection, RejectionsJson.Lisible.FileRejection);
            _file.WriteByte((byte)'\n');
        }

        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file?.Dispose();

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(FileRejection))]
    private sealed partial class RejectionsJson : JsonSerializerContext
    {
        public static readonly RejectionsJson Lisible = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
