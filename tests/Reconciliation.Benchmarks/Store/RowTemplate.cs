using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Reconciliation.Benchmarks.Store;

/// <summary>
/// A row in PostgreSQL's binary format, with the places where a copy differs. Nothing is known of its columns but that an id is written in
/// full wherever it stands, since its record is plain: so rows with columns yet to be added are copied too. Each copy is packed.
/// </summary>
internal sealed class RowTemplate
{
    private readonly byte[] _row;
    private readonly List<int> _members;
    private readonly List<int> _professionals;
    private readonly List<(int At, int Soin, bool Text)> _soins = [];
    private readonly List<(int At, int Line)> _prints = [];
    private readonly PackedColumn _record;
    private readonly ArrayBufferWriter<byte> _packed = new();

    /// <param name="row">The row, as COPY wrote it.</param>
    /// <param name="own">Its family, as it stands in the row.</param>
    /// <param name="record">The columns of its record.</param>
    public RowTemplate(byte[] row, FamilyCopy own, PackedColumn record)
    {
        (_row, Family, _record) = (row, own.Family, record);
        _members = Find(row, own.Member);
        _professionals = Find(row, own.Professional);
        for (var i = 0; i < own.Family.Soins.Count; i++)
        {
            _soins.AddRange(Find(row, Encoding.ASCII.GetBytes(own.SoinId(i).ToString())).Select(at => (at, i, true)));
            _soins.AddRange(Find(row, own.SoinId(i).ToByteArray(bigEndian: true)).Select(at => (at, i, false)));
        }

        for (var i = 0; i < own.Family.Lines.Count; i++)
        {
            _prints.AddRange(Find(row, own.Print(i).ToByteArray(bigEndian: true)).Select(at => (at, i)));
        }

        if (_members.Count == 0)
        {
            throw new InvalidOperationException("A row of a template names no member of its family.");
        }
    }

    public Family Family { get; }

    /// <summary>Whether it holds a value derived from the line or soin that it is about: else a copy would be a lie.</summary>
    public bool HasDerived => _soins.Count + _prints.Count > 0;

    /// <summary>The row of a copy; it is overwritten by the next call.</summary>
    public ReadOnlyMemory<byte> With(FamilyCopy copy)
    {
        foreach (var at in _members)
        {
            copy.Member.CopyTo(_row, at);
        }

        foreach (var at in _professionals)
        {
            copy.Professional.CopyTo(_row, at);
        }

        foreach (var (at, soin, text) in _soins)
        {
            _ = text
                ? copy.SoinId(soin).TryFormat(_row.AsSpan(at), out _)
                : copy.SoinId(soin).TryWriteBytes(_row.AsSpan(at), bigEndian: true, out _);
        }

        foreach (var (at, line) in _prints)
        {
            copy.Print(line).TryWriteBytes(_row.AsSpan(at), bigEndian: true, out _);
        }

        _packed.ResetWrittenCount();
        _record.Pack(_row, _packed);
        return _packed.WrittenMemory;
    }

    /// <summary>The rows that COPY wrote in its binary format.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> copied)
    {
        const int SignatureAndFlags = 15;
        var rows = new List<byte[]>();
        var at = SignatureAndFlags + sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(copied[SignatureAndFlags..]);
        while (BinaryPrimitives.ReadInt16BigEndian(copied[at..]) is >= 0 and var columns)
        {
            var start = at;
            at += sizeof(short);
            for (var column = 0; column < columns; column++)
            {
                at += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(copied[at..]));
            }

            rows.Add(copied[start..at].ToArray());
        }

        return rows;
    }

    private static List<int> Find(ReadOnlySpan<byte> row, ReadOnlySpan<byte> what)
    {
        var places = new List<int>();
        for (var at = 0; row[at..].IndexOf(what) is >= 0 and var next; at += next + what.Length)
        {
            places.Add(at + next);
        }

        return places;
    }
}
