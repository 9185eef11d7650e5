using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Finds what is due.</summary>
public static class Echeances
{
    /// <summary>The journées of which a soin is due, the longest overdue first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="maintenant">The instant.</param>
    /// <param name="limite">The most soins to look at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Journee>> JourneesDuesAsync(
        NpgsqlDataSource source, DateTimeOffset maintenant, int limite, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(Sql.JourneesDues);
        commande.Parameters.Add(new() { Value = maintenant });
        commande.Parameters.Add(new() { Value = limite });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var journees = new List<Journee>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            journees.Add(Lecteurs.Journee(lecteur));
        }

        return journees;
    }
}
