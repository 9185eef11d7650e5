using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The SQL that removes rows that may no longer be kept. Every row that goes is taken off the counts noted of it, so that totals agree.
/// </summary>
internal static class RetentionSql
{
    /// <summary>Lines of care before a day, the oldest first: a range of an index, from a place on.</summary>
    public const string ExpiredLignes = """
        SELECT date_soin, montant, position, beneficiaire_id
        FROM ligne
        WHERE (date_soin, montant, position) > ($1, $2, $3) AND date_soin < $4
        ORDER BY date_soin, montant, position
        LIMIT $5
        """;

    /// <summary>Removes the lines of journées, and takes them off the counts of their batches, on the day on which they came.</summary>
    public static readonly string EraseLignes = $"""
        WITH effacees AS (
            DELETE FROM ligne AS l USING unnest($1::text[], $2::date[]) AS j(b, d) WHERE {JourneeSql.IsOf("l", "j.b", "j.d")}
            RETURNING l.part, l.source, l.montant, l.recu_le)
        INSERT INTO reception (part, source, recues, nouvelles, centimes, recu_le)
        SELECT part, source, -count(*), -count(*), -sum(montant), min(recu_le)
        FROM effacees
        GROUP BY part, source, (recu_le AT TIME ZONE 'Europe/Paris')::date
        """;

    /// <summary>Removes the décisions of journées.</summary>
    public static readonly string EraseDecisions = $"""
        DELETE FROM decision AS n USING unnest($1::text[], $2::date[]) AS j(b, d) WHERE {JourneeSql.IsOf("n", "j.b", "j.d")}
        """;

    /// <summary>
    /// Removes the soins of journées, every version of them, and the notes of who had taken them up, and gives notice to those who keep
    /// copies.
    /// </summary>
    public static readonly string EraseSoins = $"""
        WITH effaces AS (
            DELETE FROM soin AS s USING unnest($1::text[], $2::date[]) AS j(b, d) WHERE s.beneficiaire_id = j.b AND s.date_soin = j.d
            RETURNING s.soin_id),
        prises AS (
            DELETE FROM affectation AS a USING effaces AS e WHERE a.genre = 'soin' AND a.cle = e.soin_id::text),
        annonces AS ({ErasureSql.Note("$3")})
        DELETE FROM journal AS v USING effaces AS e WHERE v.soin_id = e.soin_id
        """;

    /// <summary>
    /// Adds the statements that remove journées with all that is stored of them, and note anew what those tie together that led to them.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="journees">The journées; none: no statement.</param>
    /// <param name="leading">The journées that stay and of which a tie leads to these.</param>
    /// <param name="now">The instant.</param>
    public static void Erase(
        NpgsqlBatch batch, IReadOnlyCollection<Journee> journees, IReadOnlyCollection<Journee> leading, DateTimeOffset now)
    {
        if (journees.Count == 0)
        {
            return;
        }

        foreach (var sql in new[] { EraseLignes, EraseDecisions, NonRattacheesTable.EraseNonRattachees, TieSql.EraseTies })
        {
            AddOf(sql, journees);
        }

        AddOf(EraseSoins, journees).Parameters.Add(new() { Value = now });
        if (leading.Count > 0)
        {
            batch.Add(KeptPlans.None);
            AddOf(TieSql.RedoTies, leading);
        }

        NpgsqlBatchCommand AddOf(string sql, IReadOnlyCollection<Journee> some) => batch.Add(sql).With(some);
    }

    /// <summary>Messages of quarantine that were closed before an instant, the oldest first.</summary>
    public const string ExpiredQuarantaine = """
        SELECT q.quarantaine_id
        FROM quarantaine AS q
        WHERE q.etat <> 0 AND q.dernier_le < $1
          AND NOT EXISTS (SELECT FROM quarantaine_suite AS s WHERE s.quarantaine_id = q.quarantaine_id AND s.le >= $1)
        ORDER BY 1
        LIMIT $2
        """;

    /// <summary>
    /// Removes messages of quarantine, and takes them off the counts noted of their way in. Each is locked first: a message that came again
    /// meanwhile counts.
    /// </summary>
    public const string EraseQuarantaine = """
        WITH tenus AS MATERIALIZED (SELECT quarantaine_id FROM quarantaine WHERE quarantaine_id = ANY ($1) ORDER BY 1 FOR UPDATE),
        suites AS (DELETE FROM quarantaine_suite AS s USING tenus AS t WHERE s.quarantaine_id = t.quarantaine_id),
        prises AS (DELETE FROM affectation AS a USING tenus AS t WHERE a.genre = 'quarantaine' AND a.cle = t.quarantaine_id::text),
        effaces AS (
            DELETE FROM quarantaine AS q USING tenus AS t WHERE q.quarantaine_id = t.quarantaine_id
            RETURNING q.part, split_part(q.origine, ':', 1) AS origine, q.nombre, q.recu_le)
        INSERT INTO reception (part, origine, recues, nouvelles, centimes, recu_le)
        SELECT part, origine, -sum(nombre), 0, 0, min(recu_le) FROM effaces GROUP BY part, origine
        """;

    /// <summary>Sums up the counts noted on days before an instant, one row each; a row that adds up to nothing goes.</summary>
    public const string CompactReceptions = """
        WITH anciennes AS (DELETE FROM reception WHERE recu_le < $1 RETURNING *)
        INSERT INTO reception (part, source, origine, recues, nouvelles, centimes, recu_le)
        SELECT part, source, origine, sum(recues), sum(nouvelles), sum(centimes), min(recu_le)
        FROM anciennes
        GROUP BY part, source, origine, (recu_le AT TIME ZONE 'Europe/Paris')::date
        HAVING sum(recues) <> 0 OR sum(nouvelles) <> 0 OR sum(centimes) <> 0
        """;

    /// <summary>The journées in which a line names a member, whatever its revision. No index: it is asked once in a long while.</summary>
    public const string JourneesOfAdherent = "SELECT DISTINCT beneficiaire_id, date_soin FROM ligne WHERE adherent_id = $1 ORDER BY 1, 2";
}
