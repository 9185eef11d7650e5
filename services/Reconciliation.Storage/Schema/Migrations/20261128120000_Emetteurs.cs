using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Who sent each line and each message in quarantine. Rows of before have nobody. The columns are added without a default, so that
    /// nothing is rewritten and engines of the version before go on.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128120000_Emetteurs")]
    public partial class Emetteurs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "emetteur", table: "ligne", type: "text", nullable: true, collation: "C");
            migrationBuilder.AddColumn<string>(name: "emetteur", table: "quarantaine", type: "text", nullable: true, collation: "C");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "emetteur", table: "ligne");
            migrationBuilder.DropColumn(name: "emetteur", table: "quarantaine");
        }
    }
}
