using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The feed live: what is there, then what comes, resumable, and no reader is a burden to others.</summary>
public sealed class FluxEnDirectTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task A_reader_gets_what_is_there_and_then_what_comes()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(Paiements.Ro("VIF"));
        await using var stream = await EventStream.OpenAsync(instance, Feed.Chemin, Feed.Jeton);
        var premier = await stream.ReadAsync();

        await instance.ComplementairesAsync(Paiements.Complementaire("VIF"));
        var second = await stream.ReadAsync();

        Assert.Equal((null, "enRetard"), (premier.GetProperty("situationPrecedente").GetString(), second.GetProperty("situationPrecedente").GetString()));
        Assert.Equal((await instance.ToutAsync(2L)).Select(e => e.GetRawText()), [premier.GetRawText(), second.GetRawText()]);
        Assert.Contains("no-store", stream.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept", stream.Response.Headers.Vary);
    }

    [SkippableFact]
    public async Task A_reader_of_another_process_gets_it_too()
    {
        await using var engine = await TestInstance.StartAsync(_database);
        await using var api = await TestInstance.StartAsync(_database, engine: false);
        await using var stream = await EventStream.OpenAsync(api, Feed.Chemin, Feed.Jeton);
        foreach (var n in Enumerable.Range(1, 5))
        {
            await engine.RoAsync(Paiements.Ro($"LOIN-{n}"));
            Assert.Equal($"LOIN-{n}", (await stream.ReadAsync()).Adherent());
        }
    }

    [SkippableFact]
    public async Task Last_Event_ID_resumes_and_wins_over_the_parameter()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(Paiements.Ro("R-1"));
        await instance.RoAsync(Paiements.Ro("R-2"));
        await instance.RoAsync(Paiements.Ro("R-3"));
        var tout = await instance.ToutAsync(3L);

        await using var parParametre = await EventStream.OpenAsync(instance, $"{Feed.Chemin}?apres={tout[0].Curseur()}", Feed.Jeton);
        await using var parEnTete = await EventStream.OpenAsync(instance, $"{Feed.Chemin}?apres={tout[0].Curseur()}", Feed.Jeton, tout[1].Curseur());

        Assert.Equal("R-2", (await parParametre.ReadAsync()).Adherent());
        Assert.Equal("R-3", (await parEnTete.ReadAsync()).Adherent());
        var refuse = await instance.AskAsync(HttpMethod.Get, Feed.Chemin, Feed.Jeton, "Last-Event-ID", "abc");
        Assert.Equal(200, refuse.Status);
        using var client = instance.Client();
        using var enDirect = await EventStream.SendAsync(client, Feed.Chemin, Feed.Jeton, "abc");
        Assert.Equal((400, "application/problem+json"), ((int)enDirect.StatusCode, enDirect.Content.Headers.ContentType?.MediaType));
    }

    [SkippableFact]
    public async Task What_commits_late_is_not_skipped_and_later_entries_wait_for_it()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(Paiements.Ro("AVANT"));
        await using var stream = await EventStream.OpenAsync(instance, Feed.Chemin, Feed.Jeton);
        Assert.Equal("AVANT", (await stream.ReadAsync()).Adherent());
        await using var lente = await instance.Database.OpenConnectionAsync();
        await using var transaction = await lente.BeginTransactionAsync();
        await Feed.EcrireAsync(lente, "LENTE");
        await instance.RoAsync(Paiements.Ro("APRES-1"));
        await instance.RoAsync(Paiements.Ro("APRES-2"));
        var suivant = stream.ReadAsync();
        Assert.Single(await instance.SoinsAsync("APRES-2"));
        Assert.False(suivant.IsCompleted);

        await transaction.CommitAsync();

        Assert.Equal(
            ["LENTE", "APRES-1", "APRES-2"],
            [(await suivant).Adherent(), (await stream.ReadAsync()).Adherent(), (await stream.ReadAsync()).Adherent()]);
    }

    [SkippableFact]
    public async Task A_token_of_one_member_follows_that_member_only()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await using var stream = await EventStream.OpenAsync(instance, Feed.Chemin, TestInstance.Token("MOI", Portees.Espace));
        await instance.RoAsync(Paiements.Ro("AUTRE-1"));
        await instance.RoAsync(Paiements.Ro("MOI"));
        Assert.Equal("MOI", (await stream.ReadAsync()).Adherent());
    }

    [SkippableFact]
    public async Task A_reader_that_takes_nothing_slows_nobody_and_is_let_go()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await using (var connexion = await instance.Database.OpenConnectionAsync())
        {
            await Feed.EcrireAsync(connexion, "GROS", nombre: 400, taille: 50_000);
        }

        using var lecteurs = new Measured(instance, "reconciliation.flux.lecteurs");
        using var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(instance.Address.Host, instance.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Feed.Chemin} HTTP/1.1\r\nHost: {instance.Address.Authority}\r\nAuthorization: Bearer {Feed.Jeton}\r\nAccept: text/event-stream\r\n\r\n"));
        await Eventually.HoldsAsync("the reader is counted", () => lecteurs.Sum == 1);

        await using var stream = await EventStream.OpenAsync(instance, Feed.Chemin, Feed.Jeton);
        await instance.RoAsync(Paiements.Ro("VIF"));
        for (var n = 0; n < 400; n++)
        {
            Assert.Equal("GROS", (await stream.ReadAsync()).Adherent());
        }

        Assert.Equal("VIF", (await stream.ReadAsync()).Adherent());
        await Eventually.HoldsAsync("the reader that takes nothing is gone", () => lecteurs.Sum == 1);
        await instance.RoAsync(Paiements.Ro("ENCORE"));
        Assert.Equal("ENCORE", (await stream.ReadAsync()).Adherent());
    }

    [SkippableFact]
    public async Task A_silent_stream_shows_that_it_is_alive_and_ends_at_once_when_the_host_stops()
    {
        string? fin;
        await using (var instance = await TestInstance.StartAsync(_database))
        {
            using var client = instance.Client();
            using var response = await EventStream.SendAsync(client, Feed.Chemin, Feed.Jeton);
            using var lecteur = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal("retry: 2000", await lecteur.ReadLineAsync());
            Assert.Equal("", await lecteur.ReadLineAsync());
            Assert.Equal(":", await lecteur.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
            Assert.Equal("", await lecteur.ReadLineAsync());

            var depart = TimeProvider.System.GetTimestamp();
            await instance.DisposeAsync();
            Assert.True(TimeProvider.System.GetElapsedTime(depart) < TimeSpan.FromSeconds(10), "The host waits for no stream.");
            fin = await lecteur.ReadLineAsync();
        }

        Assert.Null(fin);
    }

    [SkippableFact]
    public async Task A_stream_ends_with_the_token_that_opened_it()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        var maintenant = TimeProvider.System.GetUtcNow().UtcDateTime;
        var jeton = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentification.EmetteurLocal,
            Audience = "reconciliation",
            Expires = maintenant.AddSeconds(3),
            Claims = new Dictionary<string, object> { ["sub"] = "essai", ["scope"] = Portees.Espace },
            SigningCredentials = new(new SymmetricSecurityKey(TestInstance.Key), SecurityAlgorithms.HmacSha256),
        });
        await using var stream = await EventStream.OpenAsync(instance, Feed.Chemin, jeton);
        Assert.Null(await stream.NextAsync());
    }

    [SkippableFact]
    public async Task One_reader_too_many_is_asked_to_come_back()
    {
        const int LecteursMax = 100;
        await using var instance = await TestInstance.StartAsync(_database);
        using var client = instance.Client();
        var ouverts = new List<HttpResponseMessage>();
        for (var n = 0; n < LecteursMax; n++)
        {
            ouverts.Add(await EventStream.SendAsync(client, Feed.Chemin, DuClient(n / 20)));
            Assert.Equal(200, (int)ouverts[^1].StatusCode);
        }

        using (var refuse = await EventStream.SendAsync(client, Feed.Chemin, Feed.Jeton))
        {
            Assert.Equal(503, (int)refuse.StatusCode);
            Assert.NotNull(refuse.Headers.RetryAfter);
            Assert.Contains("trop-de-lecteurs", await refuse.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Pages need no place among the live readers, and a place that is given back serves again.
        await instance.ToutAsync();
        ouverts[0].Dispose();
        await Eventually.HoldsAsync("the place of the reader that left is free", async () =>
        {
            using var encore = await EventStream.SendAsync(client, Feed.Chemin, Feed.Jeton);
            return (int)encore.StatusCode == 200;
        });
        ouverts.ForEach(o => o.Dispose());
    }

    // One client may hold twenty streams.
    private static string DuClient(int numero) => TokenCommand.Signer(TestInstance.Key, TimeProvider.System, $"client-{numero}", null, Portees.Espace);

    [SkippableTheory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/event-stream;q=0.1, application/json", "application/json")]
    [InlineData("text/event-stream;q=0", "application/json")]
    [InlineData("text/event-stream, */*", "text/event-stream")]
    public async Task Who_names_event_streams_first_gets_one(string accept, string type)
    {
        await using var instance = await TestInstance.StartAsync(_database);
        using var client = instance.Client(Portees.Espace);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Feed.Chemin, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(new MediaTypeHeaderValue(type).MediaType, response.Content.Headers.ContentType?.MediaType);
    }
}
