using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The SQL of the ties between journées: tied journées must be folded together. A tie begins with the later of two facts and never ends, so
/// it is looked for when a line or a décision comes, and noted; to read it then costs one look at a table that is nearly empty, and not
/// several at every line of a journée.
/// </summary>
/// <remarks>
/// Within a beneficiary ties go both ways: a line on two days, a line that names another (the origin of a correction, the RO line of a
/// complementary payment), lines of two days that an agent linked or separated. Between beneficiaries a name ties from which a line may
/// have moved, and one way only, from each that has it to its witnesses: see <see cref="Witnesses"/>.
/// </remarks>
internal static partial class TieSql
{
    /// <summary>
    /// The journées to which some journées are tied, as noted, and those to which these are, the nearest first: one after the other they
    /// would be found a transaction each, while other transactions tie more. The caller asks for one more than a set may hold, so
    /// that it is known whether a full set is all.
    /// </summary>
    public const string TiedJournees = """
        WITH RECURSIVE lies (b, d) AS (
            SELECT l.autre_beneficiaire_id, l.autre_date_soin
            FROM unnest($1::text[], $2::date[]) AS j(b, d)
            JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
            UNION
            SELECT l.autre_beneficiaire_id, l.autre_date_soin
            FROM lies AS j JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d)
        SELECT b, d FROM lies LIMIT $3
        """;

    /// <summary>
    /// Notes the ties, within their beneficiary, of lines that are about to be added or came again: with lines that are stored, and among
    /// themselves. The caller names the ties among themselves. Answers with the names that stored lines of others have:
    /// <see cref="NoteNames"/> goes on with those, which are few.
    /// </summary>
    public static readonly string NoteTies = $"""
        WITH n AS MATERIALIZED (SELECT {LigneTable.Ties.Unnested}, unnest(${LigneTable.Ties.Count + 1}::bool[]) AS premiere),
        noms AS (SELECT {Name} FROM n WHERE premiere),
        {SameNames},
        noues AS ({Stored}
            UNION ALL
            SELECT * FROM unnest({AmongThemselves(LigneTable.Ties.Count + 1)})),
        notes AS (INSERT INTO lien {LienColumns} {BothWays} {InOrder})
        SELECT DISTINCT {Name} FROM connus AS c JOIN memes AS m USING ({Name}) WHERE m.beneficiaire_id <> c.beneficiaire_id
        """;

    /// <summary>Notes what the décisions of some journées tie together.</summary>
    public static readonly string NoteDecisionTies = $"""
        WITH noues AS ({OfDecisions}) INSERT INTO lien {LienColumns} {BothWays} {InOrder}
        """;

    private const int Paiement = (int)Nature.Paiement;

    private static int Ro => Part.Ro.Number;

    private static int Complementaire => Part.Complementaire.Number;

    // A payment of the complementary part names the RO line that it completes; a correction names a line of its own part.
    private static string Stored => $"""
            SELECT c.beneficiaire_id AS b, c.date_soin AS d, m.beneficiaire_id AS autre_b, m.date_soin AS autre_d
            FROM connus AS c JOIN memes AS m USING ({Name}, beneficiaire_id) WHERE m.date_soin <> c.date_soin
            UNION ALL
            SELECT n.beneficiaire_id, n.date_soin, o.autre_b, o.autre_d
            FROM (SELECT * FROM n WHERE origine_decompte IS NOT NULL) AS n {Find($"""
                o.part = CASE WHEN n.nature = {Paiement} THEN {Ro} ELSE n.part END AND o.organisme = n.origine_organisme
                AND o.decompte = n.origine_decompte AND o.ordre = n.origine_ordre
                AND o.beneficiaire_id = n.beneficiaire_id AND o.date_soin <> n.date_soin
                """)}
            UNION ALL
            SELECT n.beneficiaire_id, n.date_soin, o.autre_b, o.autre_d
            FROM n {Find($"""
                o.part = ANY (CASE WHEN n.part = {Ro} THEN ARRAY[{Ro}, {Complementaire}]::smallint[] ELSE ARRAY[n.part] END)
                AND (o.part = n.part) = (o.nature <> {Paiement})
                AND o.origine_organisme = n.organisme AND o.origine_decompte = n.decompte AND o.origine_ordre = n.ordre
                AND o.beneficiaire_id = n.beneficiaire_id AND o.date_soin <> n.date_soin
                """)}
        """;

    // Looked for line by line, in an index: a join would be planned by what the server knew of the tables, and of young ones it once
    // thought that to read every correction for every line costs nothing.
    private static string Find(string lignes) => $"""
        CROSS JOIN LATERAL (
            SELECT o.beneficiaire_id AS autre_b, o.date_soin AS autre_d FROM ligne AS o WHERE {lignes} OFFSET 0) AS o
        """;

    // The lines (o) that a décision (k) which links or separates names: looked for one by one, see Find.
    private static string NamedByDecision => $$"""
            k.contenu ->> 'genre' IN ('Lier', 'Delier')
            CROSS JOIN LATERAL json_array_elements(k.contenu #> '{decision,lignes}') AS l(nom)
            CROSS JOIN LATERAL (
                SELECT o.beneficiaire_id, o.date_soin
                FROM ligne AS o
                WHERE o.decompte = l.nom #>> '{reference,decompte}' AND o.organisme = l.nom #>> '{reference,organisme}'
                  AND o.ordre = (l.nom #>> '{reference,ordre}')::int AND o.source = l.nom ->> 'source'
                  AND o.beneficiaire_id = k.beneficiaire_id
                  AND (o.part <> {{Ro}} OR l.nom ->> 'part' = '{{Part.Ro.Code}}')
                  AND (o.part <> {{Complementaire}} OR l.nom ->> 'part' = '{{Part.Complementaire.Code}}')
                OFFSET 0) AS o
        """;

    // A décision is kept with one journée, and may name lines of other days of its beneficiary.
    private static string OfDecisions => $$"""
            SELECT k.beneficiaire_id AS b, k.date_soin AS d, o.beneficiaire_id AS autre_b, o.date_soin AS autre_d
            FROM unnest($1::text[], $2::date[]) AS j(jb, jd)
            JOIN decision AS k ON {{JourneeSql.IsOf("k", "j.jb", "j.jd")}} AND {{NamedByDecision}}
            WHERE o.date_soin <> k.date_soin
        """;

    private const string LienColumns = "(beneficiaire_id, date_soin, autre_beneficiaire_id, autre_date_soin)";

    private const string BothWays = "SELECT b, d, autre_b, autre_d FROM noues UNION SELECT autre_b, autre_d, b, d FROM noues";

    // One way: names between beneficiaries.
    private const string OneWay = "SELECT b, d, autre_b, autre_d FROM vers";

    // In the order of the keys: two transactions that note the same ties then cannot wait for each other. Nor can they where those within
    // beneficiaries are noted first, and those between them after.
    private const string InOrder = "ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING";

    /// <summary>Adds the statement that notes the ties of lines within their beneficiaries.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="lignes">The lines, one at least, in the order of their keys.</param>
    public static void Note(NpgsqlBatch batch, IReadOnlyList<ReceivedLigne> lignes)
    {
        var links = BatchLignes.Ties(lignes);
        LigneTable.Ties.Bind(batch.Add(NoteTies), lignes)
            .With(NpgsqlDbType.Boolean, BatchLignes.IsFirstOfName(lignes))
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.From.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.From.DateSoin)])
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.To.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.To.DateSoin)]);
    }

    /// <summary>Adds the statement that notes the ties of a journée's décisions.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="journee">The journée.</param>
    public static void Note(NpgsqlBatch batch, Journee journee) => batch.Add(NoteDecisionTies)
        .With(NpgsqlDbType.Text, [journee.BeneficiaireId])
        .With(NpgsqlDbType.Date, [journee.DateSoin]);

    // The parameters after those of the lines.
    private static string AmongThemselves(int before) =>
        $"${before + 1}::text[], ${before + 2}::date[], ${before + 3}::text[], ${before + 4}::date[]";
}
