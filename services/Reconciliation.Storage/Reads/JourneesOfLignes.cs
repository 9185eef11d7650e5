using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Finds the journées in which lines of some names stand, by the key of lines.</summary>
public static class JourneesOfLignes
{
    /// <summary>The most journées: one name may stand in those of several persons, and of several days after a revision.</summary>
    public const int JourneesMax = 8;

    private const string Journees = """
        SELECT DISTINCT l.beneficiaire_id, l.date_soin
        FROM unnest($1::text[], $2::text[], $3::integer[]) AS n(organisme, decompte, ordre)
        JOIN ligne AS l ON l.decompte = n.decompte AND l.organisme = n.organisme AND l.ordre = n.ordre
        LIMIT $4
        """;

    /// <param name="source">The database.</param>
    /// <param name="names">The names of the lines, whatever their source.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Journee>> ReadAsync(
        NpgsqlDataSource source, IReadOnlyList<Reference> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        await using var command = source.CreateCommand(Journees);
        command.Parameters.Add(new() { Value = names.Select(n => n.Organisme).ToArray() });
        command.Parameters.Add(new() { Value = names.Select(n => n.Decompte).ToArray() });
        command.Parameters.Add(new() { Value = names.Select(n => n.Ordre).ToArray() });
        command.Parameters.Add(new() { Value = JourneesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(RowReaders.Journee, cancellationToken);
    }
}
