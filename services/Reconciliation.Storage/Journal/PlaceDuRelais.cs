using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// How far the relay has published. It is read and moved through the session that holds the exclusive right to publish: a process that
/// has lost the right has lost the session too, so it cannot move the place any more.
/// </summary>
/// <param name="session">The session.</param>
public sealed class PlaceDuRelais(Exclusivite session)
{
    private const string Nom = "soins";

    /// <summary>How far the journal was published.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PlaceDansLeJournal> LireAsync(CancellationToken cancellationToken) => session.ExecuterAsync(
        async (connexion, ct) =>
        {
            await using var commande = new NpgsqlCommand("SELECT transaction, position FROM relais WHERE nom = $1", connexion);
            commande.Parameters.Add(new() { Value = Nom });
            await using var lecteur = await commande.ExecuteReaderAsync(ct);
            return await lecteur.ReadAsync(ct) ? Lecteurs.Place(lecteur) : default;
        },
        cancellationToken);

    /// <summary>Moves on.</summary>
    /// <param name="place">The last place published.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AvancerAsync(PlaceDansLeJournal place, CancellationToken cancellationToken) => session.ExecuterAsync(
        async (connexion, ct) =>
        {
            await using var commande = new NpgsqlCommand(
                """
                INSERT INTO relais (transaction, position, nom) VALUES ($1, $2, $3)
                ON CONFLICT (nom) DO UPDATE SET transaction = excluded.transaction, position = excluded.position
                """,
                connexion).A(place);
            commande.Parameters.Add(new() { Value = Nom });
            return await commande.ExecuteNonQueryAsync(ct);
        },
        cancellationToken);
}
