using System.Globalization;
using System.Text.RegularExpressions;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using static Reconciliation.Integration.Tests.Api.Deciding;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The headers by which an answer says more than its body: its trace, what may still be asked, which methods there are.</summary>
public sealed partial class AnswerHeadersTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    // An agent's scope closes the feed.
    private static readonly string Espace = TestInstance.Token(null, Scopes.Espace);
    private static readonly string Token = TestInstance.Token(null, Scopes.Espace, Scopes.Support, Scopes.Producer);

    [SkippableTheory]
    [InlineData("/v1/adherents/ENTETE-A/soins", 200)]
    [InlineData("/v1/adherents/ENTETE-A/soins?x=1", 400)]
    [InlineData("/v1/nulle-part", 404)]
    [InlineData("/v1/paiements/ro", 405)]
    public async Task Every_answer_names_its_trace_and_a_problem_the_same(string path, int status)
    {
        var instance = await shared.StartAsync();
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var ours = await instance.AskAsync(HttpMethod.Get, path, Token, "traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        var own = await instance.AskAsync(HttpMethod.Get, path, Token);

        Assert.Equal((status, Trace), (ours.Status, ours.Headers[HttpServer.TraceHeader]));
        Assert.Matches("^[0-9a-f]{32}$", own.Headers[HttpServer.TraceHeader]);
        Assert.NotEqual(Trace, own.Headers[HttpServer.TraceHeader]);
        if (status >= 400)
        {
            ours.Problem(status);
            Assert.Equal(Trace, ours.Json.GetProperty("traceId").GetString());
        }
    }

    [SkippableFact]
    public async Task The_answer_says_what_may_still_be_asked_and_the_refusal_that_nothing_may()
    {
        const int Burst = 20, PerSecond = 1;
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance =
            await TestInstance.StartAsync(database, limits: new() { LecturesRafale = Burst, LecturesParSeconde = PerSecond });
        var left = new List<int>();
        Answer answer;
        do
        {
            answer = await instance.AskAsync(HttpMethod.Get, "/v1/adherents/ENTETE-B/soins", Token);
            Assert.Equal($"\"lectures\";q={Burst};w={Burst / PerSecond}", answer.Headers["RateLimit-Policy"]);
            var said = Left().Match(answer.Headers["RateLimit"]);
            Assert.True(said.Success, answer.Headers["RateLimit"]);
            left.Add(int.Parse(said.Groups["r"].Value, CultureInfo.InvariantCulture));
            Assert.Equal((Burst - left[^1]) / PerSecond, int.Parse(said.Groups["t"].Value, CultureInfo.InvariantCulture));
        }
        while (answer.Status == 200 && left.Count < 10 * Burst);

        Assert.Equal("trop-de-requetes", answer.Problem(429));
        Assert.Equal((Burst - 1, 0), (left[0], left[^1]));
        Assert.DoesNotContain(
            "RateLimit", (await instance.AskAsync(HttpMethod.Get, "/health/live", null)).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [SkippableTheory]
    [InlineData("/v1/flux", "GET, HEAD, OPTIONS")]
    [InlineData("/v1/adherents/ENTETE-C/soins", "GET, HEAD, OPTIONS")]
    [InlineData("/v1/paiements/ro", "POST, OPTIONS")]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/decisions", "GET, HEAD, OPTIONS, POST")]
    public async Task Options_answers_with_the_methods_that_there_are(string path, string methods)
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(HttpMethod.Options, path, Token);
        Assert.Equal((204, ""), (answer.Status, answer.Text));
        Assert.Equal(methods.Split(", ").Order(StringComparer.Ordinal), answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal("introuvable", (await instance.AskAsync(HttpMethod.Options, "/v1/nulle-part", Token)).Problem(404));
    }

    [SkippableTheory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task The_head_of_the_feed_is_that_of_its_page_whatever_is_accepted(string accept)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("ENTETE-D"));
        await instance.SoinsAsync("ENTETE-D");
        var page = await instance.AskAsync(HttpMethod.Get, "/v1/flux?limite=1", Espace);
        var head = await instance.AskAsync(HttpMethod.Head, "/v1/flux?limite=1", Espace, "Accept", accept);
        Assert.Equal((200, "application/json", ""), (head.Status, head.Type, head.Text));
        Assert.Equal(page.Headers["ETag"], head.Headers["ETag"]);
    }

    [SkippableTheory]
    [InlineData("/v1/adherents/ENTETE-E/soins", "du=&au=&limite=&curseur=&situation=&beneficiaire=&payeDu=&payeAu=")]
    [InlineData("/v1/adherents/ENTETE-E/virements", "du=&au=&limite=")]
    [InlineData("/v1/adherents/ENTETE-E/synthese", "du=&au=")]
    [InlineData("/v1/flux", "apres=&limite=")]
    [InlineData("/v1/quarantaine", "etat=&part=&regle=&origine=&du=&au=&limite=&curseur=")]
    [InlineData("/v1/recherche", "q=ENTETE-E&limite=&curseur=")]
    public async Task An_empty_parameter_is_an_absent_one_and_an_unknown_one_stays_unknown(string path, string empties)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("ENTETE-E"));
        await instance.SoinsAsync("ENTETE-E");
        var token = path == "/v1/flux" ? Espace : Token;
        var required = string.Join('&', empties.Split('&').Where(p => !p.EndsWith('=')));
        var without = await instance.AskAsync(HttpMethod.Get, $"{path}?{required}", token);
        var with = await instance.AskAsync(HttpMethod.Get, $"{path}?{empties}", token);
        Assert.Equal((200, without.Text), (with.Status, with.Text));
        Assert.Equal("parametre-inconnu", (await instance.AskAsync(HttpMethod.Get, $"{path}?{empties}&autre=", token)).Problem(400));
    }

    [SkippableFact]
    public async Task A_tag_that_was_weakened_on_the_way_is_said_to_be()
    {
        var instance = await shared.StartAsync();
        var soin = await InEcartAsync(instance, "ENTETE-F");
        const string Remark = """{"type":"annoter","motif":"Vu au téléphone."}""";
        var weakened = await SendAsync(instance, Id(soin), Remark, $"W/\"{soin.GetProperty("version").GetInt32()}\"");
        var stale = await SendAsync(instance, Id(soin), Remark, "\"99\"");
        Assert.Equal(("version-perimee", "version-perimee"), (weakened.Problem(412), stale.Problem(412)));
        Assert.Contains("W/", weakened.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("W/", stale.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_redirection_keeps_the_prefix_of_a_named_gateway()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database.ConnectionString, proxies: NamedProxies.Read("127.0.0.1"));
        await instance.RoAsync(PaymentRecords.Ro("ENTETE-G").With("montant", 21.00m));
        var first = Id(Assert.Single(await instance.SoinsAsync("ENTETE-G")));
        await instance.RoAsync(PaymentRecords.Ro("ENTETE-G", 2).With("montant", 18.00m));
        var second = (await instance.SoinsAsync("ENTETE-G")).Select(Id).Single(i => i != first);

        // The line completes neither RO line to the cost of the care, so that it could be of either.
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire("ENTETE-G").Without("montantRoDeclare").With("montant", 8.00m));
        Assert.Single(await instance.SoinsAsync("ENTETE-G"));
        foreach (var end in new[] { "", "/lignes", "/decisions" })
        {
            var path = $"/v1/soins/{second}{end}";
            var direct = await instance.AskAsync(HttpMethod.Get, path, Token);
            var prefixed = await instance.AskAsync(HttpMethod.Get, path, Token, "X-Forwarded-Prefix", "/assurance");
            Assert.Equal((307, $"/v1/soins/{first}{end}"), (direct.Status, direct.Headers["Location"]));
            Assert.Equal((307, $"/assurance/v1/soins/{first}{end}"), (prefixed.Status, prefixed.Headers["Location"]));
            foreach (var (said, escaped) in new[] { ("/p%20q/", "/p%20q"), ("/a?b#c", "/a%3Fb%23c") })
            {
                var odd = await instance.AskAsync(HttpMethod.Get, path, Token, "X-Forwarded-Prefix", said);
                Assert.Equal($"{escaped}/v1/soins/{first}{end}", odd.Headers["Location"]);
            }

            foreach (var elsewhere in new[] { "//ailleurs.example", "/\\ailleurs.example" })
            {
                var misled = await instance.AskAsync(HttpMethod.Get, path, Token, "X-Forwarded-Prefix", elsewhere);
                Assert.Equal($"/v1/soins/{first}{end}", misled.Headers["Location"]);
            }
        }
    }

    [GeneratedRegex("^\"lectures\";r=(?<r>\\d+);t=(?<t>\\d+)$")]
    private static partial Regex Left();
}
