using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>A pooler that gives each transaction another session is refused at the start: leases would be nobody's.</summary>
public sealed class PoolerTests : DatabaseTest
{
    [SkippableTheory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task A_pooler_that_keeps_no_session_is_refused_in_one_sentence(string mode)
    {
        await using var pooler = await TestServers.OrSkipAsync(Pooler.StartAsync(ConnectionString, mode));
        await using var source = Database.CreateSource(pooler.ConnectionString);
        var refused = await Assert.ThrowsAnyAsync<StartupRefusedException>(() => CommandDatabase.RequireUpToDateAsync(source, default));
        var said = mode == "transaction" ? "A pooler in transaction mode" : "statement pooling";
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_pooler_that_keeps_sessions_is_taken_and_so_is_a_server_that_others_use()
    {
        await using var pooler = await TestServers.OrSkipAsync(Pooler.StartAsync(ConnectionString, "session"));
        await using var source = Database.CreateSource(pooler.ConnectionString);
        await CommandDatabase.RequireUpToDateAsync(source, default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CommandDatabase.RequireUpToDateAsync(Source, default)));
    }
}
