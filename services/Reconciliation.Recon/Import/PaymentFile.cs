using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Reconciliation.Recon;

/// <summary>A record of a file.</summary>
/// <param name="Ligne">The line of the file on which it begins, from 1.</param>
/// <param name="Body">The record as JSON; for a row of a table, the JSON it stands for, or its own text if it is no row.</param>
/// <param name="Regle">A rule that it breaks as a row, before it is looked at as a record.</param>
internal sealed record FileRecord(long Ligne, byte[] Body, string? Regle = null);

/// <summary>The format of the records in a file.</summary>
internal enum FileFormat
{
    Ndjson,
    Csv,
}

/// <summary>Reads the records of a file, one at a time: NDJSON or CSV, compressed or not.</summary>
internal static class PaymentFile
{
    private const int BufferBytes = 64 * 1024;
    private const string GzipSuffix = ".gz";

    /// <summary>Reads records.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">The name of the file, which may announce its form.</param>
    /// <param name="format">The format; null: told by the name or the first character.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The source is not whole, or not of the form that it claims: in a sentence, with the
    /// line.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        Stream stream, string name, FileFormat? format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true);
        var reader = PipeReader.Create(stream, options);
        var isGzip = await HeadAsync(reader, 2, cancellationToken) is [0x1f, 0x8b];
        if (!isGzip && name.EndsWith(GzipSuffix, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException("its name announces gzip, and its bytes are none.");
        }

        reader = isGzip ? PipeReader.Create(new WholeGzip(reader.AsStream()), options) : reader;
        var head = await HeadAsync(reader, BufferBytes, cancellationToken);
        RefuseOtherEncodings(head);
        var isCsv = (format ?? FormatOf(name) ?? (IsJson(head) ? FileFormat.Ndjson : FileFormat.Csv)) == FileFormat.Csv;
        var end = (byte)(head.Contains((byte)'\r') && !head.Contains((byte)'\n') ? '\r' : '\n');
        var lines = SourceLines.ReadAsync(reader, end, cancellationToken);
        var any = false;
        if (head.Length > 0)
        {
            await foreach (var record in (isCsv
                ? CsvTable.ReadAsync(lines, end, cancellationToken)
                : NdjsonRecords.ReadAsync(lines, cancellationToken)))
            {
                any = true;
                yield return record;
            }
        }

        if (!any && (isGzip || head.Length > 0))
        {
            throw new InvalidDataException("it holds no record.");
        }
    }

    /// <summary>The format that a name announces; null if it announces none.</summary>
    /// <param name="name">The name of the file.</param>
    public static FileFormat? FormatOf(string name)
    {
        var withoutGz = name.EndsWith(GzipSuffix, StringComparison.OrdinalIgnoreCase) ? name[..^GzipSuffix.Length] : name;
        return Path.GetExtension(withoutGz).ToLowerInvariant() switch
        {
            ".csv" => FileFormat.Csv,
            ".ndjson" or ".jsonl" or ".json" => FileFormat.Ndjson,
            _ => null,
        };
    }

    // A text in UTF-16 or UTF-32 has a mark, or zeros between its letters.
    private static void RefuseOtherEncodings(byte[] head)
    {
        if (head is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] or [0, 0, ..] or [0, > 0, 0, > 0, ..] or [> 0, 0, > 0, 0, ..])
        {
            throw new InvalidDataException("line 1 is not UTF-8, but UTF-16 or UTF-32; UTF-8 is read.");
        }
    }

    private static bool IsJson(byte[] start) => start.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    // The first bytes, which stay to be read.
    private static async Task<byte[]> HeadAsync(PipeReader reader, int count, CancellationToken cancellationToken)
    {
        var wasRead = await reader.ReadAtLeastAsync(count, cancellationToken);
        var start = wasRead.Buffer.Slice(0, Math.Min(count, wasRead.Buffer.Length)).ToArray();
        reader.AdvanceTo(wasRead.Buffer.Start);
        return start;
    }
}
