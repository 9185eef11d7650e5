using System.Buffers;
using System.Buffers.Binary;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>The two columns of a record in a row of PostgreSQL's binary format: the plain one is packed into the other.</summary>
/// <param name="Plain">The place of the plain record among the columns.</param>
/// <param name="Packed">The place of the packed one, after it.</param>
/// <param name="Packer">The packer.</param>
internal sealed record PackedColumn(int Plain, int Packed, RecordPacker Packer)
{
    private const string Suffix = "_octets";

    /// <summary>Finds the record among the columns of a table.</summary>
    /// <param name="columns">The names of the columns, in the order of a row.</param>
    public static PackedColumn Of(string columns)
    {
        var names = columns.Split(", ");
        var packed = Array.FindIndex(names, n => n.EndsWith(Suffix, StringComparison.Ordinal));
        var plain = names[packed][..^Suffix.Length];
        return new(Array.IndexOf(names, plain), packed, plain == "contenu" ? RecordPackers.Lignes : RecordPackers.Vues);
    }

    /// <summary>Writes a row with its record packed.</summary>
    /// <param name="row">The row, whose record is plain.</param>
    /// <param name="to">Takes the row.</param>
    public void Pack(ReadOnlySpan<byte> row, IBufferWriter<byte> to)
    {
        var columns = BinaryPrimitives.ReadInt16BigEndian(row);
        to.Write(row[..sizeof(short)]);
        var record = ReadOnlySpan<byte>.Empty;
        for (var (at, column) = (sizeof(short), 0); column < columns; column++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row[at..]);
            var value = row.Slice(at + sizeof(int), Math.Max(0, length));
            at += sizeof(int) + value.Length;
            if (column == Plain)
            {
                record = value;
            }

            Write(
                column == Plain ? null : column == Packed ? Packer.Pack(record) : length < 0 ? null : value.ToArray(), to);
        }
    }

    private static void Write(byte[]? value, IBufferWriter<byte> to)
    {
        BinaryPrimitives.WriteInt32BigEndian(to.GetSpan(sizeof(int)), value?.Length ?? -1);
        to.Advance(sizeof(int));
        to.Write(value);
    }
}
