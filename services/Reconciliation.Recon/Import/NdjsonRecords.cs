using System.Runtime.CompilerServices;
using System.Text;
using Reconciliation.Core;

namespace Reconciliation.Recon;

/// <summary>One record a line; empty lines are passed over.</summary>
internal static class NdjsonRecords
{
    /// <summary>The most lines that are looked at for a first record: if none of them is one, the source has another format.</summary>
    public const int LinesWithoutRecordMax = 100;

    /// <summary>Reads records.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The source was cut, or is something else.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        IAsyncEnumerable<SourceLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (held, known) = (new List<FileRecord>(), false);
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            if (!line.IsEnded && !PaymentReader.IsJson(line.Bytes))
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"line {line.Number} is the beginning of a record: the rest was cut off."));
            }

            held.Add(new(line.Number, line.Bytes));
            known = known || IsObject(line.Bytes);
            if (!known && held.Count >= LinesWithoutRecordMax)
            {
                break;
            }

            if (known)
            {
                foreach (var record in held)
                {
                    yield return record;
                }

                held.Clear();
            }
        }

        if (held.Count > 0)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"from line {held[0].Ligne} to line {held[^1].Ligne} no line is a JSON object; one record a line is read."));
        }
    }

    private static bool IsObject(byte[] line)
    {
        var text = line.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? line.AsSpan(Encoding.UTF8.Preamble.Length) : line;
        return text.TrimStart(" \t"u8) is [(byte)'{', ..] && PaymentReader.IsJson(line);
    }
}
