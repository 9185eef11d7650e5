using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The histories of the database, and the history in which each version was written; it is not known of rows of before. Engines of the
    /// version before go on, and say nothing of it. Each table in a transaction of its own, which asks briefly for it, again and again:
    /// everybody waits behind a session that waits for a table.
    /// </summary>
    public partial class Epoques : Migration
    {
        private static readonly string[] Versioned = ["soin", "journal"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                CREATE TABLE IF NOT EXISTS epoque (
                    numero smallint NOT NULL CONSTRAINT epoque_pkey PRIMARY KEY,
                    epoque text COLLATE "C" NOT NULL,
                    precedente text COLLATE "C",
                    depuis timestamptz NOT NULL,
                    commencee_le timestamptz NOT NULL,
                    histoire text COLLATE "C" NOT NULL,
                    transaction xid8 NOT NULL,
                    position bigint NOT NULL,
                    rediffusee_le timestamptz);
                CREATE UNIQUE INDEX IF NOT EXISTS epoque_nom ON epoque (epoque);
                """);
            foreach (var table in Versioned)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS epoque text COLLATE \"C\";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Versioned)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} DROP COLUMN IF EXISTS epoque;");
            }

            migrationBuilder.DropTable("epoque");
        }
    }
}
