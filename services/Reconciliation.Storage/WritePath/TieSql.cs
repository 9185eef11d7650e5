using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>
/// The SQL of what ties journées together: another revision of a line, the origin of a correction, or a correction of a line. Journées so
/// tied must be folded together. A tie begins with the later of two lines and never ends, so it is looked for when a line comes and noted;
/// to read it then costs one look at a table that is nearly empty, and not three at every line of a journée.
/// </summary>
internal static class TieSql
{
    /// <summary>The journées to which some journées are tied, as noted.</summary>
    public const string TiedJournees = """
        SELECT l.autre_beneficiaire_id, l.autre_date_soin
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
        """;

    /// <summary>
    /// Notes what lines tie together that are about to be added, or came again: with lines that are stored, and among themselves, which
    /// whoever brings them says.
    /// </summary>
    public static readonly string NoteTies = $"""
        WITH n AS MATERIALIZED (SELECT {LigneTable.Ties.Unnested}),
        noues AS ({Stored}
            UNION ALL
            SELECT * FROM unnest({AmongThemselves(LigneTable.Ties.Count)}))
        {NoteAll}
        """;

    /// <summary>Notes what the lines of some journées tie together.</summary>
    public const string RedoTies = $"""
        WITH {OfJournees},
        {Tied}
        {NoteAll}
        """;

    /// <summary>What the lines of some journées tie together, and is not noted.</summary>
    public const string MissingTies = $"""
        WITH {OfJournees},
        {Tied}
        SELECT b, d, autre_b, autre_d FROM noues
        EXCEPT
        SELECT beneficiaire_id, date_soin, autre_beneficiaire_id, autre_date_soin
        FROM unnest($1::text[], $2::date[]) AS j(b, d) JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
        """;

    /// <summary>Forgets what some journées are tied to, from both ends.</summary>
    public const string EraseTies = """
        WITH effaces AS (
            DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d) WHERE l.beneficiaire_id = j.b AND l.date_soin = j.d
            RETURNING l.*)
        DELETE FROM lien AS l USING effaces AS e
        WHERE l.beneficiaire_id = e.autre_beneficiaire_id AND l.date_soin = e.autre_date_soin
          AND l.autre_beneficiaire_id = e.beneficiaire_id AND l.autre_date_soin = e.date_soin
        """;

    private const string OfJournees = """
        n AS MATERIALIZED (
            SELECT l.part, l.source, l.organisme, l.decompte, l.ordre, l.origine_organisme, l.origine_decompte, l.origine_ordre,
                   l.beneficiaire_id, l.date_soin
            FROM unnest($1::text[], $2::date[]) AS j(b, d)
            JOIN ligne AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d)
        """;

    private const string Tied = $"noues AS ({Stored})";

    private const string Stored = """
            SELECT n.beneficiaire_id AS b, n.date_soin AS d, o.beneficiaire_id AS autre_b, o.date_soin AS autre_d
            FROM n JOIN ligne AS o ON o.part = n.part AND o.organisme = n.organisme AND o.decompte = n.decompte AND o.ordre = n.ordre
                                  AND o.source = n.source
            WHERE (o.beneficiaire_id, o.date_soin) <> (n.beneficiaire_id, n.date_soin)
            UNION ALL
            SELECT n.beneficiaire_id, n.date_soin, o.beneficiaire_id, o.date_soin
            FROM n JOIN ligne AS o ON o.part = n.part AND o.organisme = n.origine_organisme AND o.decompte = n.origine_decompte
                                  AND o.ordre = n.origine_ordre
            WHERE (o.beneficiaire_id, o.date_soin) <> (n.beneficiaire_id, n.date_soin)
            UNION ALL
            SELECT n.beneficiaire_id, n.date_soin, c.beneficiaire_id, c.date_soin
            FROM n JOIN ligne AS c ON c.part = n.part AND c.origine_organisme = n.organisme AND c.origine_decompte = n.decompte
                                  AND c.origine_ordre = n.ordre
            WHERE (c.beneficiaire_id, c.date_soin) <> (n.beneficiaire_id, n.date_soin)
        """;

    // Both ways, and in the order of the keys: two transactions that note the same ties then cannot wait for each other.
    private const string NoteAll = """
        INSERT INTO lien (beneficiaire_id, date_soin, autre_beneficiaire_id, autre_date_soin)
        SELECT b, d, autre_b, autre_d FROM noues
        UNION
        SELECT autre_b, autre_d, b, d FROM noues
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Adds the statement that notes what lines tie together.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="lignes">The lines; none: no statement.</param>
    public static void Note(NpgsqlBatch batch, IReadOnlyList<ReceivedLigne> lignes)
    {
        if (lignes.Count == 0)
        {
            return;
        }

        var links = BatchLignes.Liens(lignes);
        LigneTable.Ties.Bind(batch.Add(NoteTies), lignes)
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.From.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.From.DateSoin)])
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.A.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.A.DateSoin)]);
    }

    // The parameters after those of the lines.
    private static string AmongThemselves(int before) =>
        $"${before + 1}::text[], ${before + 2}::date[], ${before + 3}::text[], ${before + 4}::date[]";
}
