using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>A reading or an action of an agent, to be recorded.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Client">The application, as far as the token says.</param>
/// <param name="Action">The name of the call, such as <c>lireSoin</c>.</param>
/// <param name="AdherentIds">The members concerned: one record each; none is one record without a member.</param>
/// <param name="SoinId">The soin concerned; null: none.</param>
/// <param name="Motif">The reason; null: none was given.</param>
public sealed record RecordedAccess(
    string Agent, string? Client, string Action, IReadOnlyCollection<string> AdherentIds, Guid? SoinId = null, string? Motif = null);

/// <summary>The accesses to read.</summary>
/// <param name="AdherentId">The member, or any.</param>
/// <param name="Agent">The agent, or any.</param>
/// <param name="Since">From this instant on, or from ever.</param>
/// <param name="Before">Before this instant, or until now.</param>
/// <param name="BeforeId">The last access of the page before.</param>
/// <param name="Limit">The most accesses.</param>
public sealed record AccessQuery(
    string? AdherentId, string? Agent, DateTimeOffset? Since, DateTimeOffset? Before, long? BeforeId, int Limit);

/// <summary>
/// The record of the readings and actions of agents. The table only grows: it is a chain (<see cref="AccessChain"/>), and refuses to be
/// changed (<see cref="AccessGuard"/>).
/// </summary>
/// <param name="source">The database.</param>
public sealed partial class AccessLog(NpgsqlDataSource source)
{
    /// <summary>The youngest access that retention may remove, in months: the database refuses more, whoever asks.</summary>
    public const int AgeMonthsMin = 6;

    /// <summary>The most accesses that retention removes in one transaction.</summary>
    public const int PurgeMax = 20_000;

    // Where retention has removed all of it, the chain ends at the anchor that it left.
    private const string LastLink = """
        (SELECT acces_id, empreinte FROM acces ORDER BY acces_id DESC LIMIT 1)
        UNION ALL
        (SELECT acces_id, empreinte FROM acces_ancre ORDER BY acces_id DESC LIMIT 1)
        ORDER BY acces_id DESC
        LIMIT 1
        """;

    private const string Columns = "acces_id, le, agent, client, action, adherent_id, soin_id, motif";

    /// <summary>Records a reading or an action of an agent.</summary>
    /// <param name="access">The access.</param>
    /// <param name="at">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RecordAsync(RecordedAccess access, DateTimeOffset at, CancellationToken cancellationToken) =>
        RecordWithAsync([access], at, _ => Task.FromResult(true), cancellationToken);

    /// <summary>
    /// Does something and records the readings and actions of agents that go with it, in one transaction: both, or nothing.
    /// </summary>
    /// <param name="accesses">The accesses; each row once.</param>
    /// <param name="at">The instant.</param>
    /// <param name="act">The act, in the transaction of this connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The result of the act.</returns>
    public async Task<T> RecordWithAsync<T>(
        IReadOnlyList<RecordedAccess> accesses, DateTimeOffset at, Func<NpgsqlConnection, Task<T>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var done = await act(connection);
        if (accesses.Count > 0)
        {
            await AppendAsync(connection, accesses, at, cancellationToken);
        }

        await transaction.CommitDurablyAsync();
        return done;
    }

    // The chain is locked last, so that everybody else waits as briefly as possible.
    private static async Task AppendAsync(
        NpgsqlConnection connection, IReadOnlyList<RecordedAccess> accesses, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (last, empreinte) = await LockAsync(connection, cancellationToken);
        var (instant, entered, empreintes) = (AccessChain.Rounded(at), new List<AccesEnregistre>(), new List<byte[]> { empreinte });
        foreach (var row in accesses
            .SelectMany(a => a.AdherentIds.DefaultIfEmpty(null), (a, m) => new AccesEnregistre(
                0, instant, a.Agent, a.Client, a.Action, m, a.SoinId, a.Motif))
            .Distinct())
        {
            entered.Add(row with { AccesId = ++last });
            empreintes.Add(AccessChain.Empreinte(empreintes[^1], entered[^1]));
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"""
            INSERT INTO acces ({Columns}, precedente, empreinte)
            SELECT id, $2, agent, client, action, adherent_id, soin_id, motif, precedente, empreinte
            FROM unnest($1::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::bytea[], $10::bytea[])
                AS n(id, agent, client, action, adherent_id, soin_id, motif, precedente, empreinte)
            ORDER BY id
            """)
            .With(NpgsqlDbType.Bigint, [.. entered.Select(a => a.AccesId)])
            .With(instant)
            .With(NpgsqlDbType.Text, [.. entered.Select(a => a.Agent)])
            .With(NpgsqlDbType.Text, [.. entered.Select(a => a.Client)])
            .With(NpgsqlDbType.Text, [.. entered.Select(a => a.Action)])
            .With(NpgsqlDbType.Text, [.. entered.Select(a => a.AdherentId)])
            .With(NpgsqlDbType.Uuid, [.. entered.Select(a => a.SoinId)])
            .With(NpgsqlDbType.Text, [.. entered.Select(a => a.Motif)])
            .With(NpgsqlDbType.Bytea, [.. empreintes[..^1]])
            .With(NpgsqlDbType.Bytea, [.. empreintes[1..]]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A page of accesses, the latest first.</summary>
    /// <param name="query">The accesses asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AccesEnregistre>> ListAsync(AccessQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"""
            SELECT {Columns} FROM acces
            WHERE ($1 IS NULL OR adherent_id = $1) AND ($2 IS NULL OR agent = $2) AND ($3 IS NULL OR le >= $3) AND ($4 IS NULL OR le < $4)
              AND acces_id < $5
            ORDER BY acces_id DESC
            LIMIT $6
            """)
            .With(query.AdherentId, NpgsqlDbType.Text)
            .With(query.Agent, NpgsqlDbType.Text)
            .With(query.Since, NpgsqlDbType.TimestampTz)
            .With(query.Before, NpgsqlDbType.TimestampTz)
            .With(query.BeforeId ?? long.MaxValue, NpgsqlDbType.Bigint)
            .With(query.Limit, NpgsqlDbType.Integer);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var page = new List<AccesEnregistre>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(Read(reader));
        }

        return page;
    }

    /// <summary>
    /// Removes accesses that are too old to be kept, some at a time, as the owner of the table: agents wait meanwhile. The accesses that
    /// stay begin at an anchor that is kept in place of the others.
    /// </summary>
    /// <param name="before">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up; what was removed by then stays so.</param>
    /// <returns>The number of accesses removed.</returns>
    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            var removed = await PurgeSomeAsync(before, cancellationToken);
            total += removed;
            if (removed < PurgeMax)
            {
                return total;
            }
        }
    }

    /// <summary>Counts the accesses that are too old to be kept.</summary>
    /// <param name="before">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CountExpiredAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT count(*) FROM acces WHERE acces_id < {FirstKept}");
        command.CommandTimeout = JourneeWalk.TotalsTimeoutSeconds;
        command.Parameters.Add(new() { Value = before });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // The first one to keep is found, not computed: clocks of several hosts need not agree with the order of the chain.
    private const string FirstKept =
        "coalesce((SELECT acces_id FROM acces WHERE le >= $1 ORDER BY acces_id LIMIT 1), (SELECT max(acces_id) + 1 FROM acces))";

    private async Task<int> PurgeSomeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        const string Until = $"least({FirstKept}, (SELECT min(acces_id) FROM acces) + $2)";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add($"""
            INSERT INTO acces_ancre (acces_id, empreinte, le)
            SELECT acces_id, empreinte, le FROM acces WHERE acces_id = {Until} - 1
            """).With(before).With(PurgeMax, NpgsqlDbType.Integer);
        batch.Add("SELECT set_config('reconciliation.retention', 'acces', true)");
        batch.Add($"DELETE FROM acces WHERE acces_id < {Until}").With(before).With(PurgeMax, NpgsqlDbType.Integer);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitDurablyAsync();
        return (int)batch.BatchCommands[2].RecordsAffected;
    }

    // The lock is a statement of its own: the next one sees what the holder before committed.
    private static async Task<(long Last, byte[] Empreinte)> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(AdvisoryLocks.AccessChain.LockUntilCommit());
        batch.Add(LastLink);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, AccessChain.Origine);
    }

    private static AccesEnregistre Read(NpgsqlDataReader r) => new(
        r.GetInt64(0),
        r.GetFieldValue<DateTimeOffset>(1),
        r.GetString(2),
        r.IsDBNull(3) ? null : r.GetString(3),
        r.GetString(4),
        r.IsDBNull(5) ? null : r.GetString(5),
        r.IsDBNull(6) ? null : r.GetGuid(6),
        r.IsDBNull(7) ? null : r.GetString(7));
}
