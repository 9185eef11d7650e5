using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Adds the persons whom a message in quarantine names. The column is added without a default, so that nothing is rewritten and engines
    /// of the version before go on; the names of stored messages are noted afterwards, in small pieces
    /// (<see cref="QuarantaineNames.FillAsync"/>).
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128140000_NomsDesMessages")]
    public partial class NomsDesMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.AlterBriefly("ALTER TABLE quarantaine ADD COLUMN IF NOT EXISTS noms jsonb;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.AlterBriefly("ALTER TABLE quarantaine DROP COLUMN IF EXISTS noms;");
    }
}
