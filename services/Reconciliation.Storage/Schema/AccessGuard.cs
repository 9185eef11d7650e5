namespace Reconciliation.Storage;

/// <summary>
/// The rules of the record of accesses that the database itself enforces, whoever asks, its owner included. They are applied after the
/// migrations, each time.
/// </summary>
internal static class AccessGuard
{
    /// <summary>The role that may add to the record, where an installation has made it: API and console are in it.</summary>
    public const string Recorders = "reconciliation_registre";

    /// <summary>
    /// Rows are added at the end only, each on the one before: one that is put far ahead, or on another hash, would stop all who come
    /// after. Rows are never changed. They are removed from the start only, in a transaction that says that it is retention, that has left
    /// the anchor at which the rest begins, and beyond the age that no retention may go below. A trigger's rows are looked at by
    /// themselves, and then the tables: Citus plans no statement of both.
    /// </summary>
    public static readonly string Functions = $"""
        CREATE OR REPLACE FUNCTION acces_inalterable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'acces' AND current_setting('reconciliation.retention', true) = 'acces' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'The table % only grows.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$;
        CREATE OR REPLACE FUNCTION acces_a_la_suite() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE premier record; dernier record; fin bigint; rompue boolean;
        BEGIN
            SELECT acces_id, precedente INTO premier FROM nouveaux ORDER BY acces_id LIMIT 1;
            IF premier.acces_id IS NULL THEN
                RETURN NULL;
            END IF;
            SELECT max(n.acces_id), bool_or(n.avant IS NOT NULL AND (n.acces_id <> n.avant + 1 OR n.precedente <> n.sienne))
            INTO fin, rompue
            FROM (
                SELECT acces_id, precedente, lag(acces_id) OVER w AS avant, lag(empreinte) OVER w AS sienne
                FROM nouveaux WINDOW w AS (ORDER BY acces_id)) AS n;
            SELECT d.acces_id, d.empreinte INTO dernier FROM (
                (SELECT acces_id, empreinte FROM acces WHERE acces_id < premier.acces_id ORDER BY acces_id DESC LIMIT 1)
                UNION ALL
                (SELECT acces_id, empreinte FROM acces_ancre ORDER BY acces_id DESC LIMIT 1)) AS d
            ORDER BY d.acces_id DESC LIMIT 1;
            IF premier.acces_id <> coalesce(dernier.acces_id, 0) + 1
                OR premier.precedente <> coalesce(dernier.empreinte, decode(repeat('00', 32), 'hex'))
                OR rompue OR EXISTS (SELECT FROM acces WHERE acces_id > fin) THEN
                RAISE EXCEPTION 'An access is added at the end of the record only.' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NULL;
        END $$;
        CREATE OR REPLACE FUNCTION acces_retires() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE fin bigint; jeune boolean;
        BEGIN
            SELECT max(acces_id), bool_or(le >= now() - interval '{AccessLog.AgeMonthsMin} months') INTO fin, jeune FROM retires;
            IF fin IS NOT NULL AND (
                jeune OR EXISTS (SELECT FROM acces WHERE acces_id < fin)
                OR NOT EXISTS (SELECT FROM acces_ancre WHERE acces_id = fin)) THEN
                RAISE EXCEPTION 'Accesses are removed from the start of the record and beyond their age only.'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NULL;
        END $$;
        """;

    /// <summary>The triggers that call <see cref="Functions"/>.</summary>
    public static readonly IReadOnlyList<WantedTrigger> Triggers =
    [
        new("acces_inalterable", "acces", "BEFORE DELETE OR UPDATE ON acces FOR EACH ROW EXECUTE FUNCTION acces_inalterable()"),
        new("acces_jamais_vide", "acces", "BEFORE TRUNCATE ON acces FOR EACH STATEMENT EXECUTE FUNCTION acces_inalterable()"),
        new(
            "acces_a_la_suite",
            "acces",
            "AFTER INSERT ON acces REFERENCING NEW TABLE AS nouveaux FOR EACH STATEMENT EXECUTE FUNCTION acces_a_la_suite()"),
        new(
            "acces_retires",
            "acces",
            "AFTER DELETE ON acces REFERENCING OLD TABLE AS retires FOR EACH STATEMENT EXECUTE FUNCTION acces_retires()"),
        new(
            "acces_ancre_inalterable",
            "acces_ancre",
            "BEFORE DELETE OR UPDATE ON acces_ancre FOR EACH ROW EXECUTE FUNCTION acces_inalterable()"),
        new(
            "acces_ancre_jamais_vide",
            "acces_ancre",
            "BEFORE TRUNCATE ON acces_ancre FOR EACH STATEMENT EXECUTE FUNCTION acces_inalterable()"),
    ];

    /// <summary>
    /// Roles that were given every table lose the right to change the record, and to write anchors, which is retention's. Where there is a
    /// role for recording, the others lose the right to add to the record too.
    /// </summary>
    public const string Rights = $"""
        DO $$
        DECLARE droit record;
        DECLARE a_part boolean := EXISTS (SELECT FROM pg_roles WHERE rolname = '{Recorders}');
        BEGIN
            FOR droit IN
                SELECT DISTINCT g.grantee FROM information_schema.role_table_grants AS g
                JOIN pg_tables AS t ON t.schemaname = g.table_schema AND t.tablename = g.table_name
                WHERE g.table_schema = current_schema() AND g.table_name IN ('acces', 'acces_ancre')
                  AND g.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
                  AND g.grantee NOT IN ('PUBLIC', t.tableowner, '{Recorders}')
            LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON acces, acces_ancre FROM %I', droit.grantee);
                EXECUTE format('REVOKE INSERT ON acces_ancre FROM %I', droit.grantee);
                IF a_part THEN
                    EXECUTE format('REVOKE INSERT ON acces FROM %I', droit.grantee);
                END IF;
            END LOOP;
            IF a_part THEN
                GRANT SELECT, INSERT ON acces TO {Recorders};
                GRANT SELECT ON acces_ancre TO {Recorders};
            END IF;
        END $$;
        """;
}
