using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <content>The ties between beneficiaries whose lines have one name.</content>
internal static partial class TieSql
{
    private const string Name = "part, organisme, decompte, ordre, source";

    private const string SameName = """
        o.part = n.part AND o.organisme = n.organisme AND o.decompte = n.decompte AND o.ordre = n.ordre AND o.source = n.source
        """;

    /// <summary>
    /// Notes the ties between beneficiaries of lines that are about to be added or came again, all those of the names that others have:
    /// <see cref="NoteTies"/> answers with these names. Answers with those of the lines whose name ties nobody, though others have it:
    /// <see cref="Homonyme"/> reads them.
    /// </summary>
    public static readonly string NoteNames = $"""
        WITH n AS MATERIALIZED (SELECT {LigneTable.Names.Unnested}),
        noms AS (SELECT DISTINCT {Name} FROM n),
        {Witnesses},
        notes AS (INSERT INTO lien {LienColumns} {OneWay} {InOrder})
        {Homonymes}
        """;

    // Of the lines n: noms, each name once; memes, all stored lines of these; connus, the lines whose name another journée has. Each name
    // is looked for once: in every cell, since whose it is is what is asked.
    private static string SameNames => $"""
        memes AS MATERIALIZED (
            SELECT o.part, o.organisme, o.decompte, o.ordre, o.source, o.beneficiaire_id, o.date_soin, o.revision, o.position
            FROM noms AS n CROSS JOIN LATERAL (SELECT * FROM ligne AS o WHERE {SameName} OFFSET 0) AS o),
        connus AS MATERIALIZED (
            SELECT * FROM n
            WHERE ({Name}) IN (SELECT {Name} FROM memes)
              AND ({Name}, beneficiaire_id, date_soin) NOT IN (
                SELECT {Name}, min(beneficiaire_id), min(date_soin) FROM memes GROUP BY {Name}
                HAVING min(beneficiaire_id) = max(beneficiaire_id) AND min(date_soin) = max(date_soin)))
        """;

    // Two beneficiaries may have lines of one name. Where each of them came to it with one and the same revision, each holds it, whoever
    // else comes with that: a counter started over, nothing moved, and nobody needs to know of the others. Otherwise NameHolders decides
    // which of them hold it, from the revisions of the name up to the first that two beneficiaries have (the fork). So a line is tied to
    // the witnesses of its name and to no others, however many there are. Witnesses are (1) all lines below the fork, and (2) at the fork,
    // those of the two beneficiaries that came to it first. Tables: partagees, the lines whose name others have; toutes, all lines of the
    // names; mobiles, the names from which a line may have moved; prises, the lines of those; fourches, the fork of each name; temoins,
    // the witnesses; *_avant, the same of the stored lines alone; vers, the ties. A new witness changes what others hold, so they are tied
    // to it too. It may also give a line back to whoever lost it to a later revision: the witnesses before are those who can have lost
    // theirs, so a new line leads to them. All are tied who hold a name when the first comes with a later revision.
    private static string Witnesses => $"""
        {SameNames},
        partagees AS MATERIALIZED (
            SELECT * FROM n
            WHERE ({Name}) IN (
                SELECT {Name}
                FROM (SELECT {Name}, beneficiaire_id FROM memes UNION ALL SELECT {Name}, beneficiaire_id FROM n) AS tous
                GROUP BY {Name} HAVING min(beneficiaire_id) <> max(beneficiaire_id))),
        toutes AS MATERIALIZED (
            SELECT {Name}, beneficiaire_id, date_soin, revision, min(position) AS position
            FROM (SELECT {Name}, beneficiaire_id, date_soin, revision, position FROM memes
                  UNION ALL
                  SELECT {Name}, beneficiaire_id, date_soin, revision, NULL FROM partagees) AS p
            GROUP BY {Name}, beneficiaire_id, date_soin, revision),
        mobiles AS MATERIALIZED ({Mobile("toutes")}),
        prises AS MATERIALIZED (SELECT * FROM toutes WHERE ({Name}) IN (SELECT {Name} FROM mobiles)),
        fourches AS ({Forks("prises")}),
        temoins AS MATERIALIZED ({Decisive("prises", "fourches")}),
        mobiles_avant AS MATERIALIZED ({Mobile("memes")}),
        prises_avant AS MATERIALIZED (SELECT * FROM memes WHERE ({Name}) IN (SELECT {Name} FROM mobiles_avant)),
        fourches_avant AS ({Forks("prises_avant")}),
        temoins_avant AS ({Decisive("prises_avant", "fourches_avant")}),
        vers AS MATERIALIZED (
            SELECT c.beneficiaire_id AS b, c.date_soin AS d, t.beneficiaire_id AS autre_b, t.date_soin AS autre_d
            FROM partagees AS c JOIN (SELECT * FROM temoins UNION ALL SELECT * FROM temoins_avant) AS t USING ({Name})
            WHERE t.beneficiaire_id <> c.beneficiaire_id
            UNION
            SELECT p.beneficiaire_id, p.date_soin, c.beneficiaire_id, c.date_soin
            FROM partagees AS c
            JOIN temoins AS t USING ({Name}, beneficiaire_id, date_soin, revision)
            JOIN prises AS p USING ({Name})
            WHERE p.beneficiaire_id <> c.beneficiaire_id
            UNION
            SELECT p.beneficiaire_id, p.date_soin, t.beneficiaire_id, t.date_soin
            FROM (SELECT * FROM mobiles EXCEPT SELECT * FROM mobiles_avant) AS m
            JOIN prises AS p USING ({Name})
            JOIN temoins AS t USING ({Name})
            WHERE p.beneficiaire_id <> t.beneficiaire_id)
        """;

    // The lines whose name several beneficiaries have, and from which none moved: what tells this is not tied to them.
    private static string Homonymes => $"""
        SELECT DISTINCT {Name}, beneficiaire_id FROM partagees WHERE ({Name}) NOT IN (SELECT {Name} FROM mobiles)
        """;

    /// <summary>A row that <see cref="NoteTies"/> answers with: a name that others have.</summary>
    /// <param name="r">The row.</param>
    public static (short Part, Reference Reference, string Source) SharedName(NpgsqlDataReader r) =>
        (r.GetInt16(0), new(r.GetString(1), r.GetString(2), r.GetInt32(3)), r.GetString(4));

    /// <summary>A row that <see cref="NoteNames"/> answers with: a line whose name others have, who are not tied to it.</summary>
    /// <param name="r">The row.</param>
    /// <param name="parts">The parts.</param>
    public static LigneId Homonyme(NpgsqlDataReader r, PartCatalogue parts) =>
        new(parts[r.GetInt16(0)], r.GetString(4), new(r.GetString(1), r.GetString(2), r.GetInt32(3)), r.GetString(5));

    // The names from which a line may have moved: a beneficiary came to it with a later revision than another.
    private static string Mobile(string lignes) => $"""
        SELECT {Name}
        FROM (SELECT {Name}, min(revision) AS premiere FROM {lignes} GROUP BY {Name}, beneficiaire_id) AS b
        GROUP BY {Name}
        HAVING min(premiere) < max(premiere)
        """;

    // The first revision of each name that two beneficiaries have.
    private static string Forks(string lignes) => $"""
        SELECT {Name}, min(revision) AS revision
        FROM (SELECT {Name}, revision FROM {lignes} GROUP BY {Name}, revision HAVING min(beneficiaire_id) <> max(beneficiaire_id)) AS r
        GROUP BY {Name}
        """;

    // The lines that say who holds each name.
    private static string Decisive(string lignes, string fourches) => $"""
        SELECT p.* FROM {lignes} AS p LEFT JOIN {fourches} AS f USING ({Name}) WHERE f.revision IS NULL OR p.revision < f.revision
        UNION ALL
        SELECT p.*
        FROM (SELECT {Name}, beneficiaire_id, revision,
                     row_number() OVER (PARTITION BY {Name} ORDER BY min(position) NULLS LAST, beneficiaire_id) AS rang
              FROM {lignes} JOIN {fourches} USING ({Name}, revision)
              GROUP BY {Name}, beneficiaire_id, revision) AS r
        JOIN {lignes} AS p USING ({Name}, beneficiaire_id, revision)
        WHERE r.rang <= 2
        """;
}
