using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// Finds transfers by what they brought to a member in all: one line of a statement of the bank that pays several soins. No row holds that
/// sum, so it is added up: of a member's lines where a member is named, else of the lines of a day that has not too many, else of those
/// that were paid last.
/// </summary>
/// <param name="source">The database.</param>
public sealed class TransferSums(NpgsqlDataSource source)
{
    /// <summary>
    /// The most lines that are added up, of a day or of the last days: one search takes 14 ms of the database for so many, and five times
    /// as many take 80, in which nobody else's sum is looked for.
    /// </summary>
    public const int LignesMax = 4_000;

    /// <summary>The most transfers that are found.</summary>
    public const int TransfersMax = 20;

    private const string Columns =
        "part, organisme, decompte, ordre, source, revision, beneficiaire_id, date_soin, position, adherent_id, virement, montant, paye_le";

    // Of each line its last revision; nothing of a transfer that has one line only, which its own amount finds.
    private const string Sums = """
        SELECT beneficiaire_id, date_soin, position, adherent_id, virement FROM (
            SELECT *, sum(montant) OVER transfer AS somme, count(*) OVER transfer AS nombre
            FROM (SELECT DISTINCT ON (part, organisme, decompte, ordre, source, beneficiaire_id)
                      beneficiaire_id, date_soin, position, adherent_id, virement, montant, paye_le
                  FROM lignes ORDER BY part, organisme, decompte, ordre, source, beneficiaire_id, revision DESC, position DESC) AS l
            WINDOW transfer AS (PARTITION BY virement, adherent_id)) AS s
        WHERE somme = $1 AND nombre > 1
        ORDER BY paye_le DESC, virement, adherent_id, position DESC
        LIMIT 1000
        """;

    private static readonly string OfAdherents = $"""
        WITH journees AS MATERIALIZED (
            SELECT DISTINCT beneficiaire_id, date_soin FROM (
                (SELECT beneficiaire_id, date_soin FROM soin WHERE adherent_id = ANY ($2) AND remplace_par IS NULL)
                UNION
                (SELECT beneficiaire_id, date_soin FROM soin WHERE autres_adherents && $2)
                UNION
                (SELECT beneficiaire_id, date_soin FROM ligne_non_rattachee WHERE adherent_id = ANY ($2))) AS j
            LIMIT {AdherentVirements.JourneesMax}),
        lignes AS (
            SELECT l.* FROM journees AS j JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.beneficiaire_id", "j.date_soin")}
            WHERE l.adherent_id = ANY ($2))
        {Sums}
        """;

    private static readonly string OfDays = $"""
        WITH lignes AS MATERIALIZED (
            SELECT {Columns} FROM ligne
            WHERE paye_le = ANY ($2) AND (SELECT count(*) FROM (SELECT FROM ligne WHERE paye_le = ANY ($2) LIMIT {LignesMax + 1}) AS l)
                <= {LignesMax})
        {Sums}
        """;

    private static readonly string OfLast = $"""
        WITH lignes AS MATERIALIZED (SELECT {Columns} FROM ligne WHERE paye_le <= $2 ORDER BY paye_le DESC LIMIT {LignesMax})
        {Sums}
        """;

    /// <summary>The lines of each transfer that brought so much.</summary>
    /// <param name="montant">The sum.</param>
    /// <param name="adherentIds">The numbers that may be the member's; none: any member.</param>
    /// <param name="days">The days of payment; none: the last ones.</param>
    /// <param name="last">The last day on which a payment may be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Candidate>> FindAsync(
        Montant montant, IReadOnlyList<string> adherentIds, IReadOnlyList<DateOnly> days, DateOnly last,
        CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(adherentIds.Count > 0 ? OfAdherents : days.Count > 0 ? OfDays : OfLast);
        command.Parameters.Add(new() { Value = montant.Cents });
        command.Parameters.Add(
            adherentIds.Count > 0 ? new() { Value = adherentIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            : days.Count > 0 ? new() { Value = days.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date }
            : new() { Value = last });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lignes = await reader.ReadAllAsync(
            r => (
                Transfer: (r.GetString(4), r.GetString(3)),
                Candidate: new Candidate(
                    RowReaders.Journee(r), true, new(r.GetFieldValue<DateOnly>(1), montant.Cents, r.GetInt64(2), Guid.Empty))),
            cancellationToken);
        return [.. lignes.GroupBy(l => l.Transfer).Take(TransfersMax).SelectMany(t => t.Select(l => l.Candidate))];
    }
}
