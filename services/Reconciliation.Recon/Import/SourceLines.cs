using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>A line of a source.</summary>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Bytes">Its bytes, without the end; of a line that is too long as many as show that it is.</param>
/// <param name="IsEnded">Whether it has an end: the last one of a source that was cut has none.</param>
internal readonly record struct SourceLine(long Number, byte[] Bytes, bool IsEnded)
{
    /// <summary>Its bytes without the mark by which some begin UTF-8.</summary>
    public ReadOnlySpan<byte> Text =>
        Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Bytes.AsSpan(Encoding.UTF8.Preamble.Length) : Bytes;

    public bool IsBlank => Text.Trim(" \t\r"u8).IsEmpty;
}

/// <summary>Reads the lines of a source, one at a time.</summary>
internal static class SourceLines
{
    /// <summary>Reads lines.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="end">The byte that ends a line: a line feed, or in files of old a carriage return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<SourceLine> ReadAsync(
        PipeReader reader, byte end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[]? tooMany = null;
        for (var (number, completed) = (1L, false); !completed;)
        {
            var wasRead = await reader.ReadAsync(cancellationToken);
            var rest = wasRead.Buffer;
            while (rest.PositionOf(end) is { } place)
            {
                yield return new(number, tooMany ?? rest.Slice(0, place).ToArray(), IsEnded: true);
                (number, tooMany, rest) = (number + 1, null, rest.Slice(rest.GetPosition(1, place)));
            }

            completed = wasRead.IsCompleted;
            if (completed && (tooMany is not null || !rest.IsEmpty))
            {
                yield return new(number, tooMany ?? rest.ToArray(), IsEnded: false);
            }

            if (tooMany is not null || rest.Length > Limites.CorpsMax)
            {
                tooMany ??= rest.Slice(0, Limites.CorpsMax + 1).ToArray();
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }
}
