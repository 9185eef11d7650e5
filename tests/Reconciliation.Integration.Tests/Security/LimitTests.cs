using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>One client cannot take the places of all: over its limit it is told when to come again.</summary>
public sealed class LimitTests
{
    private const int Calls = 40;
    private const string Path = "/v1/adherents/LIM-A/soins";

    [SkippableFact]
    public async Task A_reader_over_its_limit_is_told_when_to_come_again_and_may_then()
    {
        await using var limited = await Limited.StartAsync(new() { LecturesRafale = 5, LecturesParSeconde = 1 });
        var answers = await FloodAsync(limited.Instance, Path, Token("lectrice", Scopes.Espace));

        Assert.InRange(answers.Count(a => a.Status == 200), 5, Calls / 2);
        Assert.All(answers.Where(a => a.Status != 200), a =>
        {
            Assert.Equal("trop-de-requetes", a.Problem(429));
            Assert.InRange(int.Parse(a.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 10);
        });
        await Eventually.HoldsAsync("it may read again", async () =>
            (await limited.Instance.AskAsync(HttpMethod.Get, Path, Token("lectrice", Scopes.Espace))).Status == 200);
    }

    [SkippableFact]
    public async Task The_limit_of_one_client_is_not_that_of_another_nor_of_producers_health_or_metrics()
    {
        await using var limited =
            await Limited.StartAsync(new() { LecturesRafale = 5, LecturesParSeconde = 1, AnonymesRafale = 5, AnonymesParSeconde = 1 });
        var token = Token("lectrice", Scopes.Espace, Scopes.Producer);
        await FloodAsync(limited.Instance, Path, token);
        await FloodAsync(limited.Instance, Path, null);

        Assert.Equal(429, (await limited.Instance.AskAsync(HttpMethod.Get, Path, token)).Status);
        Assert.Equal(200, (await limited.Instance.AskAsync(HttpMethod.Get, Path, Token("autre", Scopes.Espace))).Status);
        Assert.Equal(202, (await PostAsync(limited.Instance, Token("lectrice", Scopes.Producer), 1)).Status);
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
        {
            Assert.All(await FloodAsync(limited.Instance, path, null), a => Assert.Equal(200, a.Status));
        }
    }

    [SkippableFact]
    public async Task Calls_without_a_valid_token_are_limited_by_where_they_come_from()
    {
        await using var limited = await Limited.StartAsync(new() { AnonymesRafale = 5, AnonymesParSeconde = 1 });
        var answers = await FloodAsync(limited.Instance, Path, "pas.un.jeton");
        Assert.InRange(answers.Count(a => a.Status == 401), 5, Calls / 2);
        Assert.All(answers.Where(a => a.Status != 401), a => Assert.Equal("trop-de-requetes", a.Problem(429)));
        Assert.Equal(200, (await limited.Instance.AskAsync(HttpMethod.Get, Path, Token("lectrice", Scopes.Espace))).Status);
    }

    [SkippableFact]
    public async Task A_producer_is_limited_by_what_it_sends_however_it_groups_it_and_nothing_over_the_limit_is_kept()
    {
        await using var limited = await Limited.StartAsync(new() { OctetsRafale = 20_000, OctetsParSeconde = 1 });
        Assert.Equal(202, (await PostAsync(limited.Instance, Token("caisse", Scopes.Producer), 15)).Status);

        var refused = await PostAsync(limited.Instance, Token("caisse", Scopes.Producer), 30, from: 16);

        Assert.Equal("trop-de-requetes", refused.Problem(429));
        Assert.True(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture) > 1);
        Assert.Equal(15, await limited.Instance.CountAsync("SELECT count(*) FROM ligne"));
        Assert.Equal(202, (await PostAsync(limited.Instance, Token("mutuelle", Scopes.Producer), 15, from: 46)).Status);
    }

    [SkippableFact]
    public async Task A_producer_is_limited_by_its_requests_too()
    {
        await using var limited = await Limited.StartAsync(new() { EnvoisRafale = 5, EnvoisParSeconde = 1 });
        var answers = await Task.WhenAll(
            Enumerable.Range(1, Calls).Select(i => PostAsync(limited.Instance, Token("caisse", Scopes.Producer), 1, from: i)));
        Assert.Contains(answers, a => a.Status == 429);
        Assert.Equal(answers.Count(a => a.Status == 202), await limited.Instance.CountAsync("SELECT count(*) FROM ligne"));
    }

    [Fact]
    public async Task Streams_are_limited_by_how_many_a_client_has_open()
    {
        var end = new TaskCompletionSource();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddClientLimits(new() { FluxSimultanes = 3 });
        await using var app = builder.Build();
        app.UseRateLimiter();
        app.MapGet("/flux", async http =>
        {
            await http.Response.Body.FlushAsync();
            if (http.Request.Headers.Accept == "text/event-stream")
            {
                await end.Task.WaitAsync(http.RequestAborted);
            }
        }).RequireRateLimiting(ClientLimits.StreamPolicy)
            .WithMetadata(new AnswersPagesToo(r => r.Headers.Accept == "text/event-stream"));
        await app.StartAsync();
        using var client = new HttpClient
        {
            BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };

        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await AskAsync("text/event-stream"));
        }

        using var refused = await AskAsync("text/event-stream");
        using var page = await AskAsync("application/json");
        Assert.All(open, r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, page.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);

        open[0].Dispose();
        await Eventually.HoldsAsync("another stream may be opened", async () =>
        {
            using var again = await AskAsync("text/event-stream");
            return again.StatusCode == HttpStatusCode.OK;
        });
        end.SetResult();
        open.ForEach(r => r.Dispose());

        Task<HttpResponseMessage> AskAsync(string accept) => client.SendAsync(
            new(HttpMethod.Get, new Uri("/flux", UriKind.Relative)) { Headers = { { "Accept", accept } } },
            HttpCompletionOption.ResponseHeadersRead);
    }

    [Fact]
    public void A_limit_that_is_none_is_refused() =>
        Assert.Contains(
            "RECONCILIATION_Limitation__",
            Assert.Throws<StartupRefusedException>(() => new ClientLimits { FluxSimultanes = 0 }.Validated()).Message,
            StringComparison.Ordinal);

    private static Task<Answer[]> FloodAsync(TestInstance instance, string path, string? token) =>
        Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => instance.AskAsync(HttpMethod.Get, path, token)));

    private static async Task<Answer> PostAsync(TestInstance instance, string token, int records, int from = 1)
    {
        var body = $"[{string.Join(',', Enumerable.Range(from, records).Select(i => PaymentRecords.Ro("LIM-B", i).ToJsonString()))}]";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/paiements/ro", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await instance.SendAsync(request, token);
    }

    private static string Token(string subject, params string[] scopes) =>
        TokenCommand.Sign(TestInstance.Key, TimeProvider.System, subject, null, scopes);

    private sealed class Limited(TestDatabase database, TestInstance instance) : IAsyncDisposable
    {
        public TestInstance Instance => instance;

        public static async Task<Limited> StartAsync(ClientLimits limits)
        {
            var database = await TestDatabase.CreateAsync(TestInstance.Schema);
            return new(database, await TestInstance.StartAsync(database, limits: limits));
        }

        public async ValueTask DisposeAsync()
        {
            await instance.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
