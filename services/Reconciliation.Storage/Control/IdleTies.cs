using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Ties that nothing asks for any more. They change no view, but journées that need not know of each other are folded, kept and erased
/// together, and a tie names two beneficiaries. A version before left them, which tied all who had one name, and did not keep lines from
/// coming for a name while lines of it were erased.
/// </summary>
/// <param name="source">The database.</param>
public sealed class IdleTies(NpgsqlDataSource source)
{
    /// <summary>The most journées of which nothing is stored whose ties are forgotten in one transaction.</summary>
    public const int JourneesPerTransactionMax = 1_000;

    /// <summary>
    /// Forgets the ties of some journées to other beneficiaries that no name asks for, under the locks of whoever would tie them.
    /// </summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TiesInMotionException">Each time that they were read, others had tied more.</exception>
    public async Task ForgetAsync(IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        var (locked, names) = (new HashSet<Journee>(), new HashSet<string>());
        for (var pass = 0; ; pass++)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await LockAsync(connection, locked, names, cancellationToken);
            var tied = await ReadAsync(connection, journees, cancellationToken);
            if (tied.Count == 0)
            {
                return;
            }

            if (tied.TrueForAll(t => locked.Contains(t.Journee) && names.Contains(t.Name)))
            {
                await EraseAsync(connection, TieSql.EraseIdleTies, locked, cancellationToken);
                await transaction.CommitDurablyAsync();
                return;
            }

            if (pass == TiedClosure.PassesMax)
            {
                throw new TiesInMotionException();
            }

            locked.UnionWith(tied.Select(t => t.Journee));
            names.UnionWith(tied.Select(t => t.Name));
        }
    }

    /// <summary>Forgets the ties of journées of which nothing is stored.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetGoneAsync(CancellationToken cancellationToken)
    {
        while (await GoneAsync(cancellationToken) is { Count: > 0 } gone)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await LockAsync(connection, gone, [], cancellationToken);
            await EraseAsync(connection, TieSql.EraseTiesOfNothing, gone, cancellationToken);
            await transaction.CommitDurablyAsync();
        }
    }

    // In the order of the keys, and all at once: so no two transactions wait for each other. A transaction that needs more begins anew.
    private static async Task LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Journee> journees, HashSet<string> names, CancellationToken cancellationToken)
    {
        if (journees.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(AdvisoryLocks.LockJournees).With(journees).With(NpgsqlDbType.Text, [.. names]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<List<(Journee Journee, string Name)>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(TieSql.TiedToOthers).With(journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => (RowReaders.Journee(r), r.GetString(2)), cancellationToken);
    }

    private async Task<List<Journee>> GoneAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(TieSql.TiedAndGone);
        command.Parameters.Add(new() { Value = JourneesPerTransactionMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Journee, cancellationToken);
    }

    private static async Task EraseAsync(
        NpgsqlConnection connection, string sql, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(KeptPlans.None);
        batch.Add(sql).With(journees);
        RowsHere.Ask(batch);
        await RowsHere.ExecuteAsync(batch, cancellationToken);
    }
}
