using System.Runtime.CompilerServices;
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
        await using var rest = new LinesAhead(lines.GetAsyncEnumerator(cancellationToken));
        var (held, known) = (new List<FileRecord>(), false);
        while (held.Count < LinesWithoutRecordMax && await rest.NextAsync() is { } line)
        {
            if (line.IsBlank)
            {
                continue;
            }

            await RefuseFragmentAsync(rest, line, isFirst: !known && held.Count == 0);
            held.Add(new(line.Number, line.Bytes));
            known = known || IsRecord(line);
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
            throw new InvalidDataException(held[0].Body.AsSpan().TrimStart("\uFEFF \t"u8) is [(byte)'[', ..]
                ? FormattableString.Invariant($"line {held[0].Ligne} begins a JSON array, not one record a line.")
                : FormattableString.Invariant(
                    $"from line {held[0].Ligne} to line {held[^1].Ligne} no line is a JSON object; one record a line is read."));
        }
    }

    /// <summary>Whether a line is a record by its form: an object of JSON.</summary>
    /// <param name="line">The line.</param>
    public static bool IsRecord(SourceLine line) => line.Text.TrimStart(" \t"u8) is [(byte)'{', ..] && PaymentReader.IsJson(line.Bytes);

    // A line that is no JSON is wrong by itself, unless it is a piece: of a text that goes on, or of a source that was cut.
    private static async Task RefuseFragmentAsync(LinesAhead rest, SourceLine line, bool isFirst)
    {
        if (PaymentReader.IsJson(line.Bytes))
        {
            return;
        }

        await SpreadJson.RefuseAsync(rest, line, isFirst);
        if (!line.IsEnded && SpreadJson.IsBeginning(line))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"line {line.Number} is the beginning of a record: the rest was cut off."));
        }
    }
}
