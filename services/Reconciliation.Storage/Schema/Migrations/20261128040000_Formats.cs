using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The format of each stored view and the version of each fingerprint: stored rows are of the first. Engines of the version before go
    /// on, and write the first. Each table in a transaction of its own, which asks briefly for it, again and again: everybody waits behind
    /// a session that waits for a table.
    /// </summary>
    public partial class Formats : Migration
    {
        private static readonly (string Table, string Column)[] Columns = [("ligne", "empreinte_version"), ("soin", "vue_format"), ("journal", "vue_format")];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, column) in Columns)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} smallint NOT NULL DEFAULT 1;");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, column) in Columns)
            {
                migrationBuilder.AlterBriefly($"ALTER TABLE {table} DROP COLUMN IF EXISTS {column};");
            }
        }
    }
}
