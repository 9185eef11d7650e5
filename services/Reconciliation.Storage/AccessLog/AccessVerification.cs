using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>The result of a verification of the chain of accesses.</summary>
/// <param name="Verified">The number of accesses that hold, from the oldest kept.</param>
/// <param name="Anchor">The last one that holds: to be kept elsewhere, and given to the next verification.</param>
/// <param name="Break">The first break; null if there is none.</param>
public sealed record AccessVerification(long Verified, AccessAnchor Anchor, ChainBreak? Break);

/// <summary>The first break of the chain.</summary>
/// <param name="AccesId">The access at which it is.</param>
/// <param name="Nature">The kind of break.</param>
public sealed record ChainBreak(long AccesId, ChainBreakKind Nature);

/// <summary>The kinds of break of a chain.</summary>
public enum ChainBreakKind
{
    /// <summary>The access was changed, or put there by another hand.</summary>
    Modifie,

    /// <summary>One or more accesses are missing before this one.</summary>
    Manquant,

    /// <summary>The access does not follow the one before it: one of them was moved or replaced.</summary>
    Deplace,

    /// <summary>The end is missing: the chain ends before the anchor.</summary>
    Tronque,

    /// <summary>The chain was written again: at the place of the anchor stands another hash.</summary>
    Reecrit,

    /// <summary>The anchor is older than what retention has left: it can prove nothing any more.</summary>
    AncrePerimee,
}

public sealed partial class AccessLog
{
    /// <summary>The most accesses that are read at a time.</summary>
    public const int RowsPerSliceMax = 1_000;

    /// <summary>
    /// Reads the whole chain, some at a time, and stops at the first break. By itself the chain cannot show that its end was removed,
    /// nor that it was written again from some place on: that takes an anchor that a former verification gave.
    /// </summary>
    /// <param name="anchor">An anchor that was kept elsewhere, if any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AccessVerification> VerifyAsync(AccessAnchor? anchor, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);

        // One snapshot: retention may move the start meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var start = await StartingPlaceAsync(connection, cancellationToken);
        var last = start;
        if (anchor?.AccesId < start.AccesId)
        {
            return End(anchor.AccesId, ChainBreakKind.AncrePerimee);
        }

        await foreach (var link in LinksAsync(connection, start.AccesId, cancellationToken))
        {
            if (Contradicts(anchor, last))
            {
                break;
            }

            if (Break(last, link) is { } nature)
            {
                return End(link.Acces.AccesId, nature);
            }

            last = new(link.Acces.AccesId, Convert.ToHexStringLower(link.Empreinte));
        }

        return Contradicts(anchor, last) ? End(last.AccesId, ChainBreakKind.Reecrit)
            : anchor?.AccesId > last.AccesId ? End(last.AccesId + 1, ChainBreakKind.Tronque)
            : new(last.AccesId - start.AccesId, last, null);

        AccessVerification End(long place, ChainBreakKind nature) => new(last.AccesId - start.AccesId, last, new(place, nature));
    }

    /// <summary>The end of the chain, as it is stored: what a verification would give if nothing was broken.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AccessAnchor> EndAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(LastLink);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetInt64(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)))
            : new(0, Convert.ToHexStringLower(AccessChain.Origine));
    }

    private static bool Contradicts(AccessAnchor? anchor, AccessAnchor place) => anchor?.AccesId == place.AccesId && anchor != place;

    private static ChainBreakKind? Break(AccessAnchor last, ChainLink link) =>
        link.Acces.AccesId != last.AccesId + 1 ? ChainBreakKind.Manquant
        : Convert.ToHexStringLower(link.Previous) != last.Empreinte ? ChainBreakKind.Deplace
        : !link.Empreinte.AsSpan().SequenceEqual(AccessChain.Empreinte(link.Previous, link.Acces)) ? ChainBreakKind.Modifie
        : null;

    // The kept accesses begin after those that retention removed last.
    private static async Task<AccessAnchor> StartingPlaceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT acces_id, empreinte FROM acces_ancre
            WHERE acces_id < coalesce((SELECT min(acces_id) FROM acces), acces_id + 1)
            ORDER BY acces_id DESC
            LIMIT 1
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetInt64(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)))
            : new(0, Convert.ToHexStringLower(AccessChain.Origine));
    }

    private static async IAsyncEnumerable<ChainLink> LinksAsync(
        NpgsqlConnection connection, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var slice = new List<ChainLink>();
            await using (var command = new NpgsqlCommand(
                $"SELECT {Columns}, precedente, empreinte FROM acces WHERE acces_id > $1 ORDER BY acces_id LIMIT {RowsPerSliceMax}",
                connection))
            {
                command.Parameters.Add(new() { Value = after });
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    slice.Add(new(Read(reader), reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9)));
                }
            }

            foreach (var link in slice)
            {
                yield return link;
            }

            if (slice.Count < RowsPerSliceMax)
            {
                yield break;
            }

            after = slice[^1].Acces.AccesId;
        }
    }

    private sealed record ChainLink(AccesEnregistre Acces, byte[] Previous, byte[] Empreinte);
}
