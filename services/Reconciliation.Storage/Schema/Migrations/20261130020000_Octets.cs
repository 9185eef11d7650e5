using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Makes room for packed records beside plain ones, and keeps dictionaries and the channel of each soin. Nothing is rewritten, and
    /// processes of the version before go on: nothing is packed before a dictionary is in force. Nothing is taken back: a row may be kept
    /// in its new columns alone.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261130020000_Octets")]
    public partial class Octets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                CREATE TABLE IF NOT EXISTS dictionnaire (
                    rang bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dictionnaire_pkey PRIMARY KEY,
                    genre smallint NOT NULL,
                    numero bigint NOT NULL,
                    octets bytea NOT NULL,
                    adopte_le timestamptz NOT NULL);
                """);
            migrationBuilder.AlterBriefly(
                "ALTER TABLE ligne ADD COLUMN IF NOT EXISTS contenu_octets bytea, ALTER COLUMN contenu DROP NOT NULL;");
            migrationBuilder.AlterBriefly(
                """
                ALTER TABLE soin ADD COLUMN IF NOT EXISTS vue_octets bytea, ADD COLUMN IF NOT EXISTS canal smallint,
                    ALTER COLUMN vue DROP NOT NULL;
                """);
            migrationBuilder.AlterBriefly(
                "ALTER TABLE journal ADD COLUMN IF NOT EXISTS vue_octets bytea, ALTER COLUMN vue DROP NOT NULL;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
