using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The mark by which an epoch knows that its rows are no copy, and how far its soins were told again. The
    /// epoch that goes on is marked where it stands; one of another history is not, so that the next one begins. Engines of the version
    /// before go on: an epoch that they begin has no mark, and those of this version begin another.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261130000000_MarquesDEpoque")]
    public partial class MarquesDEpoque : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterBriefly(
                """
                ALTER TABLE epoque
                    ADD COLUMN IF NOT EXISTS rediffusee_transaction xid8,
                    ADD COLUMN IF NOT EXISTS rediffusee_position bigint;
                """);
            migrationBuilder.Sql(
                """
                CREATE TABLE IF NOT EXISTS epoque_marque (
                    epoque text COLLATE "C" NOT NULL CONSTRAINT epoque_marque_pkey PRIMARY KEY,
                    -- The transaction that wrote the row: nobody else's row can say so.
                    transaction xid8 NOT NULL);
                INSERT INTO epoque_marque (epoque, transaction)
                SELECT epoque, pg_current_xact_id() FROM (SELECT * FROM epoque ORDER BY numero DESC LIMIT 1) AS d
                WHERE histoire = (SELECT system_identifier::text FROM pg_control_system())
                    || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
                    || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text
                ON CONFLICT DO NOTHING;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE IF EXISTS epoque_marque;");
            migrationBuilder.AlterBriefly(
                """
                ALTER TABLE epoque
                    DROP COLUMN IF EXISTS rediffusee_transaction, DROP COLUMN IF EXISTS rediffusee_position;
                """);
        }
    }
}
