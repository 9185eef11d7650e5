using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Reconciliation.Storage.Migrations
{
    /// <summary>The numbers of leases: each holder of a work gets one, higher than all before it.</summary>
    public partial class Bails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("CREATE SEQUENCE IF NOT EXISTS bail_numero AS bigint;");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP SEQUENCE IF EXISTS bail_numero;");
    }
}
