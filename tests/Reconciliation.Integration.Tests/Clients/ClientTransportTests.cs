using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reconciliation.Client;
using Reconciliation.Integration.Tests.Contract;
using Xunit;
using static Reconciliation.Integration.Tests.Clients.TestClients;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>The requests of the typed client as a server gets them: addresses behind a gateway, headers, tokens.</summary>
public sealed class ClientTransportTests
{
    private static readonly string View = File.ReadAllText(Repository.Contracts("examples", "lireSoin.200.json"));

    [Theory]
    [InlineData("/passerelle/reconciliation", "/v1/soins/{0}")]
    [InlineData("/passerelle/reconciliation/", "/passerelle/reconciliation/v1/soins/{0}")]
    [InlineData("/v1/reconciliation", "/v1/soins/{0}?le=2025-11-20T00:00:00Z")]
    [InlineData("", "http://interne.example:8080/v1/soins/{0}")]
    public async Task The_path_of_a_gateway_stands_before_every_call_and_a_redirect_stays_below_it(string prefix, string location)
    {
        var (merged, other) = (new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]));
        var asked = new List<string>();
        await using var server = await ServeAsync(async http =>
        {
            asked.Add(http.Request.Path + http.Request.QueryString);
            if (asked.Count == 1)
            {
                http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                http.Response.Headers.Location = location.Replace("{0}", $"{other}", StringComparison.Ordinal);
                return;
            }

            await AnswerAsync(http);
        });
        await using var services = Services(new Uri(server.Address, prefix), "espace");
        await services.GetRequiredService<ReconciliationClient>().SoinAsync(merged);
        var query = location.Contains('?', StringComparison.Ordinal) ? "?le=2025-11-20T00:00:00Z" : "";
        Assert.Equal([$"{prefix.TrimEnd('/')}/v1/soins/{merged}", $"{prefix.TrimEnd('/')}/v1/soins/{other}{query}"], asked);
    }

    [Fact]
    public async Task A_redirect_to_what_is_no_call_is_refused_and_the_token_goes_nowhere_else()
    {
        var asked = 0;
        await using var server = await ServeAsync(http =>
        {
            asked++;
            http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            http.Response.Headers.Location = "https://ailleurs.example/connexion";
            return Task.CompletedTask;
        });
        await using var services = Services(server.Address, "espace");
        await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("Appel\r\nX-Autre: 1")]
    [InlineData("Appel\nX-Autre: 1")]
    [InlineData("Appel\0")]
    [InlineData("")]
    [InlineData("\u200b")]
    public async Task A_reason_or_tag_that_would_write_headers_of_its_own_is_refused_before_anything_is_sent(string text)
    {
        var asked = 0;
        await using var server = await ServeAsync(http =>
        {
            asked++;
            return AnswerAsync(http);
        });
        await using var services = Services(server.Address, "support");
        var client = services.GetRequiredService<ReconciliationClient>();
        Assert.Throws<ArgumentException>(() => client.AvecMotif(text));
        await using var others = Services(server.Address, o => o.Motif = text, "support");
        Assert.Throws<ArgumentException>(others.GetRequiredService<ReconciliationClient>);
        await Assert.ThrowsAsync<FormatException>(() => client.LireSoinAsync(Guid.Empty, $"\"3{text}\r\nX-Autre: 1\""));
        await using var stolen = Services(server.Address, o => o.Jeton = _ => ValueTask.FromResult($"a{text}\r\nX-Autre: 1"), "support");
        await Assert.ThrowsAnyAsync<Exception>(() => stolen.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty));
        Assert.Equal(0, asked);
        Assert.Throws<ArgumentException>(() => client.AvecMotif("Adhérente 2 84 05 78 006 084 90"));
    }

    [Fact]
    public async Task A_reason_with_accents_is_sent_in_UTF_8_with_its_call_alone()
    {
        var reasons = new List<string?>();
        await using var server = await ServeAsync(http =>
        {
            reasons.Add(http.Request.Headers["X-Motif-Acces"]);
            return AnswerAsync(http);
        });
        await using var services = Services(server.Address, "support");
        var client = services.GetRequiredService<ReconciliationClient>();
        await client.AvecMotif("Réclamation n° 4 — œuvre, 9 €").SoinAsync(Guid.Empty);
        await client.SoinAsync(Guid.Empty);
        Assert.Equal(["Réclamation n° 4 — œuvre, 9 €", null], reasons);
    }

    [Fact]
    public async Task A_token_comes_from_the_services_and_several_registrations_keep_apart()
    {
        var tokens = new List<string?>();
        await using var server = await ServeAsync(http =>
        {
            tokens.Add($"{http.Request.Path.Value![..3]} {http.Request.Headers.Authorization}");
            return AnswerAsync(http);
        });
        var collection = new ServiceCollection().AddSingleton(new Tokens());
        collection.AddReconciliationClient((o, s) =>
        {
            o.Adresse = new Uri(server.Address, "/a");
            o.Jeton = s.GetRequiredService<Tokens>().NextAsync;
        });
        collection.AddReconciliationClient("b", (o, s) =>
        {
            o.Adresse = new Uri(server.Address, "/b");
            o.Jeton = async cancellationToken => "b-" + await s.GetRequiredService<Tokens>().NextAsync(cancellationToken);
        });
        collection.AddReconciliationClient("c", (o, _) => o.Adresse = server.Address);
        await using var services = collection.BuildServiceProvider(validateScopes: true);

        await services.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty);
        await services.GetRequiredKeyedService<ReconciliationClient>("b").SoinAsync(Guid.Empty);
        await services.GetRequiredService<ReconciliationClient>().SoinAsync(Guid.Empty);
        Assert.Equal(["/a/ Bearer 1", "/b/ Bearer b-2", "/a/ Bearer 3"], tokens);
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredKeyedService<ReconciliationClient>("c"));
    }

    [Fact]
    public async Task An_entry_of_a_soin_that_was_erased_or_merged_leaves_the_copy()
    {
        var erased = new Guid(7, 0, 0, new byte[8]);
        var entries = $$"""[ { "soinId": "{{erased}}", "efface": true, "curseur": "c1" } ]""";
        await using var server = await ServeAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync($$"""{ "elements": {{entries}}, "curseurSuivant": null }""", Encoding.UTF8);
        });
        var told = new List<Guid>();
        await using var services = Services(
            server.Address,
            o => o.SoinEfface = (soinId, _) =>
            {
                told.Add(soinId);
                return ValueTask.CompletedTask;
            },
            "espace");
        var client = services.GetRequiredService<ReconciliationClient>();
        Assert.Empty(await AllAsync(client.FluxAsync()));
        Assert.Equal([erased], told);
        var entry = Assert.Single(Assert.Single(await AllAsync(client.LotsAsync())));
        Assert.Equal((erased, true, true, "c1"), (entry.SoinId, entry.Efface, entry.SortDeLaCopie, entry.Curseur));
    }

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(View, Encoding.UTF8);
    }

    private sealed class Tokens
    {
        private int _given;

        public ValueTask<string> NextAsync(CancellationToken cancellationToken) => ValueTask.FromResult($"{++_given}");
    }
}
