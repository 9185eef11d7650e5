using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Adds until when a replay has a message in quarantine, and who gave work to an agent. Rows of before have neither. The columns are
    /// added without a default, so that nothing is rewritten and processes of the version before go on; each table is asked for briefly,
    /// again and again.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261129000000_Reservations")]
    public partial class Reservations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterBriefly("ALTER TABLE quarantaine ADD COLUMN IF NOT EXISTS reservee_jusqua timestamptz;");
            migrationBuilder.AlterBriefly("ALTER TABLE affectation ADD COLUMN IF NOT EXISTS confie_par text COLLATE \"C\";");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterBriefly("ALTER TABLE affectation DROP COLUMN IF EXISTS confie_par;");
            migrationBuilder.AlterBriefly("ALTER TABLE quarantaine DROP COLUMN IF EXISTS reservee_jusqua;");
        }
    }
}
