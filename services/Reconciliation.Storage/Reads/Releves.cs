using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The last line of a source.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="RecueLe">When it was received.</param>
public readonly record struct DerniereLigne(Part Part, string Source, DateTimeOffset RecueLe);

/// <summary>How many soins of a part are late, by age.</summary>
/// <param name="Part">The part that is missing.</param>
/// <param name="Age">The rank of the age, the youngest first.</param>
/// <param name="Nombre">How many.</param>
public readonly record struct Retard(Part Part, int Age, long Nombre);

/// <summary>What has waited longest.</summary>
/// <param name="Soins">Since when the oldest soin of each exceptional situation is in it.</param>
/// <param name="Quarantaine">When the oldest open message came.</param>
/// <param name="Echeance">The oldest deadline that has passed and of which nothing has come.</param>
/// <param name="Journal">When the first version was written that readers may not read yet.</param>
public sealed record Attentes(
    IReadOnlyDictionary<Situation, DateTimeOffset> Soins, DateTimeOffset? Quarantaine, DateTimeOffset? Echeance, DateTimeOffset? Journal);

/// <summary>What operations watch, read from short ranges of indexes: nothing here grows with the number of soins that are well.</summary>
public static class Releves
{
    /// <summary>The most sources that are looked at.</summary>
    public const int SourcesMax = 50;

    // From one source to the next by the index, not through all that each has sent.
    private const string Sources = """
        WITH RECURSIVE s AS (
            (SELECT part, source FROM reception WHERE source IS NOT NULL ORDER BY part, source LIMIT 1)
            UNION ALL
            SELECT n.part, n.source
            FROM s CROSS JOIN LATERAL (
                SELECT part, source FROM reception
                WHERE source IS NOT NULL AND (part, source) > (s.part, s.source) ORDER BY part, source LIMIT 1) AS n)
        SELECT s.part, s.source, (
            SELECT recu_le FROM reception AS r
            WHERE r.source IS NOT NULL AND r.part = s.part AND r.source = s.source ORDER BY r.recu_le DESC LIMIT 1)
        FROM s
        LIMIT $1
        """;

    /// <summary>What has waited longest.</summary>
    /// <param name="source">The database.</param>
    /// <param name="maintenant">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Attentes> AttentesAsync(NpgsqlDataSource source, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var lot = new NpgsqlBatch(connexion);
        foreach (var situation in ListesDeTravail.Situations)
        {
            lot.Ajouter($"SELECT depuis FROM soin WHERE situation = {(int)situation} AND remplace_par IS NULL ORDER BY depuis LIMIT 1");
        }

        lot.Ajouter("SELECT recu_le FROM quarantaine WHERE etat = 0 ORDER BY quarantaine_id LIMIT 1");
        lot.Ajouter("SELECT echeance FROM soin WHERE echeance < $1 ORDER BY echeance LIMIT 1").Avec(maintenant);
        lot.Ajouter("""
            SELECT ecrit_le FROM journal
            WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction, position LIMIT 1
            """);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        var soins = new Dictionary<Situation, DateTimeOffset>();
        foreach (var situation in ListesDeTravail.Situations)
        {
            if (await InstantAsync() is { } depuis)
            {
                soins[situation] = depuis;
            }
        }

        return new(soins, await InstantAsync(), await InstantAsync(), await InstantAsync());

        async Task<DateTimeOffset?> InstantAsync() =>
            await lecteur.ToutAsync(r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken) is [var instant] ? instant : null;
    }

    /// <summary>The last line of each source, those known already included: a source that sends again is not silent.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<DerniereLigne>> DernieresLignesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(Sources);
        commande.Parameters.Add(new() { Value = SourcesMax });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(
            r => new DerniereLigne((Part)r.GetInt16(0), r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)), cancellationToken);
    }

    /// <summary>How many soins are late, by missing part and age: a range of the index of exceptional situations.</summary>
    /// <param name="source">The database.</param>
    /// <param name="bornes">Instants, the latest first: before each, a soin is a class older.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Retard>> RetardsAsync(
        NpgsqlDataSource source, IReadOnlyList<DateTimeOffset> bornes, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"""
            SELECT part_attendue, width_bucket(depuis, $1::timestamptz[]), count(*) FROM soin
            WHERE situation = {(int)Situation.EnRetard} AND remplace_par IS NULL AND part_attendue IS NOT NULL
            GROUP BY 1, 2
            """);
        commande.Parameters.Add(new() { Value = bornes.Reverse().ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(r => new Retard((Part)r.GetInt16(0), bornes.Count - r.GetInt32(1), r.GetInt64(2)), cancellationToken);
    }
}
