using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>The state of the soins and members that open pages show.</summary>
/// <param name="Soins">The version of each soin.</param>
/// <param name="Adherents">When a soin of each member last changed.</param>
public sealed record WatchState(IReadOnlyDictionary<Guid, int> Soins, IReadOnlyDictionary<string, DateTimeOffset> Adherents);

/// <summary>Answers for all open pages of a process at once: two index ranges, whatever their number.</summary>
public static class WatchQueries
{
    /// <summary>Reads the state of some soins and members.</summary>
    /// <param name="source">The database.</param>
    /// <param name="soins">The soins.</param>
    /// <param name="adherents">The members.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WatchState> ReadAsync(
        NpgsqlDataSource source, Guid[] soins, string[] adherents, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT soin_id, version FROM soin WHERE soin_id = ANY ($1)").With(NpgsqlDbType.Uuid, soins);
        batch.Add("""
            SELECT a, greatest(
                (SELECT max(mis_a_jour_le) FROM soin WHERE adherent_id = a AND remplace_par IS NULL),
                (SELECT max(mis_a_jour_le) FROM soin WHERE autres_adherents @> ARRAY[a] AND remplace_par IS NULL))
            FROM unnest($1::text[]) AS a
            """).With(NpgsqlDbType.Text, adherents);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var versions = new Dictionary<Guid, int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            versions[reader.GetGuid(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync(cancellationToken);
        var instants = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(1))
            {
                instants[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
            }
        }

        return new(versions, instants);
    }
}
