namespace Reconciliation.Storage;

/// <summary>The SQL that checks stored rows against the facts, away from the hot path.</summary>
internal static class ControlSql
{
    /// <summary>
    /// The next journées of which anything is stored, in the order of the index, so that a walk is a chain of short ranges.
    /// </summary>
    public const string NextJournees = """
        SELECT beneficiaire_id, date_soin
        FROM (
            (SELECT beneficiaire_id, date_soin FROM ligne
             WHERE (beneficiaire_id, date_soin) > ($1, $2) GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $3)
            UNION
            (SELECT beneficiaire_id, date_soin FROM soin
             WHERE (beneficiaire_id, date_soin) > ($1, $2) GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $3)
            UNION
            (SELECT beneficiaire_id, date_soin FROM ligne_non_rattachee
             WHERE (beneficiaire_id, date_soin) > ($1, $2) GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $3)) AS j
        ORDER BY 1, 2
        LIMIT $3
        """;

    /// <summary>
    /// The stored soins of some journées with the versions that the journal has of each, in the order of reading.
    /// </summary>
    public static readonly string ReadControlledSoins = $"""
        SELECT {SoinTable.Controlled.Of("s")}, p.versions, p.vues, p.vues_octets, p.causes, p.causes_octets
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN soin AS s ON s.beneficiaire_id = j.b AND s.date_soin = j.d
        CROSS JOIN LATERAL (
            SELECT array_agg(version ORDER BY transaction, position) AS versions, array_agg(vue ORDER BY transaction, position) AS vues,
                   array_agg(vue_octets ORDER BY transaction, position) AS vues_octets,
                   array_agg(cause ORDER BY transaction, position) AS causes,
                   array_agg(cause_octets ORDER BY transaction, position) AS causes_octets
            FROM journal WHERE soin_id = s.soin_id) AS p
        """;

    /// <summary>The lines noted as unattached in some journées.</summary>
    public const string ReadNonRattachees = """
        SELECT n.beneficiaire_id, n.date_soin, n.ligne, n.montant
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN ligne_non_rattachee AS n ON n.beneficiaire_id = j.b AND n.date_soin = j.d
        """;

    /// <summary>The lines of some journées as the columns say, summed by stream, source and day of reception.</summary>
    public static readonly string SumLignes = $"""
        SELECT l.part, l.source, (l.recu_le AT TIME ZONE 'Europe/Paris')::date, count(*), sum(l.montant)::bigint
        FROM unnest($1::text[], $2::date[]) AS j(b, d)
        JOIN ligne AS l ON {JourneeSql.IsOf("l", "j.b", "j.d")}
        GROUP BY 1, 2, 3
        """;

    /// <summary>The published versions of soins: the last one, the instant of each, and the situation of the soin before each.</summary>
    public const string ReadPublished = """
        SELECT soin_id, (array_agg(beneficiaire_id ORDER BY version DESC))[1], max(version),
               (array_agg(vue ORDER BY version DESC))[1], (array_agg(vue_octets ORDER BY version DESC))[1],
               array_agg(ecrit_le ORDER BY version), array_agg(situation_precedente ORDER BY version),
               (array_agg(vue_format ORDER BY version DESC))[1]
        FROM unnest($1::uuid[]) AS i(id)
        JOIN journal AS j ON j.soin_id = i.id
        GROUP BY soin_id
        """;

    /// <summary>
    /// The counts that batches noted beside those of the stored lines, by stream, source and day of reception; one statement sees both at
    /// one instant.
    /// </summary>
    public const string CompareReceptions = """
        SELECT part, source, jour, coalesce(r.recues, 0), coalesce(r.nouvelles, 0), coalesce(r.centimes, 0), coalesce(l.nombre, 0),
            coalesce(l.centimes, 0)
        FROM (SELECT part, source, (recu_le AT TIME ZONE 'Europe/Paris')::date AS jour, sum(recues)::bigint AS recues,
                     sum(nouvelles)::bigint AS nouvelles, sum(centimes)::bigint AS centimes
              FROM reception WHERE source IS NOT NULL GROUP BY 1, 2, 3) AS r
        FULL JOIN (SELECT part, source, (recu_le AT TIME ZONE 'Europe/Paris')::date AS jour, count(*) AS nombre,
            sum(montant)::bigint AS centimes
                   FROM ligne GROUP BY 1, 2, 3) AS l USING (part, source, jour)
        ORDER BY 3, 1, 2
        """;

    /// <summary>The number of messages noted as refused beside the number in quarantine, by stream and way in.</summary>
    public const string CompareQuarantaine = """
        SELECT part, origine, coalesce(r.nombre, 0), coalesce(q.nombre, 0)
        FROM (SELECT part, origine, sum(recues)::bigint AS nombre FROM reception WHERE origine IS NOT NULL GROUP BY 1, 2) AS r
        FULL JOIN (SELECT part, split_part(origine, ':', 1) AS origine, sum(nombre)::bigint AS nombre FROM quarantaine GROUP BY 1, 2) AS q
            USING (part, origine)
        ORDER BY 1, 2
        """;

    /// <summary>Soins that were published and of which nothing is stored.</summary>
    public const string VanishedSoins = """
        SELECT DISTINCT j.soin_id FROM journal AS j WHERE NOT EXISTS (SELECT FROM soin AS s WHERE s.soin_id = j.soin_id) ORDER BY 1 LIMIT $1
        """;

    /// <summary>
    /// Whether the relay's place lies beyond all that was ever written here: the last entries may have been removed since.
    /// </summary>
    public const string RelayBeyond = "SELECT EXISTS (SELECT FROM relais WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot()))";
}
