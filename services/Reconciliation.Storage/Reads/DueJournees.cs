using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Finds the journées that are due.</summary>
public static class DueJournees
{
    /// <summary>The journées of which a soin is due, the longest overdue first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="now">The instant.</param>
    /// <param name="limit">The most soins to look at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Journee>> DueJourneesAsync(
        NpgsqlDataSource source, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(SoinTable.DueJournees);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var journees = new List<Journee>();
        while (await reader.ReadAsync(cancellationToken))
        {
            journees.Add(RowReaders.Journee(reader));
        }

        return journees;
    }
}
