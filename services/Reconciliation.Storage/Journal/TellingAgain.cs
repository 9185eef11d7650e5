using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>One look back through the journal for soins to tell again.</summary>
/// <param name="Journees">The journées that hold some.</param>
/// <param name="End">The place from which the next look goes on; null: this was the last.</param>
public sealed record LookBack(IReadOnlyList<Journee> Journees, JournalPlace? End);

/// <summary>
/// The walk back through the journal, from the place of an epoch, for the soins of which a reader may hold something in vain. It goes by
/// place in bounded looks; each is noted once its soins were told again, so that whoever takes over goes on from there.
/// </summary>
public static class TellingAgain
{
    /// <summary>The most entries of one look.</summary>
    public const int EntriesPerLookMax = 1_000;

    /// <summary>Looks at the next entries.</summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LookBack> LookAsync(NpgsqlDataSource source, Epoch epoch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        var since = epoch.Since.UtcDateTime;
        await using var command = source.CreateCommand(EpochSql.ToTellAgain).From(epoch.ToldFrom);
        command.Parameters.Add(new() { Value = new DateTime(since.Year, since.Month, 1, 0, 0, 0, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = epoch.Name });
        command.Parameters.Add(new() { Value = EntriesPerLookMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (journees, count, last) = (new HashSet<Journee>(), 0, default(JournalPlace));
        while (await reader.ReadAsync(cancellationToken))
        {
            (count, last) = (count + 1, RowReaders.Place(reader));
            if (!reader.IsDBNull(2))
            {
                journees.Add(new(reader.GetString(2), reader.GetFieldValue<DateOnly>(3)));
            }
        }

        return new([.. journees], count == EntriesPerLookMax ? last : null);
    }

    /// <summary>Notes that the soins of a look were told again.</summary>
    /// <param name="source">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="look">The look.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task NoteAsync(
        NpgsqlDataSource source, Epoch epoch, LookBack look, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(look);
        await using var command = source.CreateCommand(EpochSql.ToldAgain);
        command.Parameters.Add(new() { Value = (object?)look.End?.Transaction ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = (object?)look.End?.Position ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(
            new() { Value = look.End is null ? now.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = epoch.Name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
