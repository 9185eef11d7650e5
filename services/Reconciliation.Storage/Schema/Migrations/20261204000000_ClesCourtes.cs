using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The indexes by which searches find a transfer and an amount have short keys, which the model cannot say: from here on they are
    /// <see cref="WantedIndex"/>, built beside the ones that stand while engines go on. Those go with the next run of <c>recon migrate</c>,
    /// since hosts of the version before read them.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261204000000_ClesCourtes")]
    public partial class ClesCourtes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            CREATE INDEX IF NOT EXISTS ligne_virement ON ligne (virement, position);
            CREATE INDEX IF NOT EXISTS ligne_date_montant ON ligne (date_soin, montant, position);
            """);
    }
}
