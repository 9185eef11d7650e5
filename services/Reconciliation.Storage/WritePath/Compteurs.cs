using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A change of a counter, or its total.</summary>
/// <param name="Nom">What is counted, of <see cref="Compteurs"/>.</param>
/// <param name="Cle">The class in which it falls.</param>
/// <param name="Periode">The hour or day of which it is counted; null where it is counted as it stands.</param>
/// <param name="Valeur">How many more, or less.</param>
public readonly record struct Compte(string Nom, string Cle, DateTimeOffset? Periode, long Valeur);

/// <summary>
/// What is counted while it is written, so that totals of millions of soins are read as a few rows. Changes are appended by the
/// transaction of what they count; <see cref="ResumerAsync"/> sums them up now and then.
/// </summary>
public static class Compteurs
{
    /// <summary>Soins by situation.</summary>
    public const string Situation = "situation";

    /// <summary>New lines by part and hour of reception.</summary>
    public const string Arrivee = "arrivee";

    /// <summary>Soins by days from the RO payment to the complementary one, and day of care.</summary>
    public const string Ecart = "ecart";

    /// <summary>Soins by channel and punctuality of the second payment, and day of care.</summary>
    public const string Ponctualite = "ponctualite";

    /// <summary>Soins that need a person by situation, and day in Europe/Paris since which they do.</summary>
    public const string ATraiter = "aTraiter";

    /// <summary>Open messages in quarantine by stream, and day in Europe/Paris on which they first came: the table counts itself.</summary>
    public const string Quarantaine = "quarantaine";

    /// <summary>The same by rule: a message that breaks two counts for both.</summary>
    public const string QuarantaineParRegle = "quarantaineParRegle";

    /// <summary>
    /// Control totals, in cents: where the money of all lines ever received is. Each transaction keeps them in balance, so that
    /// <see cref="Lignes"/> = <see cref="Vues"/> + <see cref="NonRattachees"/> + <see cref="Remplacees"/> at every instant.
    /// </summary>
    public const string Controle = "controle";

    /// <summary>Of the control totals: all lines.</summary>
    public const string Lignes = "lignes";

    /// <summary>Of the control totals: what the views of soins state as paid, net.</summary>
    public const string Vues = "vues";

    /// <summary>Of the control totals: lines that are in no soin.</summary>
    public const string NonRattachees = "nonRattachees";

    /// <summary>Of the control totals: lines that a later revision, or another content of the same one, has replaced.</summary>
    public const string Remplacees = "remplacees";

    /// <summary>The most changes summed up at a time: many more than there are classes and periods.</summary>
    public const int LotMax = 100_000;

    /// <summary>The most changes summed up at a time while payments come in: some tens of milliseconds.</summary>
    public const int Tranche = 5_000;

    /// <summary>How long arrivals and delays are counted by period.</summary>
    public static readonly TimeSpan Conservation = TimeSpan.FromDays(400);

    // What happened long ago; what still stands is not forgotten.
    private const string Oubliee = $"(nom IN ('{Arrivee}', '{Ecart}', '{Ponctualite}') AND periode < $1)";

    /// <summary>The totals of a counter by class and period, from a period on; without period: as it stands.</summary>
    /// <param name="source">The database.</param>
    /// <param name="nom">The counter.</param>
    /// <param name="depuis">The first period; null for a counter without.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Compte>> LireAsync(
        NpgsqlDataSource source, string nom, DateTimeOffset? depuis, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"""
            SELECT cle, periode, sum(valeur)::bigint FROM compteur
            WHERE nom = $1 AND {(depuis is null ? "periode IS NULL" : "periode >= $2")}
            GROUP BY cle, periode
            HAVING sum(valeur) <> 0
            """);
        commande.Parameters.Add(new() { Value = nom });
        if (depuis is { } premier)
        {
            commande.Parameters.Add(new() { Value = premier });
        }

        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var comptes = new List<Compte>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            comptes.Add(new(nom, lecteur.GetString(0), lecteur.IsDBNull(1) ? null : lecteur.GetFieldValue<DateTimeOffset>(1), lecteur.GetInt64(2)));
        }

        return comptes;
    }

    /// <summary>The totals of a counter by class and age: of each class the number between each two bounds, the oldest last.</summary>
    /// <param name="source">The database.</param>
    /// <param name="nom">The counter: one by day.</param>
    /// <param name="bornes">Beginnings of days in Europe/Paris, the latest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Of each class that has any one number more than there are bounds.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> ParAgeAsync(
        NpgsqlDataSource source, string nom, IReadOnlyList<DateTimeOffset> bornes, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("""
            SELECT cle, width_bucket(periode, $2::timestamptz[]), sum(valeur)::bigint FROM compteur
            WHERE nom = $1
            GROUP BY 1, 2
            HAVING sum(valeur) <> 0
            """);
        commande.Parameters.Add(new() { Value = nom });
        commande.Parameters.Add(new() { Value = bornes.Reverse().ToArray() });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var rangs = await lecteur.ToutAsync(r => (Cle: r.GetString(0), Tranche: bornes.Count - r.GetInt32(1), Valeur: r.GetInt64(2)), cancellationToken);
        return rangs.GroupBy(r => r.Cle).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<long>)[.. Enumerable.Range(0, bornes.Count + 1).Select(t => g.Where(r => r.Tranche == t).Sum(r => r.Valeur))]);
    }

    /// <summary>Sums committed changes up into one each, and forgets periods that are too old. Readers see the same totals before and after.</summary>
    /// <param name="source">The database.</param>
    /// <param name="maintenant">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many rows fewer there are.</returns>
    public static async Task<int> ResumerAsync(NpgsqlDataSource source, DateTimeOffset maintenant, CancellationToken cancellationToken) =>
        (await ResumerAsync(source, maintenant, 0, LotMax, cancellationToken)).Moins;

    /// <summary>Sums up changes after a place. A short transaction: while it lasts no reader of the journal gets past it.</summary>
    /// <param name="source">The database.</param>
    /// <param name="maintenant">Now.</param>
    /// <param name="apres">The place.</param>
    /// <param name="limite">The most changes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many rows fewer there are, and the place after which to go on: sums are appended, and summed up with what follows.
    /// Null: nothing follows it yet.</returns>
    public static async Task<(int Moins, long? Place)> ResumerAsync(
        NpgsqlDataSource source, DateTimeOffset maintenant, long apres, int limite, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"""
            WITH premiers AS MATERIALIZED (SELECT * FROM compteur WHERE position > $2 ORDER BY position LIMIT $3),
            anciens AS (
                DELETE FROM compteur WHERE position IN (
                    SELECT position FROM (
                        SELECT position, nom, periode, count(*) OVER (PARTITION BY nom, cle, periode) AS changements FROM premiers) AS comptes
                    WHERE changements > 1 OR {Oubliee})
                RETURNING nom, cle, periode, valeur),
            nouveaux AS (
                INSERT INTO compteur (nom, cle, periode, valeur)
                SELECT nom, cle, periode, sum(valeur) FROM anciens
                WHERE NOT {Oubliee}
                GROUP BY nom, cle, periode
                HAVING sum(valeur) <> 0
                RETURNING 1)
            SELECT (SELECT count(*) FROM anciens) - (SELECT count(*) FROM nouveaux),
                   (SELECT CASE WHEN count(*) = $3 THEN max(position) END FROM premiers)
            """);
        commande.Parameters.Add(new() { Value = maintenant - Conservation });
        commande.Parameters.Add(new() { Value = apres });
        commande.Parameters.Add(new() { Value = limite });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        await lecteur.ReadAsync(cancellationToken);
        return ((int)lecteur.GetInt64(0), lecteur.IsDBNull(1) ? null : lecteur.GetInt64(1));
    }

    /// <summary>The hour in which an instant falls.</summary>
    /// <param name="instant">The instant.</param>
    public static DateTimeOffset Heure(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
