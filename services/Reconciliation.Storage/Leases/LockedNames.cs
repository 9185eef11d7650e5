using System.Globalization;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The names of lines as a transaction locks them beside its journées: those of the lines that it adds or removes, and of those that these
/// name. A tie between journées begins or ends with a line, so nobody ties anything to them meanwhile.
/// </summary>
public static class LockedNames
{
    private const int Paiement = (int)Nature.Paiement;

    private static int Ro => Part.Ro.Number;

    /// <summary>The names of the stored lines of some journées, as <see cref="Of"/> gives them.</summary>
    public static readonly string ReadNames = $"""
        WITH lignes AS MATERIALIZED (
            SELECT l.*
            FROM unnest($1::text[], $2::date[]) AS j(b, d)
            JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.b", "j.d")})
        SELECT {Joined("part, organisme, decompte, ordre")} FROM lignes
        UNION
        SELECT {Joined($"CASE WHEN nature = {Paiement} THEN {Ro} ELSE part END, origine_organisme, origine_decompte, origine_ordre")}
        FROM lignes WHERE origine_decompte IS NOT NULL
        """;

    /// <summary>The names that are locked for a line. A reference does not name the source of the line it means: nor do these.</summary>
    /// <param name="ligne">The line.</param>
    public static IEnumerable<string> Of(Ligne ligne)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        yield return Name(ligne.Id.Part, ligne.Id.Reference);
        if (ligne.NamedLigne() is var (part, reference))
        {
            yield return Name(part, reference);
        }

        static string Name(Part part, Reference reference) => string.Create(
            CultureInfo.InvariantCulture, $"{part.Number}\u001f{reference.Organisme}\u001f{reference.Decompte}\u001f{reference.Ordre}");
    }

    /// <summary>The same name in SQL.</summary>
    /// <param name="columns">The columns of part, organisme, décompte and ordre.</param>
    internal static string Joined(string columns) => $"concat_ws(chr(31), {columns})";

    /// <summary>Reads the names of the stored lines of some journées, without a lock.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HashSet<string>> ReadAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.Add(ReadNames).With(journees);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return [.. await reader.ReadAllAsync(r => r.GetString(0), cancellationToken)];
    }
}
