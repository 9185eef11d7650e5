using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A place in the feed, as a reader hands it back.</summary>
/// <param name="Place">The place.</param>
/// <param name="SoinId">The soin of the entry there.</param>
/// <param name="Epoch">The epoch of the server that handed it out; null: it was handed out before epochs were told apart.</param>
public readonly record struct FeedCursor(JournalPlace Place, Guid SoinId, string? Epoch);

/// <summary>Whether this server can go on from a place.</summary>
public enum FeedState
{
    /// <summary>This server can go on.</summary>
    Current,

    /// <summary>The place is one of another history, or of none: the reader starts again from where the epoch says.</summary>
    Gone,

    /// <summary>This server is a standby that has yet to receive the reader's entries, or its own history is not announced yet.</summary>
    Behind,
}

/// <summary>A page of the feed, and whether its place was still one of this history: both seen in one snapshot.</summary>
/// <param name="State">Whether the place holds.</param>
/// <param name="Epoch">The epoch of this server: that of the places it hands out; null: nothing was ever written.</param>
/// <param name="Entries">The entries; none unless the place holds.</param>
public sealed record FeedPage(FeedState State, string? Epoch, IReadOnlyList<PublishedEntry> Entries);

/// <summary>Reads the journal for those who were handed a place of it.</summary>
/// <param name="source">The database.</param>
/// <param name="primary">The primary of which the database is a standby; null: it is none.</param>
public sealed class JournalFeed(NpgsqlDataSource source, JournalFeed? primary = null)
{
    private static readonly int Checks = JournalTable.Entry.Count;

    /// <summary>Reads on from a place, if it is one of this history.</summary>
    /// <param name="after">The place; null: from the beginning.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="adherentId">The member of whom to read; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedPage> ReadAsync(FeedCursor? after, int limit, string? adherentId, CancellationToken cancellationToken)
    {
        var page = await ReadHereAsync(after, limit, adherentId, cancellationToken);
        return page.State == FeedState.Behind && await IsGoneAtPrimaryAsync(after, cancellationToken)
            ? page with { State = FeedState.Gone }
            : page;
    }

    // A place that a standby does not know may come to it, unless the primary does not know it either: then no server will.
    private async Task<bool> IsGoneAtPrimaryAsync(FeedCursor? after, CancellationToken cancellationToken)
    {
        try
        {
            return primary is not null && (await primary.ReadHereAsync(after, 1, null, cancellationToken)).State == FeedState.Gone;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<FeedPage> ReadHereAsync(FeedCursor? after, int limit, string? adherentId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(adherentId is null ? FeedSql.Read : FeedSql.ReadOfAdherent);
        command.From(after?.Place ?? default).Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = (object?)adherentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)after?.Epoch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(
            new() { Value = after is { Epoch: null } old ? old.SoinId : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (state, epoch) = (StateOf(after, reader), reader.IsDBNull(Checks) ? null : reader.GetString(Checks));
        if (state != FeedState.Current || reader.IsDBNull(0))
        {
            return new(state, epoch, []);
        }

        var entries = new List<PublishedEntry>();
        do
        {
            entries.Add(JournalTable.Read(reader));
        }
        while (await reader.ReadAsync(cancellationToken));

        return new(state, epoch, entries);
    }

    private static FeedState StateOf(FeedCursor? after, NpgsqlDataReader r)
    {
        var current = r.IsDBNull(Checks) ? null : r.GetString(Checks);
        var (isOwn, isStandby, isAhead, isKnown) =
            (r.GetBoolean(Checks + 1), r.GetBoolean(Checks + 2), r.GetBoolean(Checks + 3), r.GetBoolean(Checks + 4));
        if (!isOwn)
        {
            return FeedState.Behind;
        }

        return after switch
        {
            null => FeedState.Current,
            { Epoch: { } epoch } when epoch != current => isStandby && !isKnown ? FeedState.Behind : FeedState.Gone,
            { Epoch: not null } when !isAhead => FeedState.Current,
            { Epoch: not null } => isStandby ? FeedState.Behind : FeedState.Gone,
            _ => isKnown ? FeedState.Current : FeedState.Gone,
        };
    }
}

/// <summary>The SQL of the feed: a page of the journal and the checks of its place, in one statement and so in one snapshot.</summary>
internal static class FeedSql
{
    /// <summary>The feed after a place.</summary>
    public static readonly string Read = Checked(JournalSql.ReadJournal);

    /// <summary>The same of one member.</summary>
    public static readonly string ReadOfAdherent = Checked(JournalSql.ReadJournalOfAdherent);

    // A place that names its epoch is known if that epoch is. Any other is known if no epoch followed the first and the entry is there.
    private static string Checked(string page) => $"""
        SELECT f.*, c.*
        FROM (SELECT d.epoque, coalesce(d.propre, true), pg_is_in_recovery(), $1::xid8 >= {JournalOrder.End},
                  CASE WHEN $5::text IS NOT NULL THEN EXISTS (SELECT FROM epoque AS e WHERE e.epoque = $5)
                  ELSE coalesce(d.numero = 1, true) AND EXISTS (
                      SELECT FROM journal WHERE transaction = $1::xid8 AND position = $2 AND soin_id = $6::uuid) END
              FROM (SELECT 1) AS une
              LEFT JOIN (
                  SELECT d.epoque, d.numero, {EpochSql.IsOwn} AS propre
                  FROM epoque AS d ORDER BY d.numero DESC LIMIT 1) AS d ON true) AS c
        LEFT JOIN LATERAL ({page}) AS f ON true
        ORDER BY f.transaction, f.position
        """;
}
