using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A wish that an agent has something taken up.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Key">The id.</param>
/// <param name="Agent">The agent who is to have it.</param>
/// <param name="At">The instant.</param>
/// <param name="GivenBy">The team leader who gives it to them; null: they take it themselves.</param>
public sealed record AssignmentWish(string Kind, string Key, string Agent, DateTimeOffset At, string? GivenBy = null);

/// <summary>The soins and messages that agents have taken up, so that two do not work on one.</summary>
/// <param name="source">The database.</param>
public sealed class Assignments(NpgsqlDataSource source)
{
    /// <summary>The kind of soins.</summary>
    public const string Soin = "soin";

    /// <summary>The kind of messages in quarantine.</summary>
    public const string Quarantaine = "quarantaine";

    /// <summary>The most agents that are named to choose from.</summary>
    public const int AgentsMax = 500;

    /// <summary>Takes something up for an agent, unless another has.</summary>
    /// <param name="connection">A connection, whose transaction it is done in.</param>
    /// <param name="wish">The wish. A soin that was taken up for an earlier trouble is free again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The agent who has it now: this one, or another.</returns>
    public static Task<string> TakeAsync(NpgsqlConnection connection, AssignmentWish wish, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var staleBefore = wish.Kind == Soin ? "(SELECT max(depuis) FROM soin WHERE soin_id = excluded.cle::uuid)" : "'-infinity'";
        return TakeAsync(connection, $"a.prise_le < {staleBefore}", wish, cancellationToken);
    }

    /// <summary>Gives something to an agent, whoever has it.</summary>
    /// <param name="connection">A connection, whose transaction it is done in.</param>
    /// <param name="wish">The wish.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<string> GiveAsync(NpgsqlConnection connection, AssignmentWish wish, CancellationToken cancellationToken) =>
        TakeAsync(connection, "true", wish, cancellationToken);

    /// <summary>Takes a message in quarantine up for an agent, unless another has.</summary>
    /// <param name="wish">The wish.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The agent who has it now: this one, or another.</returns>
    public async Task<string> TakeMessageAsync(AssignmentWish wish, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await TakeAsync(connection, wish, cancellationToken);
    }

    private static async Task<string> TakeAsync(
        NpgsqlConnection connection, string isFree, AssignmentWish wish, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            INSERT INTO affectation AS a (genre, cle, agent, prise_le, confie_par) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (genre, cle) DO UPDATE
            SET agent = CASE WHEN {isFree} THEN excluded.agent ELSE a.agent END,
                prise_le = CASE WHEN {isFree} THEN excluded.prise_le ELSE a.prise_le END,
                confie_par = CASE WHEN {isFree} THEN excluded.confie_par ELSE a.confie_par END
            RETURNING agent
            """, connection);
        command.Parameters.Add(new() { Value = wish.Kind });
        command.Parameters.Add(new() { Value = wish.Key });
        command.Parameters.Add(new() { Value = wish.Agent });
        command.Parameters.Add(new() { Value = wish.At });
        command.Parameters.Add(new() { Value = (object?)wish.GivenBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The agents who have taken something up, by name.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> AgentsAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT DISTINCT agent FROM affectation ORDER BY agent LIMIT $1");
        command.Parameters.Add(new() { Value = AgentsMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }

    /// <summary>Whether something can be given to an agent: whether <see cref="KnownAgentsAsync"/> would name them.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="client">The console, as its accesses are recorded.</param>
    /// <param name="since">The instant from which on their last access counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsKnownAgentAsync(string agent, string client, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT EXISTS (SELECT FROM affectation WHERE agent = $1) OR EXISTS (
                SELECT FROM (SELECT le, client FROM acces WHERE agent = $1 ORDER BY acces_id DESC LIMIT 1) AS dernier
                WHERE dernier.le >= $2 AND dernier.client = $3)
            """);
        command.Parameters.Add(new() { Value = agent });
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = client });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The agents to whom something can be given: those who have something, or read at the console not long ago.</summary>
    /// <param name="client">The console, as its accesses are recorded.</param>
    /// <param name="since">The instant from which on an agent's last access counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> KnownAgentsAsync(string client, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // From name to name in the index of agents: of each only the last access is read, however many there are.
        await using var command = source.CreateCommand("""
            WITH RECURSIVE noms AS (
                (SELECT agent FROM acces ORDER BY agent LIMIT 1)
                UNION ALL
                SELECT (SELECT a.agent FROM acces AS a WHERE a.agent > n.agent ORDER BY a.agent LIMIT 1)
                FROM noms AS n WHERE n.agent IS NOT NULL)
            SELECT n.agent FROM noms AS n
            CROSS JOIN LATERAL (
                SELECT a.le, a.client FROM acces AS a WHERE a.agent = n.agent ORDER BY a.acces_id DESC LIMIT 1) AS dernier
            WHERE dernier.le >= $1 AND dernier.client = $2
            UNION
            SELECT agent FROM affectation
            ORDER BY 1
            LIMIT $3
            """);
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = client });
        command.Parameters.Add(new() { Value = AgentsMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }

    /// <summary>
    /// Forgets the soins that an agent has taken up and that need nobody any more, so that the list of those taken up stays short.
    /// </summary>
    /// <param name="agent">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetSettledAsync(string agent, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            DELETE FROM affectation AS a
            WHERE agent = $1 AND genre = '{Soin}' AND NOT EXISTS (
                SELECT FROM soin WHERE soin_id = a.cle::uuid AND {WorkList.Predicate} AND depuis <= a.prise_le)
            """);
        command.Parameters.Add(new() { Value = agent });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives something back.</summary>
    /// <param name="connection">A connection, whose transaction it is done in.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="key">The id.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this agent had it.</returns>
    public static async Task<bool> ReturnAsync(
        NpgsqlConnection connection, string kind, string key, string agent, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM affectation WHERE genre = $1 AND cle = $2 AND agent = $3", connection);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = agent });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Gives a message in quarantine back.</summary>
    /// <param name="key">The id.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this agent had it.</returns>
    public async Task<bool> ReturnMessageAsync(string key, string agent, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReturnAsync(connection, Quarantaine, key, agent, cancellationToken);
    }

    /// <summary>The agents who have taken up some things, by id.</summary>
    /// <param name="kind">The kind. A soin that was taken up for an earlier trouble is nobody's.</param>
    /// <param name="keys">The ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string kind, string[] keys, CancellationToken cancellationToken)
    {
        var isStale = kind == Soin ? "a.prise_le < (SELECT max(depuis) FROM soin WHERE soin_id = a.cle::uuid)" : "false";
        await using var command = source.CreateCommand(
            $"SELECT cle, agent FROM affectation AS a WHERE genre = $1 AND cle = ANY ($2) AND ({isStale}) IS NOT TRUE");
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var agents = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            agents[reader.GetString(0)] = reader.GetString(1);
        }

        return agents;
    }
}
