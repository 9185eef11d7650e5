using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reconciliation.Client;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Clients.TestClients;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The typed client against an instance, and against a server that misbehaves.</summary>
public sealed class ClientTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task It_sends_lines_and_reads_what_became_of_them()
    {
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Producer, Scopes.Espace);
        var client = services.GetRequiredService<ReconciliationClient>();

        var answer = await client.EnvoyerAsync([Ro("CLIENT-A")]);
        Assert.Equal((1, 0), (answer.Acceptes, answer.Rejetes.Count));
        answer = await client.EnvoyerAsync(
            [JsonSerializer.Deserialize(
                PaymentRecords.Complementaire("CLIENT-A").ToJsonString(), ContratsJson.Lisible.PaiementComplementaireEmis)!]);
        Assert.Equal(1, answer.Acceptes);
        var view = Assert.Single(await AllAsync(client.SoinsAsync("CLIENT-A")));
        Assert.Equal((Situation.Complet, 30.00m), (view.Situation, view.MontantTotal.Valeur));
        Assert.Equal(StoredJson.Write(view), StoredJson.Write(await client.SoinAsync(view.SoinId)));
        Assert.Equal([1, 2], (await AllAsync(client.VersionsAsync(view.SoinId))).Select(v => v.Version));
        Assert.Equal(1, (await client.SyntheseAsync("CLIENT-A", new(2025, 1, 1), new(2025, 12, 31))).Total.Nombre);
        Assert.Empty(
            await AllAsync(
                client.SoinsAsync(
                    "CLIENT-A", new FiltreSoins { Du = new(2025, 11, 15), Situations = [Situation.EnRetard, Situation.Complet] })));
    }

    [SkippableFact]
    public async Task It_returns_what_was_refused_of_the_lines_that_it_sent()
    {
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Producer);
        var answer = await services.GetRequiredService<ReconciliationClient>().EnvoyerAsync([Ro("CLIENT-B") with { Montant = -1m }]);
        Assert.Equal(0, answer.Acceptes);
        Assert.Equal((0, "montant", "signe"), Assert.Single(answer.Rejetes) is var r ? (r.Index, r.Membre, r.Regle) : default);
    }

    [SkippableFact]
    public async Task A_refusal_has_its_code_and_status()
    {
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Espace);
        var refusal =
            await Assert.ThrowsAsync<ProblemeException>(() => services.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty));
        Assert.Equal((HttpStatusCode.NotFound, "soin-inconnu", 404), (refusal.StatusCode, refusal.Code, refusal.Probleme!.Status));
        await using var others = Services(instance.Address, "openid");
        Assert.Equal(
            "portee-insuffisante",
            (await Assert.ThrowsAsync<ProblemeException>(
                () => others.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty))).Code);
    }

    [SkippableFact]
    public async Task Pages_follow_each_other_without_end_or_gap()
    {
        const int Soins = 2 * Limites.PageMax + 10;
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Producer, Scopes.Espace);
        var client = services.GetRequiredService<ReconciliationClient>();
        await client.EnvoyerAsync(
            [.. Enumerable.Range(1, Soins)
                .Select(n => Ro("CLIENT-C", n) with { DateSoin = new DateOnly(2024, 1, 1).AddDays(n), ReferenceSoin = null })]);
        Assert.Equal(Soins, (await AllAsync(client.SoinsAsync("CLIENT-C"))).Select(v => v.SoinId).Distinct().Count());

        // A transaction of any database of the server keeps the feed from going past what was written since it began.
        await Eventually.HoldsAsync(
            "the feed has all", async () => (await AllAsync(client.FluxAsync())).Count(v => v.AdherentId == "CLIENT-C") == Soins);
        var versions = await AllAsync(client.FluxAsync());
        Assert.Equal(
            versions.Skip(7).Select(v => v.Curseur), (await AllAsync(client.FluxAsync(versions[6].Curseur))).Select(v => v.Curseur));
    }

    [SkippableFact]
    public async Task The_live_feed_gives_what_is_there_and_then_what_comes()
    {
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Espace);
        var client = services.GetRequiredService<ReconciliationClient>();
        await instance.RoAsync(PaymentRecords.Ro("CLIENT-D"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await foreach (var element in client.SuivreAsync(cancellationToken: patience.Token))
        {
            if (element is { AdherentId: "CLIENT-D", Version: 1 })
            {
                await instance.ComplementairesAsync(PaymentRecords.Complementaire("CLIENT-D"));
            }
            else if (element is { AdherentId: "CLIENT-D", Version: 2, Situation: Situation.Complet })
            {
                return;
            }
        }
    }

    [SkippableFact]
    public async Task A_live_feed_that_breaks_is_taken_up_after_the_last_element_dealt_with()
    {
        var asked = new List<string?>();
        await using var server = await ServeAsync(async http =>
        {
            asked.Add(http.Request.Headers["Last-Event-ID"]);
            if (asked.Count == 2)
            {
                http.Response.StatusCode = 503;
                return;
            }

            http.Response.ContentType = "text/event-stream";
            var n = asked.Count == 1 ? 1 : 2;
            await http.Response.WriteAsync($"retry: 10\n\nid: c{n}\nevent: SoinMisAJour\ndata: {Element(n)}\n\n", Encoding.UTF8);
            await http.Response.Body.FlushAsync();
        });
        await using var services = Services(server.Address, Scopes.Espace);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        var cursors = new List<string>();
        await foreach (var element in services.GetRequiredService<ReconciliationClient>().SuivreAsync("c0", patience.Token))
        {
            cursors.Add(element.Curseur);
            if (cursors.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["c1", "c2"], cursors);
        Assert.Equal("c0", asked[0]);
        Assert.All(asked.Skip(1), a => Assert.Equal("c1", a));
    }

    [SkippableFact]
    public async Task A_live_feed_on_which_nothing_comes_is_opened_again()
    {
        var connections = 0;
        await using var server = await ServeAsync(async http =>
        {
            Interlocked.Increment(ref connections);
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.FlushAsync();
            if (connections == 2)
            {
                await http.Response.WriteAsync($"id: c1\ndata: {Element(1)}\n\n", Encoding.UTF8);
                await http.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var services = Services(server.Address, o => o.Silence = TimeSpan.FromMilliseconds(200), Scopes.Espace);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await foreach (var element in services.GetRequiredService<ReconciliationClient>().SuivreAsync(null, patience.Token))
        {
            Assert.Equal("c1", element.Curseur);
            break;
        }

        Assert.Equal(2, connections);
    }

    [SkippableFact]
    public async Task A_feed_that_is_refused_for_good_is_not_asked_again()
    {
        var instance = await shared.StartAsync();
        await using var services = Services(instance.Address, Scopes.Espace);
        var refusal = await Assert.ThrowsAsync<ProblemeException>(
            async () => await AllAsync(services.GetRequiredService<ReconciliationClient>().SuivreAsync("nulle-part")));
        Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
    }

    [Fact]
    public void Without_an_address_or_a_token_it_does_not_start()
    {
        using var services =
            new ServiceCollection().AddReconciliationClient(o => o.Adresse = new Uri("http://localhost")).Services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(services.GetRequiredService<ReconciliationClient>);
    }

    private static string Element(int n) => JsonSerializer.Serialize(
        JsonSerializer.Deserialize(
            File.ReadAllText(Repository.Contracts("examples", "lireFlux.200.json")),
            ContratsJson.Lisible.PageElementDeFlux)!.Elements[0] with
        { Curseur = $"c{n}" },
        ContratsJson.Lisible.ElementDeFlux);
}
