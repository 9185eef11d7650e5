using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Makes room for packed causes beside plain ones, and lets a line be without the id of its event beside its record, which states it.
    /// Processes of the version before go on: they write both columns, and no cause is packed before its dictionary is in force. Nothing
    /// is taken back: a row may be kept without either.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261203000000_CausesEnOctets")]
    public partial class CausesEnOctets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterBriefly(
                "ALTER TABLE journal ADD COLUMN IF NOT EXISTS cause_octets bytea, ALTER COLUMN cause DROP NOT NULL;");
            migrationBuilder.AlterBriefly("ALTER TABLE ligne ALTER COLUMN evenement_id DROP NOT NULL;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
