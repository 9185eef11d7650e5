using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Security;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Sign-in, the length of sessions, and sign-out.</summary>
public sealed partial class SessionTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task A_session_ends_after_half_an_hour_without_activity()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.SignInAsync();
        instance.Clock.Move(TimeSpan.FromMinutes(29));
        await visit.Page.GotoAsync("/");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Combobox)).ToBeVisibleAsync();
        instance.Clock.Move(TimeSpan.FromMinutes(31));
        await visit.Page.GotoAsync("/a-traiter/en-retard");
        await Assertions.Expect(visit.Page.GetByLabel("Votre nom")).ToBeVisibleAsync();
        Assert.EndsWith("/connexion?retour=%2Fa-traiter%2Fen-retard", visit.Page.Url, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_session_ends_after_ten_hours_whatever_is_done()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.SignInAsync();
        for (var minutes = 0; minutes < 600; minutes += 25)
        {
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Combobox)).ToBeVisibleAsync();
            instance.Clock.Move(TimeSpan.FromMinutes(25));
            await visit.Page.GotoAsync("/");
        }

        instance.Clock.Move(TimeSpan.FromMinutes(25));
        await visit.Page.GotoAsync("/");
        await Assertions.Expect(visit.Page.GetByLabel("Votre nom")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Signing_out_leaves_nothing_to_go_back_to()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.SignInAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Quitter" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Vous êtes déconnecté.");
        await visit.Page.GotoAsync("/");
        await Assertions.Expect(visit.Page.GetByLabel("Votre nom")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Signing_out_in_one_window_clears_the_others()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.SignInAsync();
        var other = await visit.Page.Context.NewPageAsync();
        await other.GotoAsync("/a-traiter/ecart");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Quitter" }).ClickAsync();
        await Assertions.Expect(other.GetByLabel("Votre nom")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_form_of_another_site_changes_nothing_whichever_it_is()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.SignInAsync();
        var request = visit.Page.Context.APIRequest;
        var tables = await TablesAsync(instance);
        foreach (var path in Forms(instance))
        {
            var answer = await request.PostAsync(
                path, new() { Form = request.CreateFormData().Set("action", "prendre").Set("motif", "x").Set("q", "x"), MaxRedirects = 0 });
            Assert.Equal((400, path), (answer.Status, path));
        }

        Assert.Equal(tables, await TablesAsync(instance));

        // Nor does the cookie open the API.
        Assert.Equal(401, (await request.GetAsync("/v1/recherche?q=x")).Status);
    }

    [SkippableFact]
    public async Task Without_a_session_no_page_and_no_form_answers()
    {
        var instance = await demo.StartAsync();
        using var client = instance.Client();
        foreach (var path in Forms(instance).Where(p => p is not "/connexion" and not "/deconnexion"))
        {
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([]));
            Assert.Equal((HttpStatusCode.Unauthorized, path), (answer.StatusCode, path));
        }

        string[] open = ["/connexion", "/connexion/echec", "/au-revoir", "/interdit", "/accessibilite"];
        foreach (var path in Paths(instance, HttpMethods.Get).Except(open))
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((HttpStatusCode.Redirect, path), (answer.StatusCode, path));
            Assert.StartsWith("/connexion?", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task While_the_authority_is_away_agents_are_told_what_to_do()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        provider.Away = true;
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, engine: false, console: true, authority: provider.Address);
        using var browser = new CookieClient();
        var away = await browser.GetAsync(new(instance.Address, "/connexion?retour=/a-traiter/ecart"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        var text = WebUtility.HtmlDecode(await away.Content.ReadAsStringAsync());
        Assert.Contains("La connexion est momentanément impossible.", text, StringComparison.Ordinal);
        Assert.Contains("Réessayez dans une minute", text, StringComparison.Ordinal);

        provider.Away = false;
        instance.Clock.Move(TimeSpan.FromSeconds(3));
        await Eventually.HoldsAsync(
            "the console leads to the authority again",
            async () => (await browser.GetAsync(new(instance.Address, "/connexion"))).StatusCode == HttpStatusCode.Redirect);
    }

    [SkippableFact]
    public async Task In_production_the_authority_signs_agents_in_and_the_local_sign_in_does_not_exist()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, console: true, authority: provider.Address);
        using var browser = new CookieClient();
        HttpResponseMessage challenge = new();
        await Eventually.HoldsAsync(
            "the console leads to the authority",
            async () => (challenge = await browser.GetAsync(new(instance.Address, "/connexion?retour=/a-traiter/ecart"))).StatusCode
                == HttpStatusCode.Redirect);
        Assert.Contains("code_challenge_method=S256", challenge.Headers.Location!.Query, StringComparison.Ordinal);

        var signedIn = await (await browser.GetAsync(challenge.Headers.Location)).Content.ReadAsStringAsync();
        Assert.Contains("name=\"code\"", signedIn, StringComparison.Ordinal);
        var form = Inputs().Matches(signedIn)
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        var back = await browser.PostAsync(new(instance.Address, "/connexion/retour"), form);
        Assert.Equal("/a-traiter/ecart", back.Headers.Location?.OriginalString);
        var page = await browser.GetAsync(new(instance.Address, "/a-traiter/ecart"));
        Assert.Contains("agent-42", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(new(instance.Address, "/vue-d-ensemble"))).StatusCode);
        Assert.NotEqual(
            HttpStatusCode.Redirect,
            (await browser.PostAsync(new(instance.Address, "/connexion"), new() { ["nom"] = "moi", ["role"] = "supervision" })).StatusCode);
    }

    // Every form that there is, as the running instance says.
    private static List<string> Forms(TestInstance instance) => Paths(instance, HttpMethods.Post);

    private static List<string> Paths(TestInstance instance, string method) =>
    [
        .. instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<RequireAntiforgeryTokenAttribute>() is not null
                && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method))
            .Select(
                e => Parameters()
                    .Replace(
                        "/" + e.RoutePattern.RawText!.TrimStart('/'),
                        m => m.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1"))
            .Distinct(),
    ];

    private static async Task<string> TablesAsync(TestInstance instance) => string.Join(' ', (await instance.RowsAsync("""
        SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM affectation), (SELECT count(*) FROM quarantaine_suite),
            (SELECT count(*) FROM acces)
        """))[0]);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" */?>""")]
    private static partial Regex Inputs();

    /// <summary>Keeps cookies as a browser does on a trustworthy address, secure ones included.</summary>
    private sealed class CookieClient : IDisposable
    {
        private readonly Dictionary<string, string> _cookies = [];
        private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        public Task<HttpResponseMessage> GetAsync(Uri address) => SendAsync(new(HttpMethod.Get, address));

        public Task<HttpResponseMessage> PostAsync(Uri address, Dictionary<string, string> form) =>
            SendAsync(new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) });

        public void Dispose() => _client.Dispose();

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            if (_cookies.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            }

            var response = await _client.SendAsync(request);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var (name, value) = (
                    cookie[..cookie.IndexOf('=', StringComparison.Ordinal)],
                    cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                _cookies[name] = value;
            }

            return response;
        }
    }
}
