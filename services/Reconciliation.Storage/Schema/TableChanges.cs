using Microsoft.EntityFrameworkCore.Migrations;

namespace Reconciliation.Storage;

/// <summary>Changes of tables under load.</summary>
internal static class TableChanges
{
    /// <summary>
    /// Changes a table in a transaction of its own, which asks briefly for it, again and again: everybody waits behind a session that waits
    /// for a table.
    /// </summary>
    /// <param name="migration">The migration.</param>
    /// <param name="statement">The statement; done again, it does nothing.</param>
    public static void AlterBriefly(this MigrationBuilder migration, string statement) => migration.Sql(
        $"""
        DO $$ BEGIN
            PERFORM set_config('lock_timeout', '2000', true);
            FOR attempt IN 1..10 LOOP
                BEGIN
                    {statement}
                    RETURN;
                EXCEPTION WHEN lock_not_available THEN
                    IF attempt = 10 THEN RAISE; END IF;
                END;
            END LOOP;
        END $$;
        """,
        suppressTransaction: true);
}
