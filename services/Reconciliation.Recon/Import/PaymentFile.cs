using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Reconciliation.Recon;

/// <summary>A record of a file.</summary>
/// <param name="Ligne">The line of the file on which it begins, from 1.</param>
/// <param name="Body">The record as JSON; for a row of a table, the JSON it stands for.</param>
/// <param name="Regle">A rule that it breaks as a row, before it is looked at as a record.</param>
internal sealed record FileRecord(long Ligne, byte[] Body, string? Regle = null);

/// <summary>How a file holds its records.</summary>
internal enum FileFormat
{
    Ndjson,
    Csv,
}

/// <summary>Reads the records of a file, one at a time: NDJSON or CSV, compressed or not.</summary>
internal static class PaymentFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads records.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="format">The format; null: told by the first character.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or hold no table.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        Stream stream, FileFormat? format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        if (await HeadAsync(reader, 2, cancellationToken) is [0x1f, 0x8b])
        {
            reader = PipeReader.Create(new GZipStream(reader.AsStream(), CompressionMode.Decompress), new StreamPipeReaderOptions(bufferSize: BufferBytes));
        }

        format ??= IsJson(await HeadAsync(reader, BufferBytes, cancellationToken)) ? FileFormat.Ndjson : FileFormat.Csv;
        if (format == FileFormat.Ndjson)
        {
            await foreach (var record in NdjsonLines.ReadAsync(reader, cancellationToken))
            {
                yield return record;
            }

            yield break;
        }

        foreach (var record in CsvTable.Read(reader.AsStream()))
        {
            yield return record;
        }
    }

    /// <summary>The format that a name announces; null if it announces none.</summary>
    /// <param name="name">The name of the file.</param>
    public static FileFormat? FormatOf(string name)
    {
        var withoutGz = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(withoutGz).ToLowerInvariant() switch
        {
            ".csv" => FileFormat.Csv,
            ".ndjson" or ".jsonl" or ".json" => FileFormat.Ndjson,
            _ => null,
        };
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
