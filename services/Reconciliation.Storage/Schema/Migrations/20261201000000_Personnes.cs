using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Adds whether a person acted on a message in quarantine, of whom an authority states a sign-in. Rows of before, and those of a process
    /// of the version before, say no: what they proposed is proposed again before a second person confirms it. A constant default rewrites
    /// nothing.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261201000000_Personnes")]
    public partial class Personnes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AlterBriefly(
            "ALTER TABLE quarantaine_suite ADD COLUMN IF NOT EXISTS de_personne boolean NOT NULL DEFAULT false;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.AlterBriefly("ALTER TABLE quarantaine_suite DROP COLUMN IF EXISTS de_personne;");
    }
}
