using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>
/// The statement that finds the soins of a list, and its parameters: one statement for each way to ask, since one that serves several
/// follows no index to its end. It holds nothing that is not asked for.
/// </summary>
internal sealed class WorkListSql
{
    /// <summary>Whether a line (<c>l</c>) is the one for which a soin (<c>s</c>) was first published.</summary>
    public const string IsFounding = """
        l.decompte = split_part(s.fondatrice, E'\x1f', 4) AND l.organisme = split_part(s.fondatrice, E'\x1f', 3)
        AND l.ordre = nullif(split_part(s.fondatrice, E'\x1f', 5), '')::int AND l.beneficiaire_id = s.beneficiaire_id
        """;

    // The channel of a soin that was written before channels were kept: as the line says for which it was first published, whose record is
    // plain JSON then. Looked up row by row, so that no plan ever reads all lines.
    private const string CanalOfLigne = $"(SELECT l.contenu ->> 'canal' FROM ligne AS l WHERE {IsFounding} LIMIT 1)";

    private readonly WorkListQuery _query;
    private readonly NpgsqlParameterCollection _parameters;
    private readonly List<string> _conditions = [];

    private WorkListSql(WorkListQuery query, NpgsqlParameterCollection parameters) => (_query, _parameters) = (query, parameters);

    /// <summary>The ids of the soins asked for, in the order in which they are read, and no more than the limit.</summary>
    /// <param name="query">The soins asked for.</param>
    /// <param name="parameters">The parameters of the statement, to which its own are added.</param>
    public static string Choose(WorkListQuery query, NpgsqlParameterCollection parameters) => new WorkListSql(query, parameters).Choose();

    /// <summary>The order in which the soins are read, backwards where the list is.</summary>
    /// <param name="query">The soins asked for.</param>
    public static string Sorting(WorkListQuery query)
    {
        var direction = query.Ascending ? "" : " DESC";
        return $"{Key(query)}{direction}, s.soin_id{direction}";
    }

    private static string Key(WorkListQuery query) => query.ByEnjeu ? "s.enjeu" : "s.depuis";

    private string Choose()
    {
        var inTheList = _query.List.PredicateOf("s");
        var byDay = _query.ByEnjeu && _query.Filter.IsAgeOnly && _query.Filter.AgeClass is not (null, null);
        if (!byDay)
        {
            AddAge();
        }

        AddFilter();
        AddPlace();
        var end = $"ORDER BY {Sorting(_query)} LIMIT {Parameter(_query.Limit, NpgsqlDbType.Integer)}";
        if (byDay)
        {
            return MostOfEachDay(inTheList, end);
        }

        // An agent has taken up few soins: they are looked up one by one, and never the other way round.
        return _query.Filter.Agent is { } agent
            ? $"""
                SELECT s.soin_id FROM affectation AS p
                CROSS JOIN LATERAL (SELECT * FROM soin AS s WHERE s.soin_id = p.cle::uuid AND {inTheList}
                    AND p.prise_le >= s.depuis OFFSET 0) AS s
                WHERE p.agent = {Parameter(agent, NpgsqlDbType.Text)} AND p.genre = '{Assignments.Soin}'{Conditions} {end}
                """
            : $"SELECT s.soin_id FROM soin AS s WHERE {inTheList}{Conditions} {end}";
    }

    // The best of each day of the class, from the oldest day that the list has, and of those the best. The days stand for the bounds: with
    // both, PostgreSQL takes a day for so small that it would sort it whole.
    private string MostOfEachDay(string inTheList, string end)
    {
        var (since, before) = _query.Filter.AgeClass;
        string Edge(string aggregate) => $"(SELECT coalesce({aggregate}(s.depuis), 'epoch') FROM soin AS s WHERE {inTheList})";
        return $"""
            SELECT s.soin_id
            FROM generate_series(
                date_trunc('day', greatest({Parameter(since ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz)},
                    {Edge("min")}) AT TIME ZONE 'Europe/Paris'),
                least({Parameter(before ?? DateTimeOffset.MaxValue, NpgsqlDbType.TimestampTz)} - interval '1 microsecond',
                    {Edge("max")}) AT TIME ZONE 'Europe/Paris',
                interval '1 day') AS j(jour)
            CROSS JOIN LATERAL (
                SELECT s.soin_id, s.enjeu FROM soin AS s
                WHERE {inTheList} AND {SchemaComplements.DaySince} = j.jour::date{Conditions} {end}) AS s
            {end}
            """;
    }

    private void AddAge()
    {
        var (since, before) = _query.Filter.AgeClass;
        Add("s.depuis >=", since, NpgsqlDbType.TimestampTz);
        Add("s.depuis <", before, NpgsqlDbType.TimestampTz);
    }

    private void AddFilter()
    {
        var filter = _query.Filter;
        Add("s.part_attendue =", filter.ExpectedPart?.Number, NpgsqlDbType.Smallint);
        AddCanal(filter.Canal);
        Add("s.enjeu >=", filter.EnjeuMin?.Cents, NpgsqlDbType.Bigint);
        Add("s.enjeu <=", filter.EnjeuMax?.Cents, NpgsqlDbType.Bigint);
        Add("s.date_soin >=", filter.FromDay, NpgsqlDbType.Date);
        Add("s.date_soin <=", filter.ToDay, NpgsqlDbType.Date);
        if (filter.IsFree)
        {
            _conditions.Add($"""
                NOT EXISTS (SELECT FROM affectation AS a
                    WHERE a.genre = '{Assignments.Soin}' AND a.cle = s.soin_id::text AND a.prise_le >= s.depuis)
                """);
        }
    }

    private void AddCanal(Domain.Canal? wanted)
    {
        if (wanted is { } canal)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(canal.ToString());
            _conditions.Add($"""
                (s.canal = {Parameter((short)canal, NpgsqlDbType.Smallint)}
                    OR (s.canal IS NULL AND {CanalOfLigne} = {Parameter(name, NpgsqlDbType.Text)}))
                """);
        }
    }

    private void AddPlace()
    {
        if ((_query.Before ?? _query.After) is not { } place)
        {
            return;
        }

        var key = _query.ByEnjeu
            ? Parameter(place.Enjeu, NpgsqlDbType.Bigint)
            : Parameter(place.Since, NpgsqlDbType.TimestampTz);
        _conditions.Add(
            $"({Key(_query)}, s.soin_id) {(_query.Ascending ? ">" : "<")} ({key}, {Parameter(place.SoinId, NpgsqlDbType.Uuid)})");
    }

    private void Add(string comparison, object? value, NpgsqlDbType type)
    {
        if (value is not null)
        {
            _conditions.Add($"{comparison} {Parameter(value, type)}");
        }
    }

    private string Conditions => string.Concat(_conditions.Select(c => $" AND {c}"));

    private string Parameter(object value, NpgsqlDbType type)
    {
        _parameters.Add(new() { Value = value, NpgsqlDbType = type });
        return $"${_parameters.Count}";
    }
}
