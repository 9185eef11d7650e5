using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// A key of lines without what the fingerprint says already: half the size. Engines go on while its index is built, and with either key.
    /// </summary>
    public partial class CleDeLigne : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            Remplacer(migrationBuilder, "decompte, organisme, ordre, empreinte, beneficiaire_id");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            Remplacer(migrationBuilder, "decompte, organisme, ordre, part, source, revision, empreinte, beneficiaire_id");

        // One that was interrupted begins again: what it left is of no use.
        private static void Remplacer(MigrationBuilder migrationBuilder, string colonnes)
        {
            migrationBuilder.Sql("DROP INDEX CONCURRENTLY IF EXISTS ligne_cle;", suppressTransaction: true);
            migrationBuilder.Sql($"CREATE UNIQUE INDEX CONCURRENTLY ligne_cle ON ligne ({colonnes});", suppressTransaction: true);
            migrationBuilder.Sql("ALTER TABLE ligne DROP CONSTRAINT ligne_pkey, ADD CONSTRAINT ligne_pkey PRIMARY KEY USING INDEX ligne_cle;");
        }
    }
}
