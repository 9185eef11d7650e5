using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>
/// A table whose header names members of the record by their paths (<c>ligne.organisme</c>). Its quotes tell where a row ends. Where they
/// are wrong, it ends before the next line that is a whole row by itself, so that a wrong row spoils itself only; where there is no such
/// line, no fragment is taken for a row.
/// </summary>
internal sealed class CsvTable
{
    /// <summary>The most lines of one row.</summary>
    public const int LinesPerRowMax = 10_000;

    /// <summary>The most lines that are looked at for the rest of a row that is too short, or for all of one that may be next.</summary>
    public const int LinesLookedAtMax = 100;

    private const string SeparatorHint = "sep=";

    private static readonly char[] Separators = [';', ',', '\t', '|'];

    private readonly LinesAhead _rest;
    private readonly byte _end;
    private byte _separator;
    private string[] _columns = [];

    private CsvTable(LinesAhead rest, byte end) => (_rest, _end) = (rest, end);

    /// <summary>Reads rows.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="end">The byte that ends a line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">There is no header that names the members, a quote is never closed, or the last row was
    /// cut.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(
        IAsyncEnumerable<SourceLine> lines, byte end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rest = new LinesAhead(lines.GetAsyncEnumerator(cancellationToken));
        var table = new CsvTable(rest, end);
        await table.ReadHeaderAsync();
        while (await rest.NextAsync() is { } line)
        {
            if (!line.IsBlank)
            {
                yield return await table.ReadRowAsync(line);
            }
        }
    }

    private async Task ReadHeaderAsync()
    {
        var hint = (byte?)null;
        while (await _rest.NextAsync() is { } line)
        {
            var text = Encoding.UTF8.GetString(line.Text).TrimEnd('\r', ' ', '\t');
            if (hint is null && text.Length == SeparatorHint.Length + 1 && text[^1] is not '"' and < '\x80'
                && text.StartsWith(SeparatorHint, StringComparison.OrdinalIgnoreCase))
            {
                hint = (byte)text[^1];
            }
            else if (!line.IsBlank)
            {
                _separator = hint ?? (byte)Separators.MaxBy(s => text.Count(c => c == s));
                var header = await QuotedAsync(line with { Bytes = line.Text.ToArray() });
                if (header.OpenedAt is not null || header.IsMisquoted)
                {
                    throw WrongQuote(header);
                }

                if (!Utf8.IsValid(header.Text))
                {
                    throw new InvalidDataException(FormattableString.Invariant($"line {line.Number}, the header, is not UTF-8."));
                }

                _columns = [.. header.Fields.Select(f => Encoding.UTF8.GetString(f).Trim())];
                RecordColumns.Require(_columns, line.Number);
                return;
            }
        }

        throw new InvalidDataException("it has no header.");
    }

    private async Task<FileRecord> ReadRowAsync(SourceLine first)
    {
        var row = await QuotedAsync(first);
        if (row.OpenedAt is not null || IsInDoubt(row))
        {
            return await ReadWronglyQuotedAsync(row);
        }

        RequireEnd(row.Lines[^1]);
        if (row.IsTooLong || !Utf8.IsValid(row.Text))
        {
            return new(first.Number, row.Text, row.IsTooLong ? Regle.Taille : Regle.Json);
        }

        return row.IsWhole(_columns.Length)
            ? new(first.Number, RecordColumns.ToJson(_columns, [.. row.Fields.Select(Encoding.UTF8.GetString)]))
            : await ReadBrokenAsync(row);
    }

    // As many lines as it takes to close the quotes of the first one.
    private async Task<CsvRow> QuotedAsync(SourceLine first)
    {
        var row = RowOf(first);
        while (row.OpenedAt is not null && !IsFull(row.Lines.Count, row.Length) && await _rest.NextAsync() is { } next)
        {
            row.Add(next);
        }

        return row;
    }

    // Of a line with as many fields as the header it is sure that the row ends there. Others may go on, or hold rows of their own, if their
    // quotes are not where they should be.
    private bool IsInDoubt(CsvRow row) => !row.IsTooLong && (row.Fields.Count == _columns.Length
        ? row.IsMisquoted && row.Lines.Count > 1
        : row.HasWrongQuote || row.Lines.Skip(1).Any(l => RowOf(l).IsWhole(_columns.Length)));

    private async Task<FileRecord> ReadWronglyQuotedAsync(CsvRow row)
    {
        var (lines, next, bytes) = (row.Lines.ToList(), 1, 0L);
        while (await HasAsync(lines, next) && !(await RowAtAsync(lines, next)).IsWhole(_columns.Length))
        {
            bytes += lines[next++].Bytes.Length;
            if (IsFull(next, bytes))
            {
                throw WrongQuote(row);
            }
        }

        if (next == lines.Count)
        {
            if (row.OpenedAt is not null)
            {
                throw WrongQuote(row);
            }

            RequireEnd(lines[^1]);
        }

        _rest.GiveBack(lines[next..]);
        return Refused(lines[..(lines.FindLastIndex(next - 1, l => !l.IsBlank) + 1)]);
    }

    // An end of line outside quotes breaks a row: its lines have the fields of one together. If one of them has wrong quotes, it lacks one.
    // Lines of one field before a whole row are the beginning of its first field, or strays: the row is refused with them, since in the
    // first case its first value is cut. (Such lines after a whole row cannot be told from strays; to doubt them would refuse both rows
    // beside each stray.)
    private async Task<FileRecord> ReadBrokenAsync(CsvRow row)
    {
        var (lines, first, fields) = (row.Lines.ToList(), row.Lines.Count, row.Fields.Count);
        var next = first;
        while (fields < _columns.Length && next < first + LinesLookedAtMax && await HasAsync(lines, next))
        {
            var piece = await RowAtAsync(lines, next);
            var hasAllFields = piece.Fields.Count == _columns.Length;
            if (piece.OpenedAt is not null || (hasAllFields && fields > 1) || !piece.Lines[^1].IsEnded)
            {
                break;
            }

            if (piece.HasWrongQuote && !hasAllFields)
            {
                _rest.GiveBack(lines[first..]);
                return await ReadWronglyQuotedAsync(row);
            }

            (next, fields) = (next + piece.Lines.Count, fields + piece.Fields.Count - 1);
        }

        next = fields == _columns.Length ? next : first;
        _rest.GiveBack(lines[next..]);
        return Refused(lines[..next]);
    }

    // The row that would begin at one of some lines, to which those are added that it takes.
    private async Task<CsvRow> RowAtAsync(List<SourceLine> lines, int index)
    {
        var row = RowOf(lines[index]);
        while (row.OpenedAt is not null && !row.IsTooLong && row.Lines.Count < LinesLookedAtMax
            && await HasAsync(lines, index + row.Lines.Count))
        {
            row.Add(lines[index + row.Lines.Count]);
        }

        return row;
    }

    private async Task<bool> HasAsync(List<SourceLine> lines, int index)
    {
        if (index == lines.Count && await _rest.NextAsync() is { } line)
        {
            lines.Add(line);
        }

        return index < lines.Count;
    }

    private FileRecord Refused(List<SourceLine> lines)
    {
        var text = CsvRow.Join(lines, _end);
        return new(lines[0].Number, text, text.Length > Limites.CorpsMax ? Regle.Taille : Regle.Colonnes);
    }

    private CsvRow RowOf(SourceLine line)
    {
        var row = new CsvRow(_separator, _end);
        row.Add(line);
        return row;
    }

    private static bool IsFull(int lines, long bytes) => lines >= LinesPerRowMax || bytes >= Limites.CorpsMax;

    private static InvalidDataException WrongQuote(CsvRow row) => new(row.OpenedAt is { } line
        ? FormattableString.Invariant($"line {line} opens a quote that is not closed, so that no row can be told from there on.")
        : FormattableString.Invariant($"line {row.Lines[0].Number} begins a row whose quotes are wrong, and no whole row follows it."));

    private static void RequireEnd(SourceLine line)
    {
        if (!line.IsEnded)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"line {line.Number} has no end: the rest may have been cut off. If the table is whole, end its last line."));
        }
    }
}
