using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>One history of the database: entries that were handed out in another may never have been written here.</summary>
/// <param name="Name">Its name; equal within one history, and given to no other.</param>
/// <param name="Previous">The epoch that it follows; null: it is the first.</param>
/// <param name="Since">The instant from which entries of the epoch before may be unknown here: before the last entry that survived.</param>
/// <param name="Place">Its place in the journal.</param>
/// <param name="IsToldAgain">Whether all soins that had to be published again because of it were.</param>
public sealed record Epoch(string Name, string? Previous, DateTimeOffset Since, JournalPlace Place, bool IsToldAgain);

/// <summary>
/// The history is that of no epoch yet: another server was promoted, or a backup restored, and nobody was told. Nothing is written, since
/// it would be taken for a part of the history before; the caller begins the epoch and tries again.
/// </summary>
public sealed class EpochNotBegunException() : Exception("The database has begun a new history: its epoch is not announced yet.");

/// <summary>The epochs of a database.</summary>
public static class Epochs
{
    /// <summary>
    /// The time before the last surviving entry from which an epoch counts: lost entries may have been judged a little before surviving
    /// ones, by another engine or in a transaction that took longer.
    /// </summary>
    public static readonly TimeSpan StartMargin = TimeSpan.FromMinutes(2);

    /// <summary>The most entries before an epoch of which the soins are published again.</summary>
    public const int EntriesToldAgainMax = 200_000;

    /// <summary>Begins an epoch if the history is that of none; else does nothing. Of several that ask at once one begins it.</summary>
    /// <param name="source">The database; not a standby.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether one began.</returns>
    public static async Task<bool> BeginAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var turn = new NpgsqlCommand(AdvisoryLocks.EpochStart.LockUntilCommit(), connection, transaction))
        {
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(EpochSql.Begin, connection, transaction);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = StartMargin });
        var begun = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitDurablyAsync();
        return begun > 0;
    }

    /// <summary>The last epoch; null: none has begun.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Epoch?> LastAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.Last);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                new(reader.GetFieldValue<ulong>(3), reader.GetInt64(4)),
                reader.GetBoolean(5))
            : null;
    }

    /// <summary>
    /// The entry from which a reader of another history goes on, once it has dropped the entries that it may hold in vain.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The entry after which to read; null: from the beginning.</returns>
    public static async Task<(JournalPlace Place, Guid SoinId)?> ResumeAsync(
        NpgsqlDataSource source, Epoch epoch, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.Resume).From(epoch.Place);
        command.Parameters.Add(new() { Value = epoch.Since.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (RowReaders.Place(reader), reader.GetGuid(2)) : null;
    }

    /// <summary>Journées whose soins have still to be published again because of an epoch.</summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="limit">The most journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Journee>> ToTellAgainAsync(
        NpgsqlDataSource source, Epoch epoch, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.ToTellAgain).From(epoch.Place);
        command.Parameters.Add(new() { Value = epoch.Since.UtcDateTime });
        command.Parameters.Add(new() { Value = epoch.Name });
        command.Parameters.Add(new() { Value = EntriesToldAgainMax });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Journee, cancellationToken);
    }

    /// <summary>Notes that all soins that had to be published again were.</summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task NoteToldAgainAsync(
        NpgsqlDataSource source, Epoch epoch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.ToldAgain);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = epoch.Name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
