using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>
    /// The notices of erased soins, for those who keep copies. Processes of the version before do not read them, and give none for what they
    /// erase themselves.
    /// </summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261202000000_Effacements")]
    public partial class Effacements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE IF NOT EXISTS effacement (
                transaction xid8 NOT NULL,
                position bigint NOT NULL,
                soin_id uuid NOT NULL,
                efface_le timestamp with time zone NOT NULL,
                epoque text COLLATE "C",
                CONSTRAINT effacement_pkey PRIMARY KEY (transaction, position));
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE IF EXISTS effacement;");
    }
}
