using System.Text.RegularExpressions;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The page at <c>/docs</c> comes from the instance alone, and its policy lets it work and nothing else.</summary>
public sealed partial class DocsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task The_page_shows_the_description_and_loads_nothing_from_elsewhere()
    {
        var instance = await shared.StartAsync();
        var page = await instance.AskAsync(HttpMethod.Get, "/docs/", null);
        Assert.Equal((200, "text/html"), (page.Status, page.Type));
        Assert.Contains("openapi/v1.json", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("//cdn", page.Text, StringComparison.Ordinal);
        Assert.Contains("\"withDefaultFonts\":false", page.Text, StringComparison.Ordinal);
        Assert.Contains("\"telemetry\":false", page.Text, StringComparison.Ordinal);
        Assert.All(Sources().Matches(page.Text).Select(m => m.Groups[1].Value), source => Assert.DoesNotContain(':', source));
    }

    [SkippableFact]
    public async Task What_it_loads_is_there_for_anybody()
    {
        var instance = await shared.StartAsync();
        var page = await instance.AskAsync(HttpMethod.Get, "/docs/", null);
        var sources = Sources().Matches(page.Text).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(sources);
        foreach (var source in sources)
        {
            var asset = await instance.AskAsync(HttpMethod.Get, "/docs/" + source, null);
            Assert.Equal((200, "text/javascript"), (asset.Status, asset.Type));
            Assert.NotEmpty(asset.Text);
        }
    }

    [SkippableFact]
    public async Task Its_policy_allows_its_own_scripts_by_a_new_nonce_each_time_and_no_other_host()
    {
        var instance = await shared.StartAsync();
        var nonces = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var page = await instance.AskAsync(HttpMethod.Get, "/docs/", null);
            var policy = page.Headers["Content-Security-Policy"];
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.DoesNotContain('*', policy);
            var nonce = Nonce().Match(policy).Groups[1].Value;
            Assert.NotEmpty(nonce);
            Assert.All(
                Scripts().Matches(page.Text).Select(m => m.Value),
                script => Assert.Contains($"nonce=\"{nonce}\"", script, StringComparison.Ordinal));
            nonces.Add(nonce);
        }

        Assert.NotEqual(nonces[0], nonces[1]);
    }

    [SkippableFact]
    public async Task Beside_the_console_it_keeps_its_own_policy()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, console: true);
        var page = await instance.AskAsync(HttpMethod.Get, "/docs/", null);
        Assert.Equal(200, page.Status);
        Assert.Matches(Nonce(), page.Headers["Content-Security-Policy"]);
    }

    [GeneratedRegex("""<script[^>]*src="([^"]+)""")]
    private static partial Regex Sources();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();
}
