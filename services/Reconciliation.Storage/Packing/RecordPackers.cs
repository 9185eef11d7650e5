using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Reconciliation.Storage;

/// <summary>
/// The dictionaries that this process knows, by number. A number means one content for ever, in every database: what is learnt here
/// is never changed, and what one database taught serves for any other.
/// </summary>
public static class RecordPackers
{
    private static readonly ConcurrentDictionary<uint, RecordPacker> Known = new();

    /// <summary>The dictionary of views that this version puts in force.</summary>
    public static RecordPacker Vues { get; } = Bring("vues-3.zdict");

    /// <summary>That of lines.</summary>
    public static RecordPacker Lignes { get; } = Bring("lignes-4.zdict");

    /// <summary>That of the causes of versions.</summary>
    public static RecordPacker Causes { get; } = Bring("causes-5.zdict");

    /// <summary>
    /// All that this version brings along: those that it puts in force, and those of versions before, which stay in force in a database
    /// until others are put in force there.
    /// </summary>
    public static IReadOnlyList<RecordPacker> Shipped { get; } =
        [Bring("vues-1.zdict"), Bring("lignes-2.zdict"), Vues, Lignes, Causes];

    /// <summary>Learns a dictionary.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <exception cref="InvalidDataException">The number is that of another content.</exception>
    public static RecordPacker Learn(RecordPacker dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        var known = Known.GetOrAdd(dictionary.Number, dictionary);
        return known.Content.SequenceEqual(dictionary.Content)
            ? known
            : throw new InvalidDataException($"There are two dictionaries of number {dictionary.Number}.");
    }

    /// <summary>The dictionary of a number; null: this process has not learnt it.</summary>
    /// <param name="number">The number.</param>
    public static RecordPacker? Find(uint number) => Known.GetValueOrDefault(number);

    /// <summary>Unpacks a record.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="InvalidDataException">The frame is damaged, or names a dictionary that this process has not learnt.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> frame)
    {
        var number = NumberOf(frame);
        return (Find(number) ?? throw new InvalidDataException($"A record is packed with dictionary {number}, which is not known."))
            .Unpack(frame);
    }

    // A frame begins with a magic number, a descriptor, the size of its window unless it is one segment, and the number of its dictionary
    // in as many bytes as the descriptor says (RFC 8878, section 3.1.1.1).
    private static uint NumberOf(ReadOnlySpan<byte> frame)
    {
        const int HeaderBytesMax = 10;
        const uint Magic = 0xFD2FB528;
        if (frame.Length < HeaderBytesMax || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
        {
            throw new InvalidDataException("A packed record is no frame of zstd.");
        }

        var descriptor = frame[sizeof(uint)];
        var start = frame[(sizeof(uint) + ((descriptor & 0x20) == 0 ? 2 : 1))..];
        return (descriptor & 3) switch
        {
            1 => start[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(start),
            3 => BinaryPrimitives.ReadUInt32LittleEndian(start),
            _ => throw new InvalidDataException("A packed record names no dictionary."),
        };
    }

    private static RecordPacker Bring(string name)
    {
        using var resource = typeof(RecordPackers).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return Learn(new(content));
    }
}
