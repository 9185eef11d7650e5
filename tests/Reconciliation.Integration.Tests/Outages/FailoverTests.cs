using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>An instance that names both servers goes on with the one that was promoted, and nobody tells it.</summary>
public sealed class FailoverTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    // A second on an idle machine; it was nine before several servers could be named.
    private static readonly TimeSpan BackAtWorkMax = TimeSpan.FromSeconds(4);

    private readonly CapturedLog _log = new();
    private PostgresPair _pair = null!;
    private TestInstance _instance = null!;
    private Measured _published = null!;

    public async Task InitializeAsync()
    {
        _pair = await TestServers.OrSkipAsync(PostgresPair.StartAsync());
        await using (var source = NpgsqlDataSource.Create(_pair.Primary.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        _instance = await TestInstance.StartAsync(_pair.Both, log: _log);
        _published = new(_instance, "reconciliation.publications");
    }

    public async Task DisposeAsync()
    {
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        if (_pair is not null)
        {
            await _pair.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _published?.Dispose();
        _log.Dispose();
    }

    [SkippableFact]
    public async Task A_killed_primary_is_followed_by_its_standby_without_a_person()
    {
        await _instance.RoAsync(PaymentRecords.Ro("AVANT"));
        await Eventually.HoldsAsync("it is published", () => _published.Sum == 1);
        await Eventually.HoldsAsync("the standby has it", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM ligne"))! == 1);

        await _pair.Primary.StopAsync(kill: true);
        var waiting = _instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("PENDANT").ToJsonString());
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System));
        await _pair.PromoteAsync();
        var promoted = TimeProvider.System.GetTimestamp();
        Assert.Equal(202, (await waiting).Status);
        await Eventually.HoldsAsync("it is stored", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM ligne"))! == 2);
        var stored = TimeProvider.System.GetElapsedTime(promoted);
        await Eventually.HoldsAsync("it is published", () => _published.Sum >= 2);
        var published = TimeProvider.System.GetElapsedTime(promoted);
        output.WriteLine($"After the promotion: stored in {stored.TotalSeconds:0.00} s, published in {published.TotalSeconds:0.00} s");
        Assert.True(published < BackAtWorkMax, $"back at work after {published}");
        await Eventually.HoldsAsync("the log says which server is the primary", () =>
            _log.Lines.Any(l => l.Contains("another server was promoted", StringComparison.Ordinal)));
        Assert.Equal(0L, await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM quarantaine"));
        Assert.Equal(2L, await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM epoque"));
    }

    [SkippableFact]
    public async Task A_hung_old_primary_keeps_nobody_from_the_new_one()
    {
        await _instance.RoAsync(PaymentRecords.Ro("AVANT"));
        await Eventually.HoldsAsync("the standby has it", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM ligne"))! == 1);
        await _pair.HangPrimaryAsync();
        await _pair.PromoteAsync();
        await Eventually.HoldsAsync("the log names the new primary's epoch", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM epoque"))! == 2);
        Assert.Equal(202, (await _instance.PostAsync("/v1/paiements/ro", PaymentRecords.Ro("APRES").ToJsonString())).Status);
        await Eventually.HoldsAsync("it is stored", async () =>
            (long)(await PostgresPair.ScalarAsync(_pair.Standby, "SELECT count(*) FROM ligne"))! == 2);
    }
}
