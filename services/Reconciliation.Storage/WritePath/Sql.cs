namespace Reconciliation.Storage;

/// <summary>
/// All SQL of the hot path. Each statement takes arrays through <c>unnest</c>, so that one plan serves every size of batch, and
/// runs in one round trip with its neighbours.
/// </summary>
internal static class Sql
{
    /// <summary>
    /// Locks journées, and the names of lines, until the transaction ends, in the order of their keys, so that no two batches can wait
    /// for each other. Advisory locks and not rows: they write nothing and take no transaction id. So a transaction gets its id only
    /// when its journées are its own, and the ids of the versions of one soin rise with the versions: the order in which the journal is
    /// read. With the names of its lines and of those they correct, of two batches that bring the two ends of a tie between journées
    /// the second sees what the first brought.
    /// </summary>
    public const string LockJournees = """
        SELECT pg_advisory_xact_lock(cle)
        FROM (SELECT hashtextextended(b || '/' || d, 0) AS cle FROM unnest($1::text[], $2::date[]) AS j(b, d)
              UNION
              SELECT hashtextextended(nom, 1) FROM unnest($3::text[]) AS n(nom)
              ORDER BY cle) AS cles
        """;

    /// <summary>
    /// Adds lines that were not found among those of their journées. Under the locks nobody else can have added one since, so that they
    /// are not looked for again; the key would refuse it.
    /// </summary>
    public const string InsertLignes = """
        INSERT INTO ligne (part, organisme, decompte, ordre, source, origine_organisme, origine_decompte, origine_ordre, beneficiaire_id,
                           date_soin, revision, empreinte, adherent_id, nature, montant, paye_le, virement, professionnel_id, contenu,
                           evenement_id, recu_le, empreinte_version)
        SELECT unnest($1::smallint[]), unnest($2::text[]), unnest($3::text[]), unnest($4::int[]), unnest($5::text[]), unnest($6::text[]),
               unnest($7::text[]), unnest($8::int[]), unnest($9::text[]), unnest($10::date[]), unnest($11::int[]), unnest($12::uuid[]),
               unnest($13::text[]), unnest($14::smallint[]), unnest($15::bigint[]), unnest($16::date[]), unnest($17::text[]), unnest($18::text[]),
               unnest($19::json[]), unnest($20::text[]), $21::timestamptz, $22::smallint
        """;

    /// <summary>Notes what came of each source, and how much of it was new: control totals, beside the lines that they count.</summary>
    public const string NoteReceptions = """
        INSERT INTO reception (part, source, recues, nouvelles, centimes, recu_le)
        SELECT *, $6::timestamptz FROM unnest($1::smallint[], $2::text[], $3::int[], $4::int[], $5::bigint[])
        """;

    /// <summary>All lines of some journées.</summary>
    public const string ReadLignes = """
        SELECT l.part, l.position, l.contenu, l.recu_le, l.empreinte, l.empreinte_version
        FROM (SELECT unnest($1::text[]) AS b, unnest($2::date[]) AS d) AS j
        JOIN ligne AS l ON l.beneficiaire_id = j.b AND l.date_soin = j.d
        """;

    /// <summary>All décisions of some journées.</summary>
    public const string ReadDecisions = """
        SELECT d.contenu, d.beneficiaire_id
        FROM unnest($1::text[], $2::date[]) AS j(b, d0)
        JOIN decision AS d ON d.beneficiaire_id = j.b AND d.date_soin = j.d0
        """;

    /// <summary>Adds a décision.</summary>
    public const string InsertDecision = """
        INSERT INTO decision (decision_id, beneficiaire_id, date_soin, contenu, prise_le) VALUES ($1, $2, $3, $4, $5)
        """;

    /// <summary>All soins published for some journées, merged ones included.</summary>
    public const string ReadSoins = """
        SELECT s.soin_id, s.beneficiaire_id, s.version, s.situation, s.vue, s.fondatrice, s.cree_le, s.mis_a_jour_le, s.echeance, s.remplace_par,
               s.depuis, s.enjeu, s.ecart_jours, s.ponctualite, s.date_soin, s.autres_adherents, s.paye, s.part_attendue,
               s.vue_format
        FROM (SELECT unnest($1::text[]) AS b, unnest($2::date[]) AS d) AS j
        JOIN soin AS s ON s.beneficiaire_id = j.b AND s.date_soin = j.d
        """;

    /// <summary>
    /// Writes the last views, and appends to the journal those that are new versions: they have a cause. In one statement, so that a
    /// view crosses the network once. A row that cannot be there is not looked for; what no row was found of is added.
    /// </summary>
    public const string WriteSoins = """
        WITH n AS MATERIALIZED (
            SELECT unnest($1::uuid[]) AS soin_id, unnest($2::text[]) AS beneficiaire_id, unnest($3::date[]) AS date_soin,
                   unnest($4::text[]) AS adherent_id, unnest($5::text[]) AS autres, unnest($6::text[]) AS fondatrice, unnest($7::int[]) AS version,
                   unnest($8::smallint[]) AS situation, unnest($9::timestamptz[]) AS echeance, unnest($10::json[]) AS vue,
                   unnest($11::uuid[]) AS remplace_par, unnest($12::timestamptz[]) AS cree_le, unnest($13::timestamptz[]) AS mis_a_jour_le,
                   unnest($14::timestamptz[]) AS depuis, unnest($15::bigint[]) AS enjeu, unnest($16::smallint[]) AS ecart_jours,
                   unnest($17::text[]) AS ponctualite, unnest($18::bigint[]) AS paye, unnest($19::smallint[]) AS part_attendue,
                   unnest($20::smallint[]) AS situation_precedente, unnest($21::json[]) AS cause, unnest($22::bool[]) AS nouveau,
                   unnest($23::smallint[]) AS vue_format),
        connus AS (
            UPDATE soin AS s
            SET date_soin = n.date_soin, adherent_id = n.adherent_id, autres_adherents = string_to_array(n.autres, E'\x1f'),
                fondatrice = n.fondatrice, cree_le = n.cree_le, version = n.version, situation = n.situation, echeance = n.echeance, vue = n.vue,
                remplace_par = n.remplace_par, mis_a_jour_le = n.mis_a_jour_le, depuis = n.depuis, enjeu = n.enjeu,
                ecart_jours = n.ecart_jours, ponctualite = n.ponctualite, paye = n.paye, part_attendue = n.part_attendue,
                vue_format = n.vue_format
            FROM n
            WHERE NOT n.nouveau AND s.soin_id = n.soin_id AND s.beneficiaire_id = n.beneficiaire_id
            RETURNING s.soin_id),
        ajoutes AS (
            INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, autres_adherents, fondatrice, version, situation, echeance,
                              vue, remplace_par, cree_le, mis_a_jour_le, depuis, enjeu, ecart_jours, ponctualite, paye, part_attendue,
                              vue_format)
            SELECT soin_id, beneficiaire_id, date_soin, adherent_id, string_to_array(autres, E'\x1f'), fondatrice, version, situation,
                   echeance, vue, remplace_par, cree_le, mis_a_jour_le, depuis, enjeu, ecart_jours, ponctualite, paye, part_attendue,
                   vue_format
            FROM n
            WHERE NOT EXISTS (SELECT FROM connus AS c WHERE c.soin_id = n.soin_id))
        INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, autres_adherents, situation_precedente, cause, vue, ecrit_le, trace,
                             vue_format)
        SELECT beneficiaire_id, soin_id, version, adherent_id, string_to_array(autres, E'\x1f'), situation_precedente, cause, vue, $24::timestamptz,
               $25::text, vue_format
        FROM n
        WHERE cause IS NOT NULL
        """;

    /// <summary>Forgets which lines of some journées were unattached, and takes them off the control totals.</summary>
    public const string EraseNonRattachees = $"""
        WITH effacees AS (
            DELETE FROM ligne_non_rattachee AS n USING unnest($1::text[], $2::date[]) AS j(b, d)
            WHERE n.beneficiaire_id = j.b AND n.date_soin = j.d
            RETURNING montant)
        INSERT INTO compteur (nom, cle, valeur)
        SELECT '{Counters.Control}', '{Counters.NonRattachees}', -sum(montant) FROM effacees HAVING sum(montant) <> 0
        """;

    /// <summary>Notes which lines are unattached, and adds them to the control totals.</summary>
    public const string WriteNonRattachees = $"""
        WITH notees AS (
            INSERT INTO ligne_non_rattachee (beneficiaire_id, date_soin, ligne, adherent_id, nature, montant, paye_le)
            SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::smallint[], $6::bigint[], $7::date[])
            RETURNING montant)
        INSERT INTO compteur (nom, cle, valeur)
        SELECT '{Counters.Control}', '{Counters.NonRattachees}', sum(montant) FROM notees HAVING sum(montant) <> 0
        """;

    /// <summary>Appends changes of counters.</summary>
    public const string WriteCounters = """
        INSERT INTO compteur (nom, cle, periode, valeur) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[])
        """;

    /// <summary>
    /// Keeps what could not be accepted; what comes again is counted. What was replayed as it is and comes again was refused after all:
    /// it is open again.
    /// </summary>
    public const string PutIntoQuarantaine = """
        INSERT INTO quarantaine AS q (empreinte, origine, part, corps, motifs, regles, nombre, recu_le, dernier_le, etat, corrigee, version)
        SELECT empreinte, origine, part, corps, motifs,
               ARRAY(SELECT DISTINCT m ->> 'regle' FROM json_array_elements(motifs) AS m ORDER BY 1),
               nombre, $7::timestamptz, $7::timestamptz, 0, false, 1
        FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bytea[], $5::json[], $6::int[]) AS n(empreinte, origine, part, corps, motifs, nombre)
        ON CONFLICT (empreinte) DO UPDATE
        SET nombre = q.nombre + excluded.nombre, dernier_le = greatest(q.dernier_le, excluded.dernier_le), version = q.version + 1,
            etat = CASE WHEN q.etat = 1 AND NOT q.corrigee THEN 0 ELSE q.etat END,
            motifs = excluded.motifs, regles = excluded.regles
        """;

    /// <summary>Closes a message in quarantine, if it is still as it was read.</summary>
    public const string ConcludeQuarantaine = """
        UPDATE quarantaine SET etat = $3, corrigee = $4, version = version + 1 WHERE quarantaine_id = $1 AND version = $2
        """;

    /// <summary>Notes what an agent did about a message in quarantine.</summary>
    public const string WriteFollowUp = """
        INSERT INTO quarantaine_suite (quarantaine_id, issue, agent, motif, corps_corrige, motifs, le) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    /// <summary>Notes how many messages went to quarantine, by their way in: what follows a colon only says where in it.</summary>
    public const string CountQuarantaine = """
        INSERT INTO reception (part, origine, recues, nouvelles, centimes, recu_le)
        SELECT part, split_part(origine, ':', 1), sum(nombre), 0, 0, $4::timestamptz
        FROM unnest($1::smallint[], $2::text[], $3::int[]) AS n(part, origine, nombre)
        GROUP BY 1, 2
        """;

    /// <summary>The journées of which a soin is due, the longest overdue first.</summary>
    public const string DueJournees = """
        SELECT DISTINCT beneficiaire_id, date_soin
        FROM (SELECT beneficiaire_id, date_soin FROM soin WHERE echeance < $1 ORDER BY echeance LIMIT $2) AS dus
        """;
}
