using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The columns that hold the line which a correction corrects hold the RO line that a complementary payment names, too: by these a line
    /// finds those that name it, on whatever day. Rows of before say it in their record only. Columns and indexes stay as they are, so engines
    /// of the version before go on; what they write meanwhile lacks it, and pairs on one day only.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128093000_LignesNommees")]
    public partial class LignesNommees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE ligne
            SET origine_organisme = contenu #>> '{referenceRo,organisme}', origine_decompte = contenu #>> '{referenceRo,decompte}',
                origine_ordre = (contenu #>> '{referenceRo,ordre}')::int
            WHERE part = 1 AND nature = 0 AND contenu #>> '{referenceRo,decompte}' IS NOT NULL
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE ligne SET origine_organisme = NULL, origine_decompte = NULL, origine_ordre = NULL
            WHERE part = 1 AND nature = 0 AND contenu #>> '{referenceRo,decompte}' IS NOT NULL
            """);
    }
}
