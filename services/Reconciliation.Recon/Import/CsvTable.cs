using System.Runtime.CompilerServices;
using System.Text;
using nietras.SeparatedValues;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>
/// A table whose header names members of the record by their paths (<c>ligne.organisme</c>), quoted as RFC 4180 says. The table itself
/// finds the lines that make a row, so that a wrong row spoils itself only: a quote that is never closed does not swallow the rows after
/// it.
/// </summary>
internal static class CsvTable
{
    /// <summary>The most lines of one row.</summary>
    public const int LinesPerRowMax = 100;

    private const string SeparatorHint = "sep=";

    private static readonly char[] Separators = [';', ',', '\t', '|'];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads rows.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">There is no header that names the members, or the last row was cut.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        IAsyncEnumerable<SourceLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rest = new Lines(lines.GetAsyncEnumerator(cancellationToken));
        var (separator, columns) = await HeaderAsync(rest);
        while (await rest.NextAsync() is { } line)
        {
            if (line.IsBlank)
            {
                continue;
            }

            var row = await RowAsync(rest, line);
            if (!row[^1].IsEnded)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"line {row[^1].Number} has no end: the rest may have been cut off. If the table is whole, end its last line."));
            }

            var record = Read(row, separator, columns);
            if (record.Regle is not null && row.Count > 1)
            {
                // Its lines belong together by a quote too many only: the first is wrong, the others are looked at by themselves.
                rest.GiveBack(row[1..]);
                record = new(line.Number, line.Bytes, Regle.Colonnes);
            }

            yield return record;
        }
    }

    // As many lines as it takes to close its quotes; one, if they are never closed.
    private static async Task<List<SourceLine>> RowAsync(Lines rest, SourceLine first)
    {
        var (row, quotes, bytes) = (new List<SourceLine> { first }, Quotes(first), first.Bytes.Length);
        while (quotes % 2 == 1 && row.Count < LinesPerRowMax && bytes < Limites.CorpsMax && await rest.NextAsync() is { } next)
        {
            row.Add(next);
            (quotes, bytes) = (quotes + Quotes(next), bytes + next.Bytes.Length);
        }

        if (quotes % 2 == 1)
        {
            rest.GiveBack(row[1..]);
            return [first];
        }

        return row;

        static int Quotes(SourceLine line) => line.Bytes.AsSpan().Count((byte)'"');
    }

    private static async Task<(char Separator, string[] Columns)> HeaderAsync(Lines rest)
    {
        var hint = (char?)null;
        while (await rest.NextAsync() is { } line)
        {
            var text = Text(line.Bytes)?.TrimStart('\uFEFF').TrimEnd('\r', ' ', '\t') ?? "";
            if (hint is null && text.StartsWith(SeparatorHint, StringComparison.OrdinalIgnoreCase)
                && text.Length == SeparatorHint.Length + 1)
            {
                hint = text[^1];
            }
            else if (!line.IsBlank)
            {
                var separator = hint ?? Separators.MaxBy(s => text.Count(c => c == s));
                string[] columns = [.. Fields(text, separator).Select(c => c.Trim())];
                RecordColumns.Require(columns, line.Number);
                return (separator, columns);
            }
        }

        throw new InvalidDataException("it has no header.");
    }

    private static FileRecord Read(List<SourceLine> row, char separator, string[] columns)
    {
        var bytes = Joined(row);
        if (Text(bytes) is not { } text)
        {
            return new(row[0].Number, bytes, bytes.Length > Limites.CorpsMax ? Regle.Taille : Regle.Json);
        }

        var fields = Fields(text.TrimEnd('\r'), separator);
        return fields.Count == columns.Length && RecordColumns.ToJson(columns, fields) is { } record
            ? new(row[0].Number, record)
            : new(row[0].Number, bytes, Regle.Colonnes);
    }

    private static List<string> Fields(string row, char separator)
    {
        using var reader =
            Sep.New(separator).Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).FromText(row);
        var fields = new List<string>();
        if (reader.MoveNext())
        {
            for (var column = 0; column < reader.Current.ColCount; column++)
            {
                fields.Add(reader.Current[column].ToString());
            }
        }

        return fields;
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] Joined(List<SourceLine> row)
    {
        using var bytes = new MemoryStream();
        foreach (var line in row)
        {
            if (bytes.Length > 0)
            {
                bytes.WriteByte((byte)'\n');
            }

            bytes.Write(line.Bytes);
        }

        return bytes.ToArray();
    }

    /// <summary>Lines, of which some may be given back.</summary>
    private sealed class Lines(IAsyncEnumerator<SourceLine> lines) : IAsyncDisposable
    {
        private readonly Stack<SourceLine> _back = [];

        public async ValueTask<SourceLine?> NextAsync() =>
            _back.TryPop(out var line) ? line : await lines.MoveNextAsync() ? lines.Current : null;

        public void GiveBack(List<SourceLine> row)
        {
            for (var i = row.Count - 1; i >= 0; i--)
            {
                _back.Push(row[i]);
            }
        }

        public ValueTask DisposeAsync() => lines.DisposeAsync();
    }
}
