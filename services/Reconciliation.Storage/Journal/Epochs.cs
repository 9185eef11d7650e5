using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>One history of the database: entries that were handed out in another may never have been written here.</summary>
/// <param name="Name">Its name; equal within one history, and given to no other.</param>
/// <param name="Previous">The epoch that it follows; null: it is the first.</param>
/// <param name="Since">The instant from which entries of the epoch before may be unknown here: before the last entry that survived.</param>
/// <param name="Place">Its place in the journal.</param>
/// <param name="IsOwn">Whether it is the history that goes on here; false: another one began, and nobody was told yet.</param>
/// <param name="IsToldAgain">Whether all soins that had to be published again because of it were, or none had to.</param>
/// <param name="ToldFrom">The place from which on, up to its own, all entries were looked at for soins to tell again.</param>
public sealed record Epoch(
    string Name,
    string? Previous,
    DateTimeOffset Since,
    JournalPlace Place,
    bool IsOwn,
    bool IsToldAgain,
    JournalPlace ToldFrom);

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

    /// <summary>Begins an epoch if the history is that of none; else does nothing. Of several that ask at once one begins it.</summary>
    /// <param name="source">The database; not a standby.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether one began.</returns>
    /// <exception cref="RowsElsewhereException">The server of the session does not hold the rows.</exception>
    public static async Task<bool> BeginAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var turn = new NpgsqlCommand(AdvisoryLocks.EpochStart.LockUntilCommit(), connection, transaction))
        {
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        var begin = batch.Add(EpochSql.Begin);
        begin.Parameters.Add(new() { Value = now.UtcDateTime });
        begin.Parameters.Add(new() { Value = StartMargin });
        RowsHere.Ask(batch);
        await RowsHere.ExecuteAsync(batch, cancellationToken);
        await transaction.CommitDurablyAsync();
        return begin.RecordsAffected > 0;
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
                reader.GetBoolean(5),
                reader.GetBoolean(6),
                new(reader.GetFieldValue<ulong>(7), reader.GetInt64(8)))
            : null;
    }

    /// <summary>The instant from which a reader who comes from another epoch may hold versions in vain.</summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch of the reader's place; null: it is of before epochs were told apart.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The instant; null: this history does not know that epoch, and all that the reader holds may be in vain.</returns>
    public static async Task<DateTimeOffset?> SinceAsync(NpgsqlDataSource source, string? epoch, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.Since);
        command.Parameters.Add(new() { Value = (object?)epoch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime since ? new(since) : null;
    }

    /// <summary>
    /// The entry from which a reader of another history goes on, once it has dropped the entries that it may hold in vain.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="before">The place before which to look.</param>
    /// <param name="since">The instant from which the reader may hold something in vain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The entry after which to read; null: from the beginning.</returns>
    public static async Task<(JournalPlace Place, Guid SoinId)?> ResumeAsync(
        NpgsqlDataSource source, JournalPlace before, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EpochSql.Resume).From(before);
        command.Parameters.Add(new() { Value = since.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (RowReaders.Place(reader), reader.GetGuid(2)) : null;
    }
}
