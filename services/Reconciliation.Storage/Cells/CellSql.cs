namespace Reconciliation.Storage;

/// <summary>The statements that give a parted table what the table before it had, as the catalogue knows it.</summary>
internal static class CellSql
{
    /// <summary>The rights of others on a table and its columns, in place of those that every new table gets; and its comment.</summary>
    /// <param name="table">The table that gets them.</param>
    /// <param name="before">The table that has them.</param>
    public static string Rights(string table, string before) => $"""
        WITH droits AS (
            SELECT c.oid, c.relowner, d.*, '' AS colonne
            FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS d WHERE c.oid IN ('{table}'::regclass, '{before}'::regclass)
            UNION ALL SELECT c.oid, c.relowner, d.*, format('(%I)', a.attname)
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) AS d
            WHERE c.oid = '{before}'::regclass)
        SELECT texte FROM (
            SELECT DISTINCT 0, format('REVOKE ALL ON {table} FROM %s', coalesce(quote_ident(r.rolname), 'PUBLIC'))
            FROM droits AS d LEFT JOIN pg_roles AS r ON r.oid = d.grantee
            WHERE d.oid = '{table}'::regclass AND d.grantee <> d.relowner
            UNION ALL SELECT 1, format('GRANT %s %s ON {table} TO %s%s', d.privilege_type, d.colonne,
                coalesce(quote_ident(r.rolname), 'PUBLIC'), CASE WHEN d.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM droits AS d LEFT JOIN pg_roles AS r ON r.oid = d.grantee
            WHERE d.oid = '{before}'::regclass AND d.grantee <> d.relowner
            UNION ALL SELECT 2, format('COMMENT ON TABLE {table} IS %L', obj_description('{before}'::regclass))
            WHERE obj_description('{before}'::regclass) IS NOT NULL) AS t (rang, texte)
        ORDER BY rang, texte
        """;

    /// <summary>The rights that every new table gets, taken back: a cell is read through the whole, by those who may read that.</summary>
    /// <param name="table">The table of a cell.</param>
    public static string Revocations(string table) => $"""
        SELECT DISTINCT format('REVOKE ALL ON {table} FROM %s', coalesce(quote_ident(r.rolname), 'PUBLIC'))
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS d LEFT JOIN pg_roles AS r ON r.oid = d.grantee
        WHERE c.oid = '{table}'::regclass AND d.grantee <> c.relowner
        """;

    /// <summary>
    /// Where a column numbers its rows: the statement by which the new sequence goes on after the old one, and, for when the table before
    /// is gone, the one that gives it its name.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="before">The table before.</param>
    public static string Sequences(string table, string before) => $"""
        SELECT texte FROM (
            SELECT pg_get_serial_sequence('{table}', a.attname) AS suivante, pg_get_serial_sequence('{before}', a.attname) AS ancienne
            FROM pg_attribute AS a WHERE a.attrelid = '{before}'::regclass AND a.attidentity <> '') AS s
        CROSS JOIN LATERAL (VALUES
            (1, format('SELECT setval(%L, last_value, is_called) FROM %s', s.suivante, s.ancienne)),
            (2, format('ALTER SEQUENCE %s RENAME TO %I', s.suivante, split_part(s.ancienne, '.', 2)))) AS t (rang, texte)
        ORDER BY rang
        """;

    /// <summary>The key and the indexes.</summary>
    /// <param name="table">The table that gets them.</param>
    /// <param name="before">The table that has them.</param>
    public static string Indexes(string table, string before) => $"""
        SELECT CASE WHEN i.indisprimary
            THEN format('ALTER TABLE {table} ADD CONSTRAINT %I %s', c.relname, pg_get_constraintdef(k.oid))
            ELSE format('CREATE %s INDEX %I ON {table} %s', CASE WHEN i.indisunique THEN 'UNIQUE' ELSE '' END, c.relname,
                substring(pg_get_indexdef(i.indexrelid) FROM ' (USING .*)$'))
            END
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype = 'p'
        WHERE i.indrelid = '{before}'::regclass
        ORDER BY i.indisprimary DESC, c.relname
        """;
}
