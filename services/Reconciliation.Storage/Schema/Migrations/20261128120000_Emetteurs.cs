using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Adds the sender of each line and of each message in quarantine. Rows of before have nobody. The columns are added without a default,
    /// so that nothing is rewritten and engines of the version before go on; each table is asked for briefly, again and again.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128120000_Emetteurs")]
    public partial class Emetteurs : Migration
    {
        private static readonly string[] Sent = ["ligne", "quarantaine"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Sent)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS emetteur text COLLATE \"C\";");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Sent)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} DROP COLUMN IF EXISTS emetteur;");
            }
        }
    }
}
