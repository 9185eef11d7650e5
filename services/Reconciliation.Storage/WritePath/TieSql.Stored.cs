namespace Reconciliation.Storage;

/// <summary>The SQL of the ties of stored journées: they are checked, noted anew and forgotten, away from the hot path.</summary>
internal static partial class TieSql
{
    /// <summary>Notes what the lines and the décisions of some journées tie together.</summary>
    public static readonly string RedoTies = $"""
        WITH {OfJournees},
        noms AS (SELECT DISTINCT {Name} FROM n),
        {Witnesses},
        noues AS ({Stored} UNION ALL SELECT b, d, autre_b, autre_d FROM ({FromEitherEnd}) AS e)
        INSERT INTO lien {LienColumns} {BothWays} UNION {OneWay} {InOrder}
        """;

    /// <summary>
    /// Of some journées those that are tied to another beneficiary, and the names of their lines as <see cref="AdvisoryLocks"/> takes them.
    /// </summary>
    public static readonly string TiedToOthers = $"""
        SELECT DISTINCT l.beneficiaire_id, l.date_soin, {LockedNames.Joined("o.part, o.organisme, o.decompte, o.ordre")}
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d AND l.autre_beneficiaire_id <> j.b
        JOIN ligne AS o ON o.beneficiaire_id = j.b AND o.date_soin = j.d
        """;

    /// <summary>The journées of which a tie leads on and nothing else is stored.</summary>
    public static readonly string TiedAndGone = $"""
        SELECT DISTINCT l.beneficiaire_id, l.date_soin FROM lien AS l WHERE {IsGone("l.beneficiaire_id", "l.date_soin")} LIMIT $1
        """;

    /// <summary>Forgets the ties of some journées of which nothing else is stored.</summary>
    public static readonly string EraseTiesOfNothing = $"""
        DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d)
        WHERE l.beneficiaire_id = j.b AND l.date_soin = j.d AND {IsGone("j.b", "j.d")}
        """;

    /// <summary>Forgets the ties of some journées to other beneficiaries that no name asks for.</summary>
    public static readonly string EraseIdleTies = $"""
        WITH {OfJournees},
        noms AS (SELECT DISTINCT {Name} FROM n),
        {Witnesses}
        DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d)
        WHERE l.beneficiaire_id = j.b AND l.date_soin = j.d AND l.autre_beneficiaire_id <> j.b
          AND (l.beneficiaire_id, l.date_soin, l.autre_beneficiaire_id, l.autre_date_soin)
              NOT IN (SELECT b, d, autre_b, autre_d FROM vers)
        """;

    /// <summary>
    /// The ties of the lines and the décisions of some journées that are not noted, and those that are noted and lead to a journée of which
    /// nothing is stored. The days of a décision are tied if each leads to the other, be it through a third: a line that moves to
    /// another day afterwards is tied to where it was, and is not asked whether a décision named it.
    /// </summary>
    public static readonly string MissingTies = $"""
        WITH {OfJournees},
        noms AS (SELECT DISTINCT {Name} FROM n),
        {Witnesses},
        noues AS ({Stored} UNION ALL SELECT * FROM vers)
        (SELECT b, d, autre_b, autre_d FROM noues
         EXCEPT
         SELECT beneficiaire_id, date_soin, autre_beneficiaire_id, autre_date_soin
         FROM unnest($1::text[], $2::date[]) AS j(b, d) JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d)
        UNION ALL
        SELECT b, d, autre_b, autre_d FROM ({FromEitherEnd}) AS e
        WHERE NOT ({Leads("e.b", "e.d", "e.autre_d")} AND {Leads("e.b", "e.autre_d", "e.d")})
        UNION ALL
        SELECT l.beneficiaire_id, l.date_soin, l.autre_beneficiaire_id, l.autre_date_soin
        FROM unnest($1::text[], $2::date[]) AS j(b, d) JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
        WHERE {IsDead}
        """;

    /// <summary>
    /// Forgets every tie of some journées, those that lead to them included: from another beneficiary a tie may lead one way.
    /// </summary>
    public const string EraseTies = """
        WITH partis AS (
            DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d) WHERE l.beneficiaire_id = j.b AND l.date_soin = j.d)
        DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d)
        WHERE l.autre_beneficiaire_id = j.b AND l.autre_date_soin = j.d
        """;

    /// <summary>The ties of some journées, as noted.</summary>
    public const string TiesOf = """
        SELECT l.beneficiaire_id, l.date_soin, l.autre_beneficiaire_id, l.autre_date_soin
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
        """;

    /// <summary>The journées of which a tie leads to some.</summary>
    public const string LeadingTo = """
        SELECT DISTINCT l.beneficiaire_id, l.date_soin
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN lien AS l ON l.autre_beneficiaire_id = j.b AND l.autre_date_soin = j.d
        ORDER BY 1, 2
        """;

    /// <summary>Forgets the ties among some journées that lead to one of which nothing is stored.</summary>
    public static readonly string EraseDeadTies = $"""
        DELETE FROM lien AS l USING unnest($1::text[], $2::date[]) AS j(b, d)
        WHERE l.beneficiaire_id = j.b AND l.date_soin = j.d
          AND (l.autre_beneficiaire_id, l.autre_date_soin) IN (SELECT * FROM unnest($1::text[], $2::date[])) AND {IsDead}
        """;

    // Of the days that a décision ties, seen from those that are among the journées: the décision may be kept with the other one.
    private static string FromEitherEnd => $"""
        SELECT DISTINCT v.b, v.d, v.autre_b, v.autre_d
        FROM (SELECT DISTINCT b FROM unnest($1::text[]) AS j(b)) AS j
        JOIN decision AS k ON k.beneficiaire_id = j.b AND {NamedByDecision}
        CROSS JOIN LATERAL (VALUES
            (k.beneficiaire_id, k.date_soin, o.beneficiaire_id, o.date_soin),
            (o.beneficiaire_id, o.date_soin, k.beneficiaire_id, k.date_soin)) AS v(b, d, autre_b, autre_d)
        WHERE o.date_soin <> k.date_soin AND (v.b, v.d) IN (SELECT * FROM unnest($1::text[], $2::date[]))
        """;

    // Whether noted ties lead from one day of a beneficiary to another.
    private static string Leads(string beneficiaire, string from, string to) => $"""
        EXISTS (
            WITH RECURSIVE lies (b, d) AS (
                SELECT {beneficiaire}, {from}
                UNION
                SELECT l.autre_beneficiaire_id, l.autre_date_soin
                FROM lies AS j JOIN lien AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d)
            SELECT FROM lies WHERE lies.b = {beneficiaire} AND lies.d = {to})
        """;

    // A tie that leads to a journée of which nothing is stored.
    private static string IsDead => IsGone("l.autre_beneficiaire_id", "l.autre_date_soin");

    private static string IsGone(string beneficiaire, string date) => $"""
        NOT EXISTS (SELECT FROM ligne AS o WHERE {JourneeSql.IsOf("o", beneficiaire, date)})
        AND NOT EXISTS (SELECT FROM soin AS s WHERE s.beneficiaire_id = {beneficiaire} AND s.date_soin = {date})
        """;

    private static string OfJournees => $"""
        n AS MATERIALIZED (
            SELECT l.part, l.source, l.organisme, l.decompte, l.ordre, l.origine_organisme, l.origine_decompte, l.origine_ordre,
                   l.beneficiaire_id, l.date_soin, l.revision, l.nature
            FROM unnest($1::text[], $2::date[]) AS j(b, d)
            JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.b", "j.d")})
        """;
}
