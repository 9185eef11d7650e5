namespace Reconciliation.Storage;

/// <summary>
/// The parts of the schema that the model of the tables cannot say, but for indexes (<see cref="WantedIndex"/>). They are applied after the
/// migrations, each time, and replace what is there: a changed definition takes effect, and an unchanged one stays as it is.
/// </summary>
internal static class SchemaComplements
{
    /// <summary>
    /// Identities go on after the rows that are there: an upgrade by logical replication copies the rows, and begins the identities anew. A
    /// table is only read where its identity has given out fewer numbers than the table is thought to have rows.
    /// </summary>
    public const string IdentitiesAhead = """
        DO $$
        DECLARE
            colonne record;
            donnee bigint;
            plus_haute bigint;
        BEGIN
            FOR colonne IN
                SELECT c.oid::regclass AS relation, a.attname AS nom,
                       pg_get_serial_sequence(c.oid::regclass::text, a.attname) AS sequence,
                       (SELECT coalesce(sum(CASE WHEN f.reltuples < 0 THEN f.relpages * 100 ELSE f.reltuples END), 0)
                        FROM pg_partition_tree(c.oid) AS p JOIN pg_class AS f ON f.oid = p.relid
                        WHERE p.isleaf) AS lignes
                FROM pg_class AS c
                JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            LOOP
                EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM %s', colonne.sequence) INTO donnee;
                IF donnee < greatest(colonne.lignes, 1) THEN
                    EXECUTE format('SELECT max(%I) FROM %s', colonne.nom, colonne.relation) INTO plus_haute;
                    IF plus_haute > donnee THEN
                        PERFORM setval(colonne.sequence, plus_haute);
                    END IF;
                END IF;
            END LOOP;
        END $$;
        """;

    /// <summary>The day in Europe/Paris since which a soin (<c>s</c>) is in its situation.</summary>
    public const string DaySince = "(s.depuis AT TIME ZONE 'Europe/Paris')::date";

    /// <summary>
    /// The quarantine counts its open messages, whoever writes or removes them: by stream and by rule, each by the day on which they
    /// came. By statement and not by row, so that a batch of refused messages leaves a handful of changes.
    /// </summary>
    public static readonly string CountedQuarantaine = $"""
        CREATE OR REPLACE FUNCTION quarantaine_comptee() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            c record;
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {Count("SELECT *, 1 AS sens FROM nouvelles")}
            ELSIF TG_OP = 'UPDATE' THEN
                {Count("SELECT *, 1 AS sens FROM nouvelles UNION ALL SELECT *, -1 FROM anciennes")}
            ELSE
                {Count("SELECT *, -1 AS sens FROM anciennes")}
            END IF;
            IF c.noms IS NOT NULL THEN
                INSERT INTO compteur (nom, cle, periode, valeur)
                SELECT unnest(c.noms), unnest(c.cles), unnest(c.periodes), unnest(c.valeurs);
            END IF;
            RETURN NULL;
        END $$;
        """;

    /// <summary>The triggers that call <see cref="CountedQuarantaine"/>.</summary>
    public static readonly IReadOnlyList<WantedTrigger> Triggers =
    [
        new(
            "quarantaine_ajoutee",
            "quarantaine",
            "AFTER INSERT ON quarantaine REFERENCING NEW TABLE AS nouvelles FOR EACH STATEMENT EXECUTE FUNCTION quarantaine_comptee()"),
        new(
            "quarantaine_changee",
            "quarantaine",
            "AFTER UPDATE ON quarantaine REFERENCING OLD TABLE AS anciennes NEW TABLE AS nouvelles "
                + "FOR EACH STATEMENT EXECUTE FUNCTION quarantaine_comptee()"),
        new(
            "quarantaine_retiree",
            "quarantaine",
            "AFTER DELETE ON quarantaine REFERENCING OLD TABLE AS anciennes FOR EACH STATEMENT EXECUTE FUNCTION quarantaine_comptee()"),
    ];

    // The changes are added up first, and then written: Citus plans no statement of both a trigger's rows and a table.
    private static string Count(string rows) => $"""
        SELECT array_agg(nom) AS noms, array_agg(cle) AS cles, array_agg(periode) AS periodes, array_agg(valeur) AS valeurs INTO c
        FROM (
            SELECT n.nom, n.cle, date_trunc('day', m.recu_le, 'Europe/Paris') AS periode, sum(m.sens) AS valeur
            FROM ({rows}) AS m
            CROSS JOIN LATERAL (
                SELECT '{Counters.Quarantaine}' AS nom, m.part::text AS cle
                UNION ALL
                SELECT '{Counters.QuarantaineByRule}', unnest(m.regles)) AS n
            WHERE m.etat = 0
            GROUP BY 1, 2, 3
            HAVING sum(m.sens) <> 0) AS s;
        """;
}
