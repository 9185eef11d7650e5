using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>A record of a file.</summary>
/// <param name="Ligne">The line of the file on which it begins, from 1.</param>
/// <param name="Corps">The record as JSON; for a row of a table, the JSON it stands for.</param>
/// <param name="Regle">A rule that it breaks as a row, before it is looked at as a record.</param>
internal sealed record Enregistrement(long Ligne, byte[] Corps, string? Regle = null);

/// <summary>How a file holds its records.</summary>
internal enum FormatDeFichier
{
    Ndjson,
    Csv,
}

/// <summary>Reads the records of a file, one at a time: NDJSON or CSV, compressed or not.</summary>
internal static class FichierDePaiements
{
    private const int Tampon = 64 * 1024;

    /// <summary>Reads records.</summary>
    /// <param name="flux">The bytes.</param>
    /// <param name="format">The format; null: told by the first character.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or hold no table.</exception>
    public static async IAsyncEnumerable<Enregistrement> LireAsync(
        Stream flux, FormatDeFichier? format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lecteur = PipeReader.Create(flux, new StreamPipeReaderOptions(bufferSize: Tampon, leaveOpen: true));
        if (await DebutAsync(lecteur, 2, cancellationToken) is [0x1f, 0x8b])
        {
            lecteur = PipeReader.Create(new GZipStream(lecteur.AsStream(), CompressionMode.Decompress), new StreamPipeReaderOptions(bufferSize: Tampon));
        }

        format ??= EstJson(await DebutAsync(lecteur, Tampon, cancellationToken)) ? FormatDeFichier.Ndjson : FormatDeFichier.Csv;
        if (format == FormatDeFichier.Ndjson)
        {
            await foreach (var enregistrement in LignesNdjson.LireAsync(lecteur, cancellationToken))
            {
                yield return enregistrement;
            }

            yield break;
        }

        foreach (var enregistrement in TableauCsv.Lire(lecteur.AsStream()))
        {
            yield return enregistrement;
        }
    }

    /// <summary>The format that a name announces; null if it announces none.</summary>
    /// <param name="nom">The name of the file.</param>
    public static FormatDeFichier? FormatDe(string nom)
    {
        var sansGz = nom.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? nom[..^3] : nom;
        return Path.GetExtension(sansGz).ToLowerInvariant() switch
        {
            ".csv" => FormatDeFichier.Csv,
            ".ndjson" or ".jsonl" or ".json" => FormatDeFichier.Ndjson,
            _ => null,
        };
    }

    private static bool EstJson(byte[] debut) => debut.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    // The first bytes, which stay to be read.
    private static async Task<byte[]> DebutAsync(PipeReader lecteur, int nombre, CancellationToken cancellationToken)
    {
        var lu = await lecteur.ReadAtLeastAsync(nombre, cancellationToken);
        var debut = lu.Buffer.Slice(0, Math.Min(nombre, lu.Buffer.Length)).ToArray();
        lecteur.AdvanceTo(lu.Buffer.Start);
        return debut;
    }
}
