using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>The members whom numbers name, as far as the database knows them.</summary>
internal static class KnownMembers
{
    /// <summary>The members who have one of some numbers, or of a beneficiary of whom it is one.</summary>
    /// <param name="source">The database.</param>
    /// <param name="numbers">The numbers, in every spelling that may stand in the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> NamedAsync(
        NpgsqlDataSource source, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        await using var batch = KeptPlans.CreateBatch(source);
        batch.Add("""
            SELECT adherent_id FROM soin WHERE adherent_id = ANY ($1) AND remplace_par IS NULL
            UNION
            SELECT unnest(array_prepend(adherent_id, autres_adherents)) FROM soin WHERE beneficiaire_id = ANY ($1)
            UNION
            SELECT a FROM (SELECT unnest(autres_adherents) AS a FROM soin WHERE autres_adherents && $1) AS autre WHERE a = ANY ($1)
            """).With(NpgsqlDbType.Text, [.. numbers]);
        await using var reader = await KeptPlans.ReadAsync(batch, cancellationToken);
        return await reader.ReadAllAsync(r => r.GetString(0), cancellationToken);
    }
}
