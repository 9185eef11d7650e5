using System.Text;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>When something inside breaks, the caller learns that it did, and nothing else; and the log names nobody.</summary>
public sealed class FailureTests : IAsyncLifetime, IDisposable
{
    private readonly CapturedLog _log = new();
    private TestDatabase? _database;
    private TestInstance? _instance;

    public void Dispose() => _log.Dispose();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var thing in new IAsyncDisposable?[] { _instance, _database })
        {
            if (thing is not null)
            {
                await thing.DisposeAsync();
            }
        }
    }

    [SkippableTheory]
    [InlineData("ALTER TABLE soin RENAME TO perdu", 503, "indisponible")]
    [InlineData("ALTER TABLE soin ALTER COLUMN version TYPE text", 500, "erreur-interne")]
    public async Task A_read_that_the_database_fails_says_nothing_of_the_inside(string breakage, int status, string code)
    {
        var instance = await StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("PANNE-A"));
        var id = Assert.Single(await instance.SoinsAsync("PANNE-A")).GetProperty("soinId").GetString();
        await instance.RowsAsync(breakage);

        foreach (var path in new[] { "/v1/adherents/PANNE-A/soins", $"/v1/soins/{id}" })
        {
            var answer = await instance.ReadAsync(path, Scopes.Espace);
            Assert.Equal(code, answer.Problem(status));
            SaysNothing(answer.Text);
        }

        NamesNobody("PANNE-A");
    }

    [SkippableFact]
    public async Task An_access_that_cannot_be_recorded_is_not_answered()
    {
        var instance = await StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("PANNE-B"));
        await instance.RowsAsync("ALTER TABLE acces RENAME TO perdu");

        var answer = await instance.ReadAsync("/v1/adherents/PANNE-B/soins", Scopes.Support);

        Assert.Equal("indisponible", answer.Problem(503));
        SaysNothing(answer.Text);
        Assert.Equal(200, (await instance.ReadAsync("/v1/adherents/PANNE-B/soins", Scopes.Espace)).Status);
        NamesNobody("PANNE-B");
    }

    [SkippableFact]
    public async Task Payments_that_the_database_fails_are_to_be_sent_again_and_nothing_is_said_of_the_inside()
    {
        var instance = await StartAsync();
        await instance.RowsAsync("ALTER TABLE quarantaine RENAME TO perdue");

        var answer = await instance.PostRawAsync(
            "/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("PANNE-C").WithRaw("montant", "1.001")));

        Assert.Equal("indisponible", answer.Problem(503));
        Assert.NotEmpty(answer.Headers["Retry-After"]);
        SaysNothing(answer.Text);
        NamesNobody("PANNE-C");
    }

    private static void SaysNothing(string answer) => Assert.All(
        ["Exception", "   at ", "SELECT", "INSERT", "relation", "column", "soin_id", "Npgsql", "Postgres", "42P01", "perdu",
            "Reconciliation."],
        inside => Assert.DoesNotContain(inside, answer, StringComparison.OrdinalIgnoreCase));

    private void NamesNobody(string adherent) => Assert.DoesNotContain(_log.Lines, l => l.Contains(adherent, StringComparison.Ordinal));

    private async Task<TestInstance> StartAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        return _instance = await TestInstance.StartAsync(_database, log: _log);
    }
}
