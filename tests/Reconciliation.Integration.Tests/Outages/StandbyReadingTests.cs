using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>Members' pages read from a standby: they show an instant that has passed, and nothing that never was.</summary>
public sealed class StandbyReadingTests : IAsyncLifetime
{
    private PostgresPair _pair = null!;
    private TestInstance _instance = null!;

    public async Task InitializeAsync()
    {
        _pair = await TestServers.OrSkipAsync(PostgresPair.StartAsync());
        await using (var source = NpgsqlDataSource.Create(_pair.Primary.ConnectionString))
        {
            await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        }

        _instance = await TestInstance.StartAsync(_pair.Primary.ConnectionString, reading: _pair.Standby.ConnectionString);
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

    [SkippableFact]
    public async Task Members_pages_come_from_the_standby_and_accesses_go_to_the_primary()
    {
        await _instance.RoAsync(PaymentRecords.Ro("LIT"));
        await Eventually.HoldsAsync("the standby shows it", async () => (await _instance.SoinsAsync("LIT")).Count == 1);
        await PauseAsync();
        await _instance.RoAsync(PaymentRecords.Ro("LIT", ordre: 2).With("dateSoin", "2025-11-13"));
        var soin = Assert.Single(await _instance.SoinsAsync("LIT"));
        var id = soin.GetProperty("soinId").GetString();
        Assert.Equal(200, (await _instance.ReadAsync($"/v1/soins/{id}", Scopes.Espace)).Status);
        Assert.Equal(200, (await _instance.ReadAsync("/v1/adherents/LIT/synthese", Scopes.Espace)).Status);
        Assert.Single(await _instance.ReadAllAsync());

        var before = await AccessesAsync();
        Assert.Equal(200, (await _instance.ReadAsync($"/v1/soins/{id}", Scopes.Support)).Status);
        Assert.Equal(200, (await _instance.ReadAsync("/v1/adherents/LIT/soins", Scopes.Support)).Status);
        Assert.Equal(before + 2, await AccessesAsync());

        await ResumeAsync();
        await Eventually.HoldsAsync("the standby shows both", async () => (await _instance.SoinsAsync("LIT")).Count == 2);
    }

    [SkippableFact]
    public async Task A_cursor_that_is_ahead_of_the_standby_is_asked_to_wait()
    {
        await _instance.RoAsync(PaymentRecords.Ro("DEVANT"));
        await Eventually.HoldsAsync("the standby shows it", async () => (await _instance.ReadAllAsync()).Count == 1);
        await PauseAsync();
        await _instance.RoAsync(PaymentRecords.Ro("DEVANT", ordre: 2).With("dateSoin", "2025-11-13"));
        await using var direct = await TestInstance.StartAsync(_pair.Primary.ConnectionString, engine: false);
        var ahead = (await direct.ReadAllAsync(count: 2))[^1].Cursor();

        using var client = _instance.Client(Scopes.Espace);
        using var refused = await client.GetAsync(new Uri($"/v1/flux?apres={ahead}", UriKind.Relative));
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        await ResumeAsync();
        await Eventually.HoldsAsync("the standby has come there", async () =>
            (await _instance.ReadAsync($"/v1/flux?apres={ahead}", Scopes.Espace)).Status == 200);
    }

    [SkippableFact]
    public async Task A_cursor_of_a_history_that_nobody_knows_is_gone_at_the_standby_too_once_the_primary_says_so()
    {
        await _instance.RoAsync(PaymentRecords.Ro("PERDU"));
        await Eventually.HoldsAsync("the standby shows it", async () => (await _instance.ReadAllAsync()).Count == 1);
        var lost = Base64Url.EncodeToString(Encoding.ASCII.GetBytes("7.7.3b8d6d283c0d8c6bb965fd17c65a8a12.1764000000000-5c1f0a9be2d347"));
        await using var direct = await TestInstance.StartAsync(_pair.Primary.ConnectionString, engine: false);
        foreach (var instance in new[] { direct, _instance })
        {
            var gone = await instance.ReadAsync($"/v1/flux?apres={lost}", Scopes.Espace);
            Assert.Equal("curseur-perime", gone.Problem(410));
            Assert.Equal(
                (JsonValueKind.Null, JsonValueKind.Null),
                (gone.Json.GetProperty("depuis").ValueKind, gone.Json.GetProperty("reprise").ValueKind));
        }

        // Without the primary nobody can say so.
        await _pair.Primary.StopAsync(kill: true);
        Assert.Equal(503, (await _instance.ReadAsync($"/v1/flux?apres={lost}", Scopes.Espace)).Status);
    }

    [SkippableFact]
    public async Task The_feed_of_a_standby_and_the_primarys_are_one_order_without_gaps()
    {
        const int Writers = 4, Each = 40;
        await using var direct = await TestInstance.StartAsync(_pair.Primary.ConnectionString, engine: false);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async w =>
        {
            for (var n = 0; n < Each; n++)
            {
                await _instance.RoAsync(PaymentRecords.Ro($"FLUX-{w}-{n}"));
            }
        }));
        var compared = 0;
        while (!writing.IsCompleted || compared < 5)
        {
            var standby = Cursors(await _instance.ReadAllAsync());
            var primary = Cursors(await direct.ReadAllAsync());

            // A commit that the standby has applied may still be waiting to be shown by the primary, which ends it after its log is out.
            Assert.Equal(standby.Take(primary.Count), primary.Take(standby.Count));
            compared++;
        }

        await writing;
        await Eventually.HoldsAsync("the standby shows all", async () => (await _instance.ReadAllAsync()).Count == Writers * Each);
        Assert.Equal(Cursors(await _instance.ReadAllAsync()), Cursors(await direct.ReadAllAsync()));
    }

    private static List<string> Cursors(List<JsonElement> feed) => [.. feed.Select(e => e.Cursor())];

    private async Task<long> AccessesAsync() => (long)(await PostgresPair.ScalarAsync(_pair.Primary, "SELECT count(*) FROM acces"))!;

    private Task PauseAsync() => PostgresPair.ExecuteAsync(_pair.Standby, "SELECT pg_wal_replay_pause()");

    private Task ResumeAsync() => PostgresPair.ExecuteAsync(_pair.Standby, "SELECT pg_wal_replay_resume()");
}
