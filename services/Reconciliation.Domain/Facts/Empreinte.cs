using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Domain;

/// <summary>
/// The fingerprint of the content of a line, its identity and revision included: the first 128 bits of a SHA-256. Two lines with one
/// identity, one revision and two fingerprints contradict each other.
/// </summary>
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The next 64 bits.</param>
public readonly record struct Empreinte(ulong High, ulong Low)
{
    // Characters of nearly every line.
    private const int ByteCount = 768;

    /// <summary>The fingerprint of a line, at the current version.</summary>
    /// <param name="ligne">The line.</param>
    public static Empreinte Of(Ligne ligne) => Of(ligne, EmpreinteMembers.Product.CurrentVersion);

    /// <summary>The fingerprint of a line at one version: of the members that this version knows.</summary>
    /// <param name="ligne">The line.</param>
    /// <param name="version">The version.</param>
    /// <param name="members">The members that each version knows; null: those of the product.</param>
    public static Empreinte Of(Ligne ligne, short version, EmpreinteMembers? members = null)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[ByteCount]);
        text.AppendLiteral(ligne.Id.Canonical());
        (members ?? EmpreinteMembers.Product).Write(ref text, ligne, version);
        return Condense(ref text);
    }

    /// <summary>The fingerprint as a UUID, the form in which it is stored.</summary>
    public Guid ToUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new(bytes, bigEndian: true);
    }

    // A fingerprint is made of every line that comes: without a text on the heap where the line is not unusually long.
    private static Empreinte Condense(ref DefaultInterpolatedStringHandler text)
    {
        var length = Encoding.UTF8.GetByteCount(text.Text);
        var bytes = length <= 2 * ByteCount ? stackalloc byte[2 * ByteCount] : new byte[length];
        Span<byte> condensed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text.Text, bytes)], condensed);
        text.Clear();
        return new(BinaryPrimitives.ReadUInt64BigEndian(condensed), BinaryPrimitives.ReadUInt64BigEndian(condensed[8..]));
    }
}
