using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Reconciliation.Storage;

/// <summary>
/// A numbered dictionary of zstd: the texts that stored records share. A record packed with it is a plain frame of zstd that names the
/// number, so that <c>zstd -d -D</c> reads it too. A record cannot be read without its dictionary: none is ever removed.
/// </summary>
public sealed class RecordPacker
{
    /// <summary>The most bytes of one record, unpacked: a stored frame that states more is damaged.</summary>
    public const int RecordBytesMax = 4 * 1024 * 1024;

    /// <summary>The most bytes of a dictionary.</summary>
    public const int DictionaryBytesMax = 64 * 1024;

    /// <summary>
    /// The level of zstd at which records are packed: the best ratio of those that cost less than PostgreSQL saves. The benchmarks' diary
    /// compares them.
    /// </summary>
    public const int CompressionLevelNumber = 3;

    private const uint DictionaryMagic = 0xEC30A437;
    private const int HeaderBytes = 8;

    private readonly byte[] _content;

    // A compressor keeps tables that one record at a time may use.
    private readonly ConcurrentBag<Compressor> _compressors = [];
    private readonly ConcurrentBag<Decompressor> _decompressors = [];

    /// <summary>Takes a dictionary.</summary>
    /// <param name="content">Its bytes, as zstd trained them.</param>
    /// <exception cref="InvalidDataException">They are no dictionary of zstd, or more than <see cref="DictionaryBytesMax"/>.</exception>
    public RecordPacker(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length is < HeaderBytes or > DictionaryBytesMax || BinaryPrimitives.ReadUInt32LittleEndian(content) != DictionaryMagic)
        {
            throw new InvalidDataException("These bytes are no dictionary of zstd, or are too many.");
        }

        (_content, Number) = (content, BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(sizeof(uint))));
    }

    /// <summary>Its number, which each frame names.</summary>
    public uint Number { get; }

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Content => _content;

    /// <summary>Packs a record.</summary>
    /// <param name="record">The record: JSON in UTF-8.</param>
    public byte[] Pack(ReadOnlySpan<byte> record)
    {
        var compressor = _compressors.TryTake(out var idle) ? idle : NewCompressor();
        var buffer = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(record.Length));
        try
        {
            return buffer.AsSpan(0, compressor.Wrap(record, buffer)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _compressors.Add(compressor);
        }
    }

    /// <summary>Unpacks a record that was packed with this dictionary.</summary>
    /// <param name="frame">The frame.</param>
    /// <exception cref="InvalidDataException">The frame is damaged.</exception>
    internal byte[] Unpack(ReadOnlySpan<byte> frame)
    {
        var decompressor = _decompressors.TryTake(out var idle) ? idle : NewDecompressor();
        try
        {
            var size = Decompressor.GetDecompressedSize(frame);
            var record = size <= RecordBytesMax ? new byte[size] : throw new InvalidDataException("A packed record states too many bytes.");
            return decompressor.Unwrap(frame, record) == record.Length
                ? record
                : throw new InvalidDataException("A packed record is shorter than it states.");
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException("A packed record is damaged.", e);
        }
        finally
        {
            _decompressors.Add(decompressor);
        }
    }

    private Compressor NewCompressor()
    {
        var compressor = new Compressor(CompressionLevelNumber);
        compressor.LoadDictionary(_content);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1); // pages of PostgreSQL need not have any
        return compressor;
    }

    private Decompressor NewDecompressor()
    {
        var decompressor = new Decompressor();
        decompressor.LoadDictionary(_content);
        return decompressor;
    }
}
