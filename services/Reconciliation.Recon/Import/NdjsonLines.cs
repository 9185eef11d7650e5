using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Reconciliation.Contracts;

namespace Reconciliation.Recon;

/// <summary>One record a line; empty lines are passed over.</summary>
internal static class NdjsonLines
{
    public static async IAsyncEnumerable<FileRecord> ReadAsync(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Of a line that is too long as much is kept as shows that it is.
        byte[]? tooMany = null;
        for (var (ligne, ended) = (1L, false); !ended;)
        {
            var wasRead = await reader.ReadAsync(cancellationToken);
            var rest = wasRead.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (Keep(ligne, tooMany, rest.Slice(0, end)) is { } record)
                {
                    yield return record;
                }

                (ligne, tooMany, rest) = (ligne + 1, null, rest.Slice(rest.GetPosition(1, end)));
            }

            ended = wasRead.IsCompleted;
            if (ended && Keep(ligne, tooMany, rest) is { } last)
            {
                yield return last;
            }

            if (tooMany is not null || rest.Length > Limites.CorpsMax)
            {
                tooMany ??= rest.Slice(0, Limites.CorpsMax + 1).ToArray();
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static FileRecord? Keep(long ligne, byte[]? tooMany, ReadOnlySequence<byte> bytes)
    {
        var body = tooMany ?? bytes.ToArray();
        return body.AsSpan().Trim(" \t\r"u8).IsEmpty ? null : new(ligne, body);
    }
}
