using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The soins and messages that agents have taken up, so that two do not work on one.</summary>
/// <param name="source">The database.</param>
public sealed class Assignments(NpgsqlDataSource source)
{
    /// <summary>The kind of soins.</summary>
    public const string Soin = "soin";

    /// <summary>The kind of messages in quarantine.</summary>
    public const string Quarantaine = "quarantaine";

    /// <summary>Takes something up, unless another agent has.</summary>
    /// <param name="kind">The kind. A soin that was taken up for an earlier trouble is free again.</param>
    /// <param name="key">The id.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The agent who has it now: this one, or another.</returns>
    public async Task<string> TakeAsync(string kind, string key, string agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var staleBefore = kind == Soin ? "(SELECT max(depuis) FROM soin WHERE soin_id = excluded.cle::uuid)" : "'-infinity'";
        await using var command = source.CreateCommand($"""
            INSERT INTO affectation AS a (genre, cle, agent, prise_le) VALUES ($1, $2, $3, $4)
            ON CONFLICT (genre, cle) DO UPDATE
            SET agent = CASE WHEN a.prise_le < {staleBefore} THEN excluded.agent ELSE a.agent END,
                prise_le = CASE WHEN a.prise_le < {staleBefore} THEN excluded.prise_le ELSE a.prise_le END
            RETURNING agent
            """);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = agent });
        command.Parameters.Add(new() { Value = now });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
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
    /// <param name="kind">The kind.</param>
    /// <param name="key">The id.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this agent had it.</returns>
    public async Task<bool> ReturnAsync(string kind, string key, string agent, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("DELETE FROM affectation WHERE genre = $1 AND cle = $2 AND agent = $3");
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = agent });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
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
