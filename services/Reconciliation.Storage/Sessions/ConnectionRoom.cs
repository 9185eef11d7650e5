using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A limit on connections, and what the pools of all processes may come to ask of it.</summary>
/// <param name="Limit">The setting that limits: <c>max_connections</c>, or the limit of this database or role.</param>
/// <param name="Allowed">The connections that it lets in, those apart that are kept for superusers.</param>
/// <param name="Pools">The most connections that the pools of all processes that are connected now may open under it.</param>
/// <param name="Processes">The number of these pools.</param>
/// <param name="Others">The connections that others have under it now.</param>
/// <param name="Open">All connections that are open under it now.</param>
public sealed record ConnectionRoom(string Limit, int Allowed, long Pools, long Processes, long Others, long Open)
{
    private const string OfServer = "max_connections";

    // The name of a session says how many its pool may have. A server shows it to every role.
    private const string Read = $"""
        WITH sessions AS (
            SELECT datname, usename, application_name, substring(application_name FROM ' pool=([0-9]+)$')::bigint AS pool
            FROM pg_stat_activity WHERE usename IS NOT NULL AND datname IS NOT NULL AND pid <> pg_backend_pid()
            UNION ALL
            SELECT current_database(), current_user, current_setting('application_name'),
                substring(current_setting('application_name') FROM ' pool=([0-9]+)$')::bigint),
        limits AS (
            SELECT '{OfServer}' AS name, NULL::name AS datname, NULL::name AS usename,
                current_setting('{OfServer}')::int - current_setting('superuser_reserved_connections')::int
                    - coalesce(current_setting('reserved_connections', true)::int, 0) AS allowed
            UNION ALL
            SELECT 'CONNECTION LIMIT of the database ' || datname, datname, NULL, datconnlimit
            FROM pg_database WHERE datname = current_database() AND datconnlimit >= 0
            UNION ALL
            SELECT 'CONNECTION LIMIT of the role ' || rolname, NULL, rolname, rolconnlimit
            FROM pg_roles WHERE rolname = current_user AND rolconnlimit >= 0)
        SELECT l.name, l.allowed, coalesce(p.pools, 0)::bigint, coalesce(p.processes, 0), coalesce(p.others, 0), coalesce(p.open, 0)
        FROM limits AS l CROSS JOIN LATERAL (
            SELECT sum(pool) AS pools, count(pool) AS processes, sum(sessions)::bigint AS open,
                coalesce(sum(sessions) FILTER (WHERE pool IS NULL), 0)::bigint AS others
            FROM (
                SELECT application_name, pool, count(*) AS sessions FROM sessions AS s
                WHERE (l.datname IS NULL OR s.datname = l.datname) AND (l.usename IS NULL OR s.usename = l.usename)
                GROUP BY application_name, pool) AS by_process) AS p
        """;

    /// <summary>Whether the pools may ask for more than there is.</summary>
    public bool IsTooSmall => Pools + Others > Allowed;

    /// <summary>The connections that are left: below zero where a limit was lowered since.</summary>
    public long Left => Allowed - Open;

    /// <summary>Reads every limit that holds for this role.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<ConnectionRoom>> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Read);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new ConnectionRoom(r.GetString(0), r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5)),
            cancellationToken);
    }
}
