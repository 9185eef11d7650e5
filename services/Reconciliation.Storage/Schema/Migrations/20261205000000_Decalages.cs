using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The number that a history adds to those of its server's transactions, and the function that names the history. Processes of the
    /// version before add none, and there is none to add where they work: they refuse a journal whose numbers their server has not come to.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261205000000_Decalages")]
    public partial class Decalages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterBriefly("ALTER TABLE epoque ADD COLUMN IF NOT EXISTS decalage bigint NOT NULL DEFAULT 0;");
            migrationBuilder.Sql(EpochSql.HistoryFunction);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION IF EXISTS histoire();");
            migrationBuilder.AlterBriefly("ALTER TABLE epoque DROP COLUMN IF EXISTS decalage;");
        }
    }
}
