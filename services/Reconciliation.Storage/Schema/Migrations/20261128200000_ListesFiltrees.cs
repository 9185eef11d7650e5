using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The two indexes of work lists hold what lists are filtered by, which the model cannot say: from here on they are
    /// <see cref="WantedIndex"/>. They keep their names, and are built anew beside the ones that stand while engines go on, so that nothing
    /// is done to the database here.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128200000_ListesFiltrees")]
    public partial class ListesFiltrees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
