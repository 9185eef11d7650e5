using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The soins that wait in a list, and the money that they are about.</summary>
/// <param name="Situation">The situation of the list.</param>
/// <param name="Soins">The number of soins.</param>
/// <param name="Enjeu">The sum of the amounts at stake.</param>
public sealed record WaitingSum(Situation Situation, long Soins, Montant Enjeu);

/// <summary>The work that an agent has taken up.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Soins">The number of soins in each list in which they have any.</param>
/// <param name="Messages">The number of messages in quarantine.</param>
/// <param name="Enjeu">The sum of the amounts at stake.</param>
public sealed record AgentLoad(string Agent, IReadOnlyDictionary<Situation, long> Soins, long Messages, Montant Enjeu);

/// <summary>The calls of a period.</summary>
/// <param name="Count">The number of calls.</param>
/// <param name="CalledAgain">The number after which the same member called again.</param>
/// <param name="Since">The first instant from which on all calls are counted, where there were too many; null: all are.</param>
public sealed record CallCount(long Count, long CalledAgain, DateTimeOffset? Since);

/// <summary>
/// The figures of the overview besides counters: each from an index that holds no more than it is about. Nobody's data is in it.
/// </summary>
/// <param name="source">The database.</param>
public sealed class OverviewQueries(NpgsqlDataSource source)
{
    /// <summary>The most accesses that are read to count the calls of a period: the latest.</summary>
    public const int CallAccessesMax = 200_000;

    /// <summary>The most agents whose work is shown: those who have most.</summary>
    public const int AgentsShownMax = 50;

    /// <summary>The time after a call within which another one about the same member counts as calling again.</summary>
    public static readonly TimeSpan CalledAgainMax = TimeSpan.FromDays(7);

    /// <summary>The condition for an access by which a member's file was opened during a call, as SQL.</summary>
    internal const string IsCall =
        $"adherent_id IS NOT NULL AND action IN ('{AccessActions.ReadAdherent}', '{AccessActions.ListSoins}') AND motif LIKE 'Appel%'";

    /// <summary>The soins that wait in each list.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WaitingSum>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            SELECT situation, count(*), sum(enjeu)::bigint FROM soin WHERE {WorkList.Predicate} GROUP BY situation
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new WaitingSum((Situation)r.GetInt16(0), r.GetInt64(1), new(r.GetInt64(2))), cancellationToken);
    }

    /// <summary>The work that agents have taken up, those who have most first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AgentLoad>> LoadsAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            WITH prises AS (
                SELECT p.agent, s.situation, s.enjeu FROM affectation AS p
                CROSS JOIN LATERAL (SELECT * FROM soin AS s WHERE s.soin_id = p.cle::uuid AND {WorkList.Predicate}
                    AND p.prise_le >= s.depuis OFFSET 0) AS s
                WHERE p.genre = '{Assignments.Soin}'
                UNION ALL
                SELECT p.agent, NULL, 0 FROM affectation AS p
                CROSS JOIN LATERAL (SELECT FROM quarantaine AS q WHERE q.quarantaine_id = p.cle::bigint AND q.etat = 0 OFFSET 0) AS q
                WHERE p.genre = '{Assignments.Quarantaine}'),
            premiers AS (SELECT agent, count(*) AS prises FROM prises GROUP BY agent ORDER BY 2 DESC, 1 LIMIT $1)
            SELECT agent, situation, count(*), sum(enjeu)::bigint, premiers.prises FROM prises JOIN premiers USING (agent)
            GROUP BY agent, situation, premiers.prises
            ORDER BY premiers.prises DESC, agent
            """);
        command.Parameters.Add(new() { Value = AgentsShownMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ReadAllAsync(
            r => (Agent: r.GetString(0), Situation: r.IsDBNull(1) ? (Situation?)null : (Situation)r.GetInt16(1), Count: r.GetInt64(2),
                Enjeu: r.GetInt64(3)),
            cancellationToken);
        return
        [
            .. rows.GroupBy(r => r.Agent).Select(a => new AgentLoad(
                a.Key,
                a.Where(r => r.Situation is not null).ToDictionary(r => r.Situation!.Value, r => r.Count),
                a.Where(r => r.Situation is null).Sum(r => r.Count),
                new(a.Sum(r => r.Enjeu)))),
        ];
    }

    /// <summary>
    /// Counts soins of both parts about which, or about a neighbour of the same journée, an agent decided or noted something.
    /// </summary>
    /// <param name="fromDay">The first day of care.</param>
    /// <param name="toDay">The last day of care.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> TouchedAsync(DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT count(*)
            FROM (SELECT DISTINCT date_soin, beneficiaire_id FROM decision WHERE date_soin BETWEEN $1 AND $2) AS j
            JOIN soin AS s ON s.beneficiaire_id = j.beneficiaire_id AND s.date_soin = j.date_soin
            WHERE s.remplace_par IS NULL AND s.ecart_jours IS NOT NULL
            """);
        command.Parameters.Add(new() { Value = fromDay });
        command.Parameters.Add(new() { Value = toDay });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Counts calls, as the record of accesses tells them: a member's file was opened for a reason that begins with « Appel », and had not
    /// been within <see cref="AccessLog.MotifValidity"/>. A call is followed by another where the same member's next one comes within
    /// <see cref="CalledAgainMax"/>.
    /// </summary>
    /// <param name="since">The first instant.</param>
    /// <param name="before">The first instant after the period; calls that follow are looked for beyond it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CallCount> CallsAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            WITH lus AS MATERIALIZED (
                SELECT le, adherent_id FROM acces WHERE {IsCall} AND le >= $1 - $3 AND le < $2 + $4 ORDER BY le DESC LIMIT $5),
            coupe AS (SELECT CASE WHEN count(*) = $5 THEN min(le) END AS le FROM lus),
            appels AS (
                SELECT adherent_id, le
                FROM (SELECT adherent_id, le, lag(le) OVER (PARTITION BY adherent_id ORDER BY le) AS avant FROM lus) AS suite
                WHERE avant IS NULL OR le - avant > $3),
            suivis AS (SELECT le, lead(le) OVER (PARTITION BY adherent_id ORDER BY le) AS suivant FROM appels)
            SELECT count(*), count(*) FILTER (WHERE suivant <= suivis.le + $4), (SELECT le FROM coupe)
            FROM suivis
            WHERE suivis.le >= $1 AND suivis.le < $2
            """);
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = AccessLog.MotifValidity });
        command.Parameters.Add(new() { Value = CalledAgainMax });
        command.Parameters.Add(new() { Value = CallAccessesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2));
    }
}
