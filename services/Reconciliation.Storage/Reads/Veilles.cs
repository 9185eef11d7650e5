using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>How far what open pages show has moved on.</summary>
/// <param name="Soins">The version of each soin.</param>
/// <param name="Adherents">When a soin of each member last changed.</param>
public sealed record EtatVeille(IReadOnlyDictionary<Guid, int> Soins, IReadOnlyDictionary<string, DateTimeOffset> Adherents);

/// <summary>Answers for all open pages of a process at once: two index ranges, whatever their number.</summary>
public static class Veilles
{
    /// <summary>Reads how far some soins and members are.</summary>
    /// <param name="source">The database.</param>
    /// <param name="soins">The soins.</param>
    /// <param name="adherents">The members.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EtatVeille> LireAsync(
        NpgsqlDataSource source, Guid[] soins, string[] adherents, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var lot = new NpgsqlBatch(connexion);
        lot.Ajouter("SELECT soin_id, version FROM soin WHERE soin_id = ANY ($1)").Avec(NpgsqlDbType.Uuid, soins);
        lot.Ajouter("""
            SELECT a, greatest(
                (SELECT max(mis_a_jour_le) FROM soin WHERE adherent_id = a AND remplace_par IS NULL),
                (SELECT max(mis_a_jour_le) FROM soin WHERE autres_adherents @> ARRAY[a] AND remplace_par IS NULL))
            FROM unnest($1::text[]) AS a
            """).Avec(NpgsqlDbType.Text, adherents);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        var versions = new Dictionary<Guid, int>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            versions[lecteur.GetGuid(0)] = lecteur.GetInt32(1);
        }

        await lecteur.NextResultAsync(cancellationToken);
        var instants = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await lecteur.ReadAsync(cancellationToken))
        {
            if (!lecteur.IsDBNull(1))
            {
                instants[lecteur.GetString(0)] = lecteur.GetFieldValue<DateTimeOffset>(1);
            }
        }

        return new(versions, instants);
    }
}
