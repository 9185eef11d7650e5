using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The feed live: the elements that are there, then those that come, resumable, and no reader is a burden to others.</summary>
public sealed class LiveFeedTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task A_reader_gets_what_is_there_and_then_what_comes()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(PaymentRecords.Ro("VIF"));
        await using var stream = await EventStream.OpenAsync(instance, Feed.Path, Feed.Token);
        var first = await stream.ReadAsync();

        await instance.ComplementairesAsync(PaymentRecords.Complementaire("VIF"));
        var second = await stream.ReadAsync();

        Assert.Equal(
            (null, "enRetard"),
            (first.GetProperty("situationPrecedente").GetString(), second.GetProperty("situationPrecedente").GetString()));
        Assert.Equal((await instance.ReadAllAsync(2L)).Select(e => e.GetRawText()), [first.GetRawText(), second.GetRawText()]);
        Assert.Contains("no-store", stream.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept", stream.Response.Headers.Vary);
    }

    [SkippableFact]
    public async Task A_reader_of_another_process_gets_it_too()
    {
        await using var engine = await TestInstance.StartAsync(_database);
        await using var api = await TestInstance.StartAsync(_database, engine: false);
        await using var stream = await EventStream.OpenAsync(api, Feed.Path, Feed.Token);
        foreach (var n in Enumerable.Range(1, 5))
        {
            await engine.RoAsync(PaymentRecords.Ro($"LOIN-{n}"));
            Assert.Equal($"LOIN-{n}", (await stream.ReadAsync()).Adherent());
        }
    }

    [SkippableFact]
    public async Task Last_Event_ID_resumes_and_wins_over_the_parameter()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(PaymentRecords.Ro("R-1"));
        await instance.RoAsync(PaymentRecords.Ro("R-2"));
        await instance.RoAsync(PaymentRecords.Ro("R-3"));
        var all = await instance.ReadAllAsync(3L);

        await using var byParameter = await EventStream.OpenAsync(instance, $"{Feed.Path}?apres={all[0].Cursor()}", Feed.Token);
        await using var byHeader =
            await EventStream.OpenAsync(instance, $"{Feed.Path}?apres={all[0].Cursor()}", Feed.Token, all[1].Cursor());

        Assert.Equal("R-2", (await byParameter.ReadAsync()).Adherent());
        Assert.Equal("R-3", (await byHeader.ReadAsync()).Adherent());
        var refuse = await instance.AskAsync(HttpMethod.Get, Feed.Path, Feed.Token, "Last-Event-ID", "abc");
        Assert.Equal(200, refuse.Status);
        using var client = instance.Client();
        using var live = await EventStream.SendAsync(client, Feed.Path, Feed.Token, "abc");
        Assert.Equal((400, "application/problem+json"), ((int)live.StatusCode, live.Content.Headers.ContentType?.MediaType));
    }

    [SkippableFact]
    public async Task What_commits_late_is_not_skipped_and_later_entries_wait_for_it()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await instance.RoAsync(PaymentRecords.Ro("AVANT"));
        await using var stream = await EventStream.OpenAsync(instance, Feed.Path, Feed.Token);
        Assert.Equal("AVANT", (await stream.ReadAsync()).Adherent());
        await using var slow = await instance.Database.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await Feed.WriteAsync(slow, "LENTE");
        await instance.RoAsync(PaymentRecords.Ro("APRES-1"));
        await instance.RoAsync(PaymentRecords.Ro("APRES-2"));
        var next = stream.ReadAsync();
        Assert.Single(await instance.SoinsAsync("APRES-2"));
        Assert.False(next.IsCompleted);

        await transaction.CommitAsync();

        Assert.Equal(
            ["LENTE", "APRES-1", "APRES-2"],
            [(await next).Adherent(), (await stream.ReadAsync()).Adherent(), (await stream.ReadAsync()).Adherent()]);
    }

    [SkippableFact]
    public async Task A_token_of_one_member_follows_that_member_only()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await using var stream = await EventStream.OpenAsync(instance, Feed.Path, TestInstance.Token("MOI", Scopes.Espace));
        await instance.RoAsync(PaymentRecords.Ro("AUTRE-1"));
        await instance.RoAsync(PaymentRecords.Ro("MOI"));
        Assert.Equal("MOI", (await stream.ReadAsync()).Adherent());
    }

    [SkippableFact]
    public async Task A_reader_that_takes_nothing_slows_nobody_and_is_let_go()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await using (var connection = await instance.Database.OpenConnectionAsync())
        {
            await Feed.WriteAsync(connection, "GROS", count: 400, size: 50_000);
        }

        using var readers = new Measured(instance, "reconciliation.flux.lecteurs");
        using var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(instance.Address.Host, instance.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Feed.Path} HTTP/1.1\r\nHost: {instance.Address.Authority}\r\nAuthorization: Bearer {Feed.Token}\r\nAccept: "
                + $"text/event-stream\r\n\r\n"));
        await Eventually.HoldsAsync("the reader is counted", () => readers.Sum == 1);

        await using var stream = await EventStream.OpenAsync(instance, Feed.Path, Feed.Token);
        await instance.RoAsync(PaymentRecords.Ro("VIF"));
        for (var n = 0; n < 400; n++)
        {
            Assert.Equal("GROS", (await stream.ReadAsync()).Adherent());
        }

        Assert.Equal("VIF", (await stream.ReadAsync()).Adherent());
        await Eventually.HoldsAsync("the reader that takes nothing is gone", () => readers.Sum == 1);
        await instance.RoAsync(PaymentRecords.Ro("ENCORE"));
        Assert.Equal("ENCORE", (await stream.ReadAsync()).Adherent());
    }

    [SkippableFact]
    public async Task A_silent_stream_shows_that_it_is_alive_and_ends_at_once_when_the_host_stops()
    {
        string? end;
        await using (var instance = await TestInstance.StartAsync(_database))
        {
            using var client = instance.Client();
            using var response = await EventStream.SendAsync(client, Feed.Path, Feed.Token);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal("retry: 2000", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            Assert.Equal(":", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
            Assert.Equal("", await reader.ReadLineAsync());

            var departure = TimeProvider.System.GetTimestamp();
            await instance.DisposeAsync();
            Assert.True(TimeProvider.System.GetElapsedTime(departure) < TimeSpan.FromSeconds(10), "The host waits for no stream.");
            end = await reader.ReadLineAsync();
        }

        Assert.Null(end);
    }

    [SkippableFact]
    public async Task A_stream_ends_with_the_token_that_opened_it()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentication.LocalIssuer,
            Audience = "reconciliation",
            Expires = now.AddSeconds(3),
            Claims = new Dictionary<string, object> { ["sub"] = "essai", ["scope"] = Scopes.Espace },
            SigningCredentials = new(new SymmetricSecurityKey(TestInstance.Key), SecurityAlgorithms.HmacSha256),
        });
        await using var stream = await EventStream.OpenAsync(instance, Feed.Path, token);
        Assert.Null(await stream.NextAsync());
    }

    [SkippableFact]
    public async Task One_reader_too_many_is_asked_to_come_back()
    {
        const int LecteursMax = 100;
        await using var instance = await TestInstance.StartAsync(_database);
        using var client = instance.Client();
        var open = new List<HttpResponseMessage>();
        for (var n = 0; n < LecteursMax; n++)
        {
            open.Add(await EventStream.SendAsync(client, Feed.Path, OfClient(n / 20)));
            Assert.Equal(200, (int)open[^1].StatusCode);
        }

        using (var refuse = await EventStream.SendAsync(client, Feed.Path, Feed.Token))
        {
            Assert.Equal(503, (int)refuse.StatusCode);
            Assert.NotNull(refuse.Headers.RetryAfter);
            Assert.Contains("trop-de-lecteurs", await refuse.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Pages need no place among the live readers, and a place that is given back serves again.
        await instance.ReadAllAsync();
        open[0].Dispose();
        await Eventually.HoldsAsync("the place of the reader that left is free", async () =>
        {
            using var still = await EventStream.SendAsync(client, Feed.Path, Feed.Token);
            return (int)still.StatusCode == 200;
        });
        open.ForEach(o => o.Dispose());
    }

    // One client may hold twenty streams.
    private static string OfClient(int number) =>
        TokenCommand.Sign(TestInstance.Key, TimeProvider.System, $"client-{number}", null, Scopes.Espace);

    [SkippableTheory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/event-stream;q=0.1, application/json", "application/json")]
    [InlineData("text/event-stream;q=0", "application/json")]
    [InlineData("text/event-stream, */*", "text/event-stream")]
    public async Task Who_names_event_streams_first_gets_one(string accept, string type)
    {
        await using var instance = await TestInstance.StartAsync(_database);
        using var client = instance.Client(Scopes.Espace);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Feed.Path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(new MediaTypeHeaderValue(type).MediaType, response.Content.Headers.ContentType?.MediaType);
    }
}
