using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Reconciliation.Storage.Model;

/// <summary>For <c>dotnet ef</c>, which needs the model and no server.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ReconciliationDbContext>
{
    public ReconciliationDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReconciliationDbContext>().UseNpgsql().Options);
}
