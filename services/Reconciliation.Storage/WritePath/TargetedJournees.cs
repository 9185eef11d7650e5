using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The days of care of the lines that a décision names: they are locked and read with the soin's.</summary>
public static class TargetedJournees
{
    /// <summary>Finds lines of one beneficiary by their names.</summary>
    public const string Find = """
        SELECT DISTINCT l.beneficiaire_id, l.date_soin
        FROM unnest($2::text[], $3::text[], $4::int[], $5::text[]) AS n(organisme, decompte, ordre, source)
        JOIN ligne AS l ON l.organisme = n.organisme AND l.decompte = n.decompte AND l.ordre = n.ordre AND l.source = n.source
                       AND l.beneficiaire_id = $1
        """;

    /// <summary>Reads the journées of some lines.</summary>
    /// <param name="source">The database.</param>
    /// <param name="beneficiaire">The beneficiary.</param>
    /// <param name="lignes">The lines; those that are not stored are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Journee>> ReadAsync(
        NpgsqlDataSource source, string beneficiaire, IReadOnlyCollection<LigneId> lignes, CancellationToken cancellationToken)
    {
        if (lignes.Count == 0)
        {
            return [];
        }

        await using var batch = source.CreateBatch();
        var command = batch.Add(Find);
        command.Parameters.Add(new() { Value = beneficiaire });
        command
            .With(NpgsqlDbType.Text, [.. lignes.Select(l => l.Reference.Organisme)])
            .With(NpgsqlDbType.Text, [.. lignes.Select(l => l.Reference.Decompte)])
            .With(NpgsqlDbType.Integer, [.. lignes.Select(l => l.Reference.Ordre)])
            .With(NpgsqlDbType.Text, [.. lignes.Select(l => l.Source)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Journee, cancellationToken);
    }
}
