using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The place up to which a relay has published. It is read and moved through the session that holds the exclusive right to publish: a
/// process that has lost the right has lost the session too, so it cannot move the place any more.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="name">The name of the place.</param>
public sealed class RelayPlace(Lease session, string name = RelayPlace.SoinsName)
{
    /// <summary>The beginning of the name of a subscriber's place.</summary>
    public const string WebhookPrefix = "webhook:";

    private const string SoinsName = "soins";

    /// <summary>Reads the place; the beginning of the journal where there is none yet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JournalPlace> ReadAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) ?? default;

    /// <summary>Reads the place; null: there is none yet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JournalPlace?> FindAsync(CancellationToken cancellationToken) => session.RunAsync(
        async (connection, ct) =>
        {
            await using var command = new NpgsqlCommand("SELECT transaction, position FROM relais WHERE nom = $1", connection);
            command.Parameters.Add(new() { Value = name });
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? RowReaders.Place(reader) : (JournalPlace?)null;
        },
        cancellationToken);

    /// <summary>Moves the place on.</summary>
    /// <param name="place">The last place published.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AdvanceAsync(JournalPlace place, CancellationToken cancellationToken) => session.RunAsync(
        async (connection, ct) =>
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO relais (transaction, position, nom) VALUES ($1, $2, $3)
                ON CONFLICT (nom) DO UPDATE SET transaction = excluded.transaction, position = excluded.position
                """,
                connection).From(place);
            command.Parameters.Add(new() { Value = name });
            return await command.ExecuteNonQueryAsync(ct);
        },
        cancellationToken);
}
