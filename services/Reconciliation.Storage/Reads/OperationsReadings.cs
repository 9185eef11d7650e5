using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The last line of a source.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="ReceivedAt">When it was received.</param>
public readonly record struct LatestLigne(Part Part, string Source, DateTimeOffset ReceivedAt);

/// <summary>The number of soins of a part that are late, by age.</summary>
/// <param name="Part">The part that is missing.</param>
/// <param name="Age">The rank of the age, the youngest first.</param>
/// <param name="Count">The number of soins.</param>
public readonly record struct LateCount(Part Part, int Age, long Count);

/// <summary>The instants since when the oldest soins, messages, deadlines and versions wait.</summary>
/// <param name="Soins">Since when the oldest soin of each exceptional situation is in it.</param>
/// <param name="Quarantaine">When the oldest open message came.</param>
/// <param name="Echeance">The oldest deadline that has passed and of which nothing has come.</param>
/// <param name="Journal">When the first version was written that readers may not read yet.</param>
public sealed record OldestWaiting(
    IReadOnlyDictionary<Situation, DateTimeOffset> Soins, DateTimeOffset? Quarantaine, DateTimeOffset? Echeance, DateTimeOffset? Journal);

/// <summary>The figures that are watched of the record of accesses.</summary>
/// <param name="End">Its end.</param>
/// <param name="MembersOfOneAgent">The most members of whom one agent was shown something within the hour.</param>
public sealed record AccessWatch(AccessAnchor End, long MembersOfOneAgent);

/// <summary>
/// The figures of operations, read from short ranges of indexes: nothing here grows with the number of soins that are well.
/// </summary>
public static class OperationsReadings
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

    /// <summary>Reads since when the oldest soins, messages, deadlines and versions wait.</summary>
    /// <param name="source">The database.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<OldestWaiting> OldestWaitingAsync(
        NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var list in WorkList.All)
        {
            batch.Add($"SELECT s.depuis FROM soin AS s WHERE {list.PredicateOf("s")} ORDER BY s.depuis LIMIT 1");
        }

        batch.Add("SELECT recu_le FROM quarantaine WHERE etat = 0 ORDER BY quarantaine_id LIMIT 1");
        batch.Add("SELECT echeance FROM soin WHERE echeance < $1 ORDER BY echeance LIMIT 1").With(now);
        batch.Add($"""
            SELECT ecrit_le FROM journal
            WHERE transaction >= {JournalOrder.Horizon} ORDER BY transaction, position LIMIT 1
            """);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var soins = new Dictionary<Situation, DateTimeOffset>();
        foreach (var list in WorkList.All)
        {
            if (await InstantAsync() is { } since)
            {
                soins[list.Situation] = since;
            }
        }

        return new(soins, await InstantAsync(), await InstantAsync(), await InstantAsync());

        async Task<DateTimeOffset?> InstantAsync() =>
            await reader.ReadAllAsync(r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken) is [var instant] ? instant : null;
    }

    /// <summary>The last line of each source, those known already included: a source that sends again is not silent.</summary>
    /// <param name="source">The database.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<LatestLigne>> LatestLignesAsync(
        NpgsqlDataSource source, PartCatalogue parts, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sources);
        command.Parameters.Add(new() { Value = SourcesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new LatestLigne(parts[r.GetInt16(0)], r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)), cancellationToken);
    }

    /// <summary>The end of the record of accesses, and how much the agent who reads most has read: the rows of the last hour.</summary>
    /// <param name="source">The database.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AccessWatch> AccessesAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT coalesce(max(membres), 0) FROM (
                SELECT count(DISTINCT adherent_id) AS membres FROM acces
                WHERE le > $1 AND acces_id >= (SELECT acces_id FROM acces WHERE le > $1 ORDER BY le LIMIT 1)
                GROUP BY agent) AS agents
            """);
        command.Parameters.Add(new() { Value = now.AddHours(-1) });
        return new(
            await new AccessLog(source).EndAsync(cancellationToken), (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>The number of soins that are late, by missing part and age: a range of the index of exceptional situations.</summary>
    /// <param name="source">The database.</param>
    /// <param name="bounds">Instants, the latest first: before each, a soin is a class older.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<LateCount>> LateAsync(
        NpgsqlDataSource source, IReadOnlyList<DateTimeOffset> bounds, PartCatalogue parts, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            SELECT part_attendue, width_bucket(depuis, $1::timestamptz[]), count(*) FROM soin AS s
            WHERE {WorkList.Of(Situation.EnRetard)!.PredicateOf("s")} AND part_attendue IS NOT NULL
            GROUP BY 1, 2
            """);
        command.Parameters.Add(new() { Value = bounds.Reverse().ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new LateCount(parts[r.GetInt16(0)], bounds.Count - r.GetInt32(1), r.GetInt64(2)), cancellationToken);
    }
}
