using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Ties between beneficiaries that no name asks for any more. They change no view, but journées that need not know of each other are
/// folded, kept and erased together. A version before left them, which tied all who had one name; so does what was erased.
/// </summary>
/// <param name="source">The database.</param>
public sealed class IdleTies(NpgsqlDataSource source)
{
    /// <summary>Forgets those of some journées, under the locks of whoever would tie them.</summary>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetAsync(IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var tied = await ReadAsync(connection, journees, cancellationToken);
        if (tied.Count == 0)
        {
            return;
        }

        var (beneficiaires, days) = Columns(tied.Select(t => t.Journee).Distinct());
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(KeptPlans.None);
        batch.Add(AdvisoryLocks.LockJournees)
            .With(NpgsqlDbType.Text, beneficiaires)
            .With(NpgsqlDbType.Date, days)
            .With(NpgsqlDbType.Text, [.. tied.Select(t => t.Name).Distinct()]);
        batch.Add(TieSql.EraseIdleTies).With(NpgsqlDbType.Text, beneficiaires).With(NpgsqlDbType.Date, days);
        RowsHere.Ask(batch);
        await RowsHere.ExecuteAsync(batch, cancellationToken);
        await transaction.CommitDurablyAsync();
    }

    private static async Task<List<(Journee Journee, string Name)>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        var (beneficiaires, days) = Columns(journees);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(TieSql.TiedToOthers).With(NpgsqlDbType.Text, beneficiaires).With(NpgsqlDbType.Date, days);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => (RowReaders.Journee(r), r.GetString(2)), cancellationToken);
    }

    private static (string[] Beneficiaires, DateOnly[] Days) Columns(IEnumerable<Journee> journees)
    {
        var all = journees.ToList();
        return ([.. all.Select(j => j.BeneficiaireId)], [.. all.Select(j => j.DateSoin)]);
    }
}
