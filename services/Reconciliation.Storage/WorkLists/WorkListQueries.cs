using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Soins that need a person. Each list is one range of a partial index that holds exceptional situations only: a soin within its expected
/// delay is in none of them, and no page costs more because more soins are well. The index holds what lists are filtered by, so that rows
/// that are not shown are never fetched.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams, whose parts a soin may lack.</param>
public sealed class WorkListQueries(NpgsqlDataSource source, PaymentStreams streams)
{
    /// <summary>The most rows that are counted, to say how many a filter leaves and how many stand before a page.</summary>
    public const int RowsCountedMax = 2_000;

    /// <summary>Some rows of a list, in the order in which they are read: the nearest first where it is read backwards.</summary>
    /// <param name="query">The soins asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WorkListSoin>> ReadAsync(WorkListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        // Found in an index first, then read: soins that are not shown are never fetched.
        await using var command = source.CreateCommand();
        var chosen = WorkListSql.Choose(query, command.Parameters);
        command.CommandText = $"""
            SELECT s.soin_id, s.version, array_prepend(s.adherent_id, s.autres_adherents), s.vue, s.vue_octets, s.depuis,
                s.enjeu, a.agent, s.part_attendue
            FROM ({chosen}) AS choisis
            JOIN soin AS s ON s.soin_id = choisis.soin_id AND {query.List.PredicateOf("s")}
            LEFT JOIN affectation AS a ON a.genre = '{Assignments.Soin}' AND a.cle = s.soin_id::text AND a.prise_le >= s.depuis
            ORDER BY {WorkListSql.Sorting(query)}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new WorkListSoin(
                r.GetGuid(0), r.GetInt32(1), r.GetFieldValue<string[]>(2), RowReaders.RecordText(r, 3), r.GetFieldValue<DateTimeOffset>(5),
                new(r.GetInt64(6)),
                r.IsDBNull(7) ? null : r.GetString(7),
                r.IsDBNull(8) ? null : streams.Parts[r.GetInt16(8)]),
            cancellationToken);
    }

    /// <summary>Counts the rows that a filter leaves.</summary>
    /// <param name="query">The list and the filter; the place and the order do not matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RowCount> CountAsync(WorkListQuery query, CancellationToken cancellationToken) =>
        CountRowsAsync(query with { Order = WorkListOrder.Oldest, After = null, Before = null }, cancellationToken);

    /// <summary>Counts the rows that stand before one.</summary>
    /// <param name="query">The list, the order and the filter.</param>
    /// <param name="place">The row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RowCount> CountBeforeAsync(WorkListQuery query, WorkListPlace place, CancellationToken cancellationToken) =>
        CountRowsAsync(query with { After = null, Before = place }, cancellationToken);

    private async Task<RowCount> CountRowsAsync(WorkListQuery query, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand();
        var chosen = WorkListSql.Choose(query with { Limit = RowsCountedMax + 1 }, command.Parameters);
        command.CommandText = $"SELECT count(*) FROM ({chosen}) AS choisis";
        return RowCount.Of((long)(await command.ExecuteScalarAsync(cancellationToken))!, RowsCountedMax);
    }
}
