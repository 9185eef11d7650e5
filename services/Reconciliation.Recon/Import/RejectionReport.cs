using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Contracts;
using Reconciliation.Hosting;

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

    private readonly Stream? _stream;
    private readonly List<FileRejection> _firstOnes = [];

    /// <summary>Opens the file, and changes nothing of it.</summary>
    /// <param name="file">The file to write; null: none.</param>
    /// <exception cref="StartupRefusedException">It cannot be written.</exception>
    public RejectionReport(string? file)
    {
        if (file is null)
        {
            return;
        }

        try
        {
            var real = new FileInfo(ImportPaths.Real(file));
            (Path, Id) = (file, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real.FullName))));
            if (real is { Exists: true, Length: > 0 })
            {
                using var reading = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                Content = FileContent.Of(reading);
            }

            // Without a buffer: what could not be written is not tried again when the file is closed.
            _stream = Standard(real.FullName)
                ?? new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupRefusedException($"The file {file} cannot be written, or not compared with those that are read.");
        }
    }

    /// <summary>The file; null: none is written.</summary>
    public string? Path { get; }

    /// <summary>The file as a mark names it, which keeps no names; null: none is written.</summary>
    public string? Id { get; }

    /// <summary>The content that the file had when it was opened.</summary>
    public FileContent Content { get; }

    /// <summary>The first refused records, for the screen.</summary>
    public IReadOnlyList<FileRejection> FirstOnes => _firstOnes;

    /// <summary>The number of refused records that were reported.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the file holds less than what was reported, because it could not be written.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The length of the file, in bytes; 0 of one that has none, as a pipe.</summary>
    public long Octets => _stream is { CanSeek: true } ? _stream.Length : 0;

    /// <summary>Whether the file holds the refused records that a mark counts.</summary>
    /// <param name="mark">The mark.</param>
    public bool Holds(ImportMark mark) => mark.Rejetes == 0 || (mark.Rejets == Id && mark.OctetsDeRejets <= Octets);

    /// <summary>Begins to write, after the refused records that marks count on: those after them are written again.</summary>
    /// <param name="marks">The marks.</param>
    public void Begin(IEnumerable<ImportMark> marks)
    {
        var bytes = marks.Where(m => m.Rejets == Id).Select(m => m.OctetsDeRejets).DefaultIfEmpty().Max();
        if (bytes < Octets)
        {
            Try(stream => stream.SetLength(bytes));
        }

        if (_stream is { CanSeek: true })
        {
            _stream.Seek(0, SeekOrigin.End);
        }
    }

    /// <summary>Reports refused records; returns once they are in the file.</summary>
    /// <param name="rejections">The records.</param>
    /// <exception cref="StartupRefusedException">The file cannot be written.</exception>
    public void Write(IReadOnlyList<FileRejection> rejections)
    {
        Count += rejections.Count;
        _firstOnes.AddRange(rejections.Take(ShownMax - _firstOnes.Count));
        if (_stream is null || rejections.Count == 0)
        {
            return;
        }

        using var lines = new MemoryStream();
        foreach (var rejection in rejections)
        {
            JsonSerializer.Serialize(lines, rejection, RejectionsJson.Readable.FileRejection);
            lines.WriteByte((byte)'\n');
        }

        Try(stream =>
        {
            stream.Write(lines.GetBuffer(), 0, (int)lines.Length);
            (stream as FileStream)?.Flush(flushToDisk: true);
        });
    }

    public void Dispose() => _stream?.Dispose();

    // The file to which the screen goes is written where the screen stands, and not emptied: each would write over the other.
    private static Stream? Standard(string real) =>
        real == ImportPaths.Real("/dev/stdout") ? Console.OpenStandardOutput()
        : real == ImportPaths.Real("/dev/stderr") ? Console.OpenStandardError()
        : null;

    private void Try(Action<Stream> write)
    {
        try
        {
            write(_stream!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HasFailed = true;
            throw new StartupRefusedException($"The file {Path} cannot be written: {e.Message}");
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(FileRejection))]
    private sealed partial class RejectionsJson : JsonSerializerContext
    {
        public static readonly RejectionsJson Readable = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
