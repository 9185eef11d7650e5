using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A session that goes on.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Roles">Their roles, separated by blanks.</param>
public sealed record AgentSession(string Agent, string Roles);

/// <summary>
/// The sessions of agents at the console. A cookie only names one: a copy of the cookie is worth nothing once the session has ended here,
/// be it by the agent, by the authority or by its age.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
public sealed class AgentSessions(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>The longest time that a session lasts.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromHours(10);

    /// <summary>The time that a session is kept after it began: nothing needs it longer.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>Begins a session.</summary>
    /// <param name="sessionId">Its id, which nobody can guess.</param>
    /// <param name="session">The agent and their roles.</param>
    /// <param name="sessionOfAuthority">The session at the authority of which it is; null: none is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(Guid sessionId, AgentSession session, string? sessionOfAuthority, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = clock.GetUtcNow();
        await using var batch = source.CreateBatch();
        batch.Add("DELETE FROM session WHERE commencee_le < $1").With(now - KeptFor);
        batch.Add("INSERT INTO session (session_id, agent, roles, session_autorite, commencee_le) VALUES ($1, $2, $3, $4, $5)")
            .With(sessionId, NpgsqlDbType.Uuid)
            .With(session.Agent, NpgsqlDbType.Text)
            .With(session.Roles, NpgsqlDbType.Text)
            .With(sessionOfAuthority is "" ? null : sessionOfAuthority, NpgsqlDbType.Text)
            .With(now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A session that goes on; null: it has ended, is too old, or there never was one.</summary>
    /// <param name="sessionId">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AgentSession?> ReadAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "SELECT agent, roles FROM session WHERE session_id = $1 AND finie_le IS NULL AND commencee_le > $2");
        command.Parameters.Add(new() { Value = sessionId });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - LifetimeMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetString(0), reader.GetString(1)) : null;
    }

    /// <summary>Those of some sessions that go on.</summary>
    /// <param name="sessionIds">The sessions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlySet<Guid>> GoingOnAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessionIds);
        await using var command = source.CreateCommand(
            "SELECT session_id FROM session WHERE session_id = ANY ($1) AND finie_le IS NULL AND commencee_le > $2");
        command.Parameters.Add(new() { Value = sessionIds.ToArray() });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - LifetimeMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ReadAllAsync(r => r.GetGuid(0), cancellationToken)).ToHashSet();
    }

    /// <summary>Ends a session.</summary>
    /// <param name="sessionId">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndAsync(Guid sessionId, CancellationToken cancellationToken) =>
        EndAsync("UPDATE session SET finie_le = $1 WHERE finie_le IS NULL AND session_id = $2", sessionId, cancellationToken);

    /// <summary>Ends the sessions of one session at the authority.</summary>
    /// <param name="sessionOfAuthority">That session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndOfAuthorityAsync(string sessionOfAuthority, CancellationToken cancellationToken) => EndAsync(
        "UPDATE session SET finie_le = $1 WHERE finie_le IS NULL AND session_autorite = $2", sessionOfAuthority, cancellationToken);

    /// <summary>Ends all sessions of an agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndOfAgentAsync(string agent, CancellationToken cancellationToken) =>
        EndAsync("UPDATE session SET finie_le = $1 WHERE finie_le IS NULL AND agent = $2", agent, cancellationToken);

    private async Task EndAsync(string sql, object which, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = which });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
