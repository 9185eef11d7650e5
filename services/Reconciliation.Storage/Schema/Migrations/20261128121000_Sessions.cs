using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Reconciliation.Storage.Model;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>The sessions of agents. A console of the version before goes on without; its cookies end with the new one.</summary>
    [DbContext(typeof(ReconciliationDbContext))]
    [Migration("20261128121000_Sessions")]
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE IF NOT EXISTS session (
                session_id uuid NOT NULL CONSTRAINT session_pkey PRIMARY KEY,
                agent text COLLATE "C" NOT NULL,
                roles text COLLATE "C" NOT NULL,
                session_autorite text COLLATE "C",
                commencee_le timestamptz NOT NULL,
                finie_le timestamptz);
            CREATE INDEX IF NOT EXISTS session_commencee_le ON session (commencee_le);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE IF EXISTS session;");
    }
}
