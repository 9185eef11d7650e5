using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The orders of a work list.</summary>
public enum WorkListOrder
{
    /// <summary>The oldest first.</summary>
    Age,

    /// <summary>The most at stake first.</summary>
    Enjeu,
}

/// <summary>The soins of a work list to read.</summary>
/// <param name="List">The list.</param>
/// <param name="Order">The order.</param>
/// <param name="AgeClass">The bounds of the age, as since when, each the beginning of a day in Europe/Paris; null: any.</param>
/// <param name="Agent">Only those that this agent has taken up; null: any.</param>
/// <param name="After">The last row of the page before: its instant or its cents, and its soin.</param>
/// <param name="Limit">The most soins.</param>
public sealed record WorkListQuery(
    WorkList List, WorkListOrder Order, (DateTimeOffset? Since, DateTimeOffset? Before) AgeClass, string? Agent,
    (DateTimeOffset Since, long Enjeu, Guid SoinId)? After, int Limit);

/// <summary>A soin of a work list.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">Its version.</param>
/// <param name="AdherentIds">The members concerned, its own first.</param>
/// <param name="Vue">Its last view, as JSON.</param>
/// <param name="Since">Since when it is in this situation.</param>
/// <param name="Enjeu">The amount at stake.</param>
/// <param name="Agent">The agent who has taken it up; null: nobody.</param>
public sealed record WorkListSoin(
    Guid SoinId, int Version, IReadOnlyList<string> AdherentIds, string Vue, DateTimeOffset Since, Montant Enjeu, string? Agent)
{
    /// <summary>Its member.</summary>
    public string AdherentId => AdherentIds[0];

    /// <summary>The tag that tells this version from any other.</summary>
    public VersionTag Tag => VersionTag.Of(Version, Vue);
}

/// <summary>
/// Soins that need a person. Each list is one range of a partial index that holds exceptional situations only: a soin within its expected
/// delay is in none of them, and no page costs more because more soins are well, or because more wait.
/// </summary>
/// <param name="source">The database.</param>
public sealed class WorkListQueries(NpgsqlDataSource source)
{
    // $1, $2: the bounds of the age; $3 and $4, or $5 and $4: the row after which to read; $6: how many; $7: the agent.
    private const string ByAge =
        "s.depuis >= $1 AND s.depuis < $2 AND (s.depuis, s.soin_id) > ($3, $4) ORDER BY s.depuis, s.soin_id LIMIT $6";
    private const string ByEnjeu = "(s.enjeu, s.soin_id) < ($5, $4) ORDER BY s.enjeu DESC, s.soin_id DESC LIMIT $6";

    /// <summary>A page of a list.</summary>
    /// <param name="query">The soins asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WorkListSoin>> ReadAsync(WorkListQuery query, CancellationToken cancellationToken)
    {
        // Found in an index first, then read: soins that are not shown are never fetched.
        var inTheList = query.List.PredicateOf("s");
        await using var command = source.CreateCommand($"""
            SELECT s.soin_id, s.version, array_prepend(s.adherent_id, s.autres_adherents), s.vue, s.depuis, s.enjeu, a.agent
            FROM ({Choose(query, inTheList)}) AS choisis
            JOIN soin AS s ON s.soin_id = choisis.soin_id AND {inTheList}
            LEFT JOIN affectation AS a ON a.genre = '{Assignments.Soin}' AND a.cle = s.soin_id::text AND a.prise_le >= s.depuis
            ORDER BY {(query.Order == WorkListOrder.Age ? "s.depuis, s.soin_id" : "s.enjeu DESC, s.soin_id DESC")}
            """);
        var first =
            query.Order == WorkListOrder.Age ? (DateTimeOffset.MinValue, 0L, Guid.Empty) : (default, long.MaxValue, Guid.AllBitsSet);
        var (since, enjeu, soinId) = query.After ?? first;
        command.Parameters.Add(new() { Value = query.AgeClass.Since ?? DateTimeOffset.MinValue, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = query.AgeClass.Before ?? DateTimeOffset.MaxValue, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = soinId });
        command.Parameters.Add(new() { Value = enjeu });
        command.Parameters.Add(new() { Value = query.Limit });
        command.Parameters.Add(new() { Value = (object?)query.Agent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new WorkListSoin(
                r.GetGuid(0), r.GetInt32(1), r.GetFieldValue<string[]>(2), r.GetString(3), r.GetFieldValue<DateTimeOffset>(4),
                new(r.GetInt64(5)),
                r.IsDBNull(6) ? null : r.GetString(6)),
            cancellationToken);
    }

    // One statement for each way to ask: one that serves several follows no index to its end.
    private static string Choose(WorkListQuery query, string inTheList) => query switch
    {
        // An agent has taken up few soins: they are looked up one by one, and never the other way round.
        { Agent: not null } => $"""
            SELECT s.soin_id FROM affectation AS p
            CROSS JOIN LATERAL (SELECT * FROM soin AS s WHERE s.soin_id = p.cle::uuid AND {inTheList}
                AND p.prise_le >= s.depuis OFFSET 0) AS s
            WHERE p.agent = $7 AND p.genre = '{Assignments.Soin}' AND s.depuis >= $1 AND s.depuis < $2
              AND {(query.Order == WorkListOrder.Age ? ByAge : ByEnjeu)}
            """,
        { Order: WorkListOrder.Age } => $"SELECT s.soin_id FROM soin AS s WHERE {inTheList} AND {ByAge}",
        { AgeClass: (null, null) } => $"SELECT s.soin_id FROM soin AS s WHERE {inTheList} AND {ByEnjeu}",

        // The most at stake of each day of the class, from the oldest day that the list has, and of those the most. The days stand for
        // the bounds: with both, PostgreSQL takes a day for so small that it would sort it whole.
        _ => $"""
            SELECT t.soin_id
            FROM generate_series(
                date_trunc('day', greatest($1, (SELECT coalesce(min(s.depuis), 'epoch') FROM soin AS s
                    WHERE {inTheList})) AT TIME ZONE 'Europe/Paris'),
                least($2 - interval '1 microsecond', (SELECT coalesce(max(s.depuis), 'epoch') FROM soin AS s
                    WHERE {inTheList})) AT TIME ZONE 'Europe/Paris',
                interval '1 day') AS j(jour)
            CROSS JOIN LATERAL (
                SELECT s.soin_id, s.enjeu FROM soin AS s WHERE {inTheList} AND {SchemaComplements.DaySince} = j.jour::date
                    AND {ByEnjeu}) AS t
            ORDER BY t.enjeu DESC, t.soin_id DESC
            LIMIT $6
            """,
    };
}
