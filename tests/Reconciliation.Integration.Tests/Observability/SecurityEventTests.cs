using System.Net;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.ConsolePages;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>Each event of security is a line of the log and a figure, and neither holds anything of a member.</summary>
public sealed class SecurityEventTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    [SkippableFact]
    public async Task Refusals_and_sessions_are_logged_and_counted_without_a_member()
    {
        var instance = await shared.StartAsync();
        using var counted = new Measured(instance, "reconciliation.securite.evenements");
        await instance.AskAsync(HttpMethod.Get, "/v1/adherents/SECRET-A/soins", null);
        await instance.AskAsync(HttpMethod.Get, "/v1/adherents/SECRET-A/soins", TestInstance.Token("SECRET-B", Scopes.Espace));
        using var console = await ConsoleSession.SignInAsync(instance, "vigie");
        using var stranger = new HttpClient { BaseAddress = instance.Address };
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("nom", "intrus")]);
        using var csrf = await stranger.PostAsync(new Uri("/connexion", UriKind.Relative), form);
        await console.PostAsync("/deconnexion");

        Assert.Equal(400, (int)csrf.StatusCode);
        foreach (var said in new[]
        {
            "nonAuthentifie, 401 to GET /v1/adherents/{adherentId}/soins", "interdit, 403 to GET /v1/adherents/{adherentId}/soins",
            "connexion of agent vigie", "csrf, 400 to POST /connexion", "deconnexion of agent vigie",
        })
        {
            await Eventually.HoldsAsync(said, () => Task.FromResult(shared.Log.Lines.Any(l => l.Contains(said, StringComparison.Ordinal))));
        }

        Assert.DoesNotContain(shared.Log.Lines, l => l.Contains("SECRET", StringComparison.Ordinal));
        Assert.Equal(5, counted.Sum);
    }

    [SkippableFact]
    public async Task Too_many_requests_are_an_event_too()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var log = new CapturedLog();
        await using var instance =
            await TestInstance.StartAsync(database, log: log, limits: new() { AnonymesRafale = 1, AnonymesParSeconde = 1 });
        await Eventually.HoldsAsync(
            "a request too many is logged",
            async () =>
            {
                await instance.AskAsync(HttpMethod.Get, "/v1/adherents/SECRET-C/soins", null);
                return log.Lines.Any(l => l.Contains("tropDeRequetes, 429", StringComparison.Ordinal));
            });
    }

    [SkippableFact]
    public async Task Members_that_an_agent_was_shown_are_counted_once_a_call()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("LU-A"), PaymentRecords.Ro("LU-B"));
        using var counted = new Measured(instance, "reconciliation.acces.adherents");
        await instance.ReadAsync("/v1/adherents/LU-A/soins", Scopes.Support);
        await instance.ReadAsync("/v1/recherche?q=14/11/2025", Scopes.Support);
        Assert.Equal(3, counted.Sum);

        var watch = await Storage.OperationsReadings.AccessesAsync(instance.Database, instance.Clock.GetUtcNow(), default);
        Assert.True(watch.MembersOfOneAgent >= 2, $"{watch.MembersOfOneAgent} members.");
        Assert.Equal((await new Storage.AccessLog(instance.Database).VerifyAsync(null, default)).Anchor, watch.End);
    }

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2::3", "2001:db8:1::/48")]
    [InlineData(null, "-")]
    public void Of_an_address_only_its_network_is_logged(string? address, string network) =>
        Assert.Equal(network, SecurityEvents.Network(address is null ? null : IPAddress.Parse(address)));
}
