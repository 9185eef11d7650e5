using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>One record a line; empty lines are passed over.</summary>
internal static class LignesNdjson
{
    public static async IAsyncEnumerable<Enregistrement> LireAsync(PipeReader lecteur, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Of a line that is too long as much is kept as shows that it is.
        byte[]? trop = null;
        for (var (ligne, termine) = (1L, false); !termine;)
        {
            var lu = await lecteur.ReadAsync(cancellationToken);
            var reste = lu.Buffer;
            while (reste.PositionOf((byte)'\n') is { } fin)
            {
                if (Garder(ligne, trop, reste.Slice(0, fin)) is { } enregistrement)
                {
                    yield return enregistrement;
                }

                (ligne, trop, reste) = (ligne + 1, null, reste.Slice(reste.GetPosition(1, fin)));
            }

            termine = lu.IsCompleted;
            if (termine && Garder(ligne, trop, reste) is { } dernier)
            {
                yield return dernier;
            }

            if (trop is not null || reste.Length > Limites.CorpsMax)
            {
                trop ??= reste.Slice(0, Limites.CorpsMax + 1).ToArray();
                reste = reste.Slice(reste.End);
            }

            lecteur.AdvanceTo(reste.Start, reste.End);
        }
    }

    private static Enregistrement? Garder(long ligne, byte[]? trop, ReadOnlySequence<byte> octets)
    {
        var corps = trop ?? octets.ToArray();
        return corps.AsSpan().Trim(" \t\r"u8).IsEmpty ? null : new(ligne, corps);
    }
}
