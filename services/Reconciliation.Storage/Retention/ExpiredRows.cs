using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A place among the lines that retention walks over.</summary>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Cents">The amount.</param>
/// <param name="Position">The rank in which it was received.</param>
public readonly record struct ExpiredPlace(DateOnly DateSoin, long Cents, long Position)
{
    /// <summary>Before the first line.</summary>
    public static readonly ExpiredPlace Start = new(DateOnly.MinValue, 0, 0);
}

/// <summary>
/// Finds rows that are old, or a member's, and removes those that stand in no journée: messages in quarantine, and the counts that batches
/// noted.
/// </summary>
/// <param name="source">The database.</param>
public sealed class ExpiredRows(NpgsqlDataSource source)
{
    /// <summary>The most messages of quarantine that are removed in one statement.</summary>
    public const int QuarantaineRowsMax = 500;

    /// <summary>The most notices of erased soins that are removed in one statement.</summary>
    public const int NoticesMax = 10_000;

    /// <summary>The journées of the next lines whose care is older than a day; each may come more than once in a walk.</summary>
    /// <param name="after">The place after which to look.</param>
    /// <param name="before">The first day of care to keep.</param>
    /// <param name="lignes">The most lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The journées, and the place to go on from; null: there are no more.</returns>
    public async Task<(IReadOnlyCollection<Journee> Journees, ExpiredPlace? Place)> JourneesAsync(
        ExpiredPlace after, DateOnly before, int lignes, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(RetentionSql.ExpiredLignes);
        command.Parameters.Add(new() { Value = after.DateSoin });
        command.Parameters.Add(new() { Value = after.Cents });
        command.Parameters.Add(new() { Value = after.Position });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = lignes });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = await reader.ReadAllAsync(
            r => (Place: new ExpiredPlace(r.GetFieldValue<DateOnly>(0), r.GetInt64(1), r.GetInt64(2)), Beneficiaire: r.GetString(3)),
            cancellationToken);
        return (read.Select(l => new Journee(l.Beneficiaire, l.Place.DateSoin)).ToHashSet(), read.Count < lignes ? null : read[^1].Place);
    }

    /// <summary>The journées in which a line names a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<Journee>> JourneesOfAdherentAsync(string adherentId, CancellationToken cancellationToken) =>
        ReadAsync(RetentionSql.JourneesOfAdherent, RowReaders.Journee, cancellationToken, new NpgsqlParameter { Value = adherentId });

    /// <summary>The messages in quarantine that name a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<NamingMessage>> QuarantaineOfAdherentAsync(string adherentId, CancellationToken cancellationToken) =>
        QuarantaineNames.OfAdherentAsync(source, adherentId, cancellationToken);

    /// <summary>Counts the recorded accesses to a member's data.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CountAccessesAsync(string adherentId, CancellationToken cancellationToken) => (await ReadAsync(
        "SELECT count(*) FROM acces WHERE adherent_id = $1", r => r.GetInt64(0), cancellationToken,
        new NpgsqlParameter { Value = adherentId }))[0];

    /// <summary>Those of some soins that are still there.</summary>
    /// <param name="soins">Their ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Guid>> StillThereAsync(IReadOnlyCollection<Guid> soins, CancellationToken cancellationToken) =>
        await ReadAsync(
            "SELECT soin_id FROM soin WHERE soin_id = ANY ($1)", r => r.GetGuid(0), cancellationToken,
            new NpgsqlParameter { Value = soins.ToArray() });

    /// <summary>Messages in quarantine that were closed before an instant.</summary>
    /// <param name="before">The first instant to keep.</param>
    /// <param name="count">The most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<long>> QuarantaineAsync(DateTimeOffset before, int count, CancellationToken cancellationToken) => ReadAsync(
        RetentionSql.ExpiredQuarantaine,
        r => r.GetInt64(0),
        cancellationToken,
        new NpgsqlParameter { Value = before },
        new NpgsqlParameter { Value = count });

    /// <summary>Removes messages in quarantine.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EraseQuarantaineAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => RunAsync(
        RetentionSql.EraseQuarantaine,
        cancellationToken,
        new NpgsqlParameter { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <summary>Removes the notices of soins that were erased before an instant.</summary>
    /// <param name="before">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> PurgeNoticesAsync(DateTimeOffset before, CancellationToken cancellationToken) => await RunAsync(
        ErasureSql.Expired, cancellationToken, new NpgsqlParameter { Value = before }, new NpgsqlParameter { Value = NoticesMax })
        == NoticesMax;

    /// <summary>Sums up the counts that batches noted before an instant, by day.</summary>
    /// <param name="before">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CompactReceptionsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RunAsync(RetentionSql.CompactReceptions, cancellationToken, new NpgsqlParameter { Value = before });

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = JourneeWalk.TotalsTimeoutSeconds;
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(read, cancellationToken);
    }

    private async Task<int> RunAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = JourneeWalk.TotalsTimeoutSeconds;
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
