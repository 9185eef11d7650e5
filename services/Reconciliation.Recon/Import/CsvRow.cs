using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>
/// A row of a table as RFC 4180 quotes it, taken line by line. A field that begins with a quote, blanks aside, ends at the next one that is
/// not doubled, and holds separators and ends of lines until then; in any other field a quote is a letter. This alone tells where a row
/// ends, whatever its fields are for.
/// </summary>
/// <param name="separator">Separates fields.</param>
/// <param name="end">Ends a line.</param>
internal sealed class CsvRow(byte separator, byte end)
{
    private const byte Quote = (byte)'"';

    private readonly byte[] _blanks = [.. " \t\r"u8.ToArray().Where(b => b != separator)];
    private readonly List<byte> _quoted = [];
    private bool _hasLooseQuote;

    /// <summary>Its lines.</summary>
    public List<SourceLine> Lines { get; } = [];

    /// <summary>Its fields, unquoted, up to the one that is open.</summary>
    public List<byte[]> Fields { get; } = [];

    /// <summary>The line whose quote waits to be closed; null: the row may end here.</summary>
    public long? OpenedAt { get; private set; }

    /// <summary>Whether something stands between a closing quote and the end of its field.</summary>
    public bool IsMisquoted { get; private set; }

    /// <summary>Whether a quote stands inside a field: it counts only where the number of fields is wrong, too.</summary>
    public bool HasWrongQuote => IsMisquoted || _hasLooseQuote;

    /// <summary>The number of its bytes, ends of lines aside.</summary>
    public long Length { get; private set; }

    public bool IsTooLong => Length > Limites.CorpsMax;

    /// <summary>Its text as it stands in the file.</summary>
    public byte[] Text => Join(Lines, end);

    /// <summary>The text of lines as it stands in the file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="end">Ends a line.</param>
    public static byte[] Join(IEnumerable<SourceLine> lines, byte end)
    {
        using var bytes = new MemoryStream();
        foreach (var (index, line) in lines.Index())
        {
            if (index > 0)
            {
                bytes.WriteByte(end);
            }

            bytes.Write(line.Bytes);
        }

        return bytes.ToArray();
    }

    /// <summary>Whether it ends here, as a row of so many fields.</summary>
    /// <param name="fields">The number of fields.</param>
    public bool IsWhole(int fields) => OpenedAt is null && !IsMisquoted && !IsTooLong && Fields.Count == fields;

    /// <summary>Takes its next line.</summary>
    /// <param name="line">The line.</param>
    public void Add(SourceLine line)
    {
        Lines.Add(line);
        Length += line.Bytes.Length;
        ReadOnlySpan<byte> rest = line.Bytes;
        var goesOn = true;
        if (OpenedAt is { } opened)
        {
            _quoted.Add(end);
            goesOn = AddQuoted(ref rest, opened);
        }

        while (goesOn)
        {
            goesOn = Opens(ref rest) ? AddQuoted(ref rest, line.Number) : AddPlain(ref rest);
        }
    }

    private bool Opens(ref ReadOnlySpan<byte> rest)
    {
        var field = rest.TrimStart(_blanks);
        if (field is not [Quote, ..])
        {
            return false;
        }

        rest = field[1..];
        return true;
    }

    // Whether a field follows on this line.
    private bool AddQuoted(ref ReadOnlySpan<byte> rest, long openedAt)
    {
        for (var isDoubled = true; isDoubled;)
        {
            var place = rest.IndexOf(Quote);
            if (place < 0)
            {
                _quoted.AddRange(rest);
                OpenedAt = openedAt;
                return false;
            }

            _quoted.AddRange(rest[..place]);
            rest = rest[(place + 1)..];
            isDoubled = rest is [Quote, ..];
            if (isDoubled)
            {
                _quoted.Add(Quote);
                rest = rest[1..];
            }
        }

        OpenedAt = null;
        Fields.Add([.. _quoted]);
        _quoted.Clear();
        var goesOn = Cut(ref rest, out var padding);
        IsMisquoted |= !padding.Trim(_blanks).IsEmpty;
        return goesOn;
    }

    private bool AddPlain(ref ReadOnlySpan<byte> rest)
    {
        var goesOn = Cut(ref rest, out var field);
        _hasLooseQuote |= field.Contains(Quote);
        Fields.Add((goesOn ? field : field.TrimEnd((byte)'\r')).ToArray());
        return goesOn;
    }

    // Takes what stands before the next separator.
    private bool Cut(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> before)
    {
        var place = rest.IndexOf(separator);
        before = place < 0 ? rest : rest[..place];
        rest = place < 0 ? [] : rest[(place + 1)..];
        return place >= 0;
    }
}
