using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// Forgets the names noted of refused messages that hold more than plain signs: signs that nobody sees hid a member's number from
    /// whoever noted them. They are noted anew after the migration (<see cref="QuarantaineNames.FillAsync"/>).
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261130010000_NomsEnSignesSimples")]
    public partial class NomsEnSignesSimples : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            UPDATE quarantaine AS q SET noms = NULL
            WHERE q.noms IS NOT NULL
              AND ({HasOtherSigns("q.corps")}
                OR EXISTS (SELECT FROM quarantaine_suite AS s
                           WHERE s.quarantaine_id = q.quarantaine_id AND s.corps_corrige IS NOT NULL
                             AND {HasOtherSigns("s.corps_corrige")}));
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }

        // Bytes beyond ASCII, zeros and escapes are written with a stroke.
        private static string HasOtherSigns(string body) => $"position('\\' IN encode({body}, 'escape')) > 0";
    }
}
