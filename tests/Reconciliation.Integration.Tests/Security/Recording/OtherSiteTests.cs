using Reconciliation.Integration.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// A page that another site opens in an agent's browser shows nothing of a member and writes nothing in the agent's name, whichever page
/// it is; it asks. A page that the agent opens by themselves, or whose request does not say who opened it, is answered as always.
/// </summary>
public sealed class OtherSiteTests(RecordingInstance shared, ITestOutputHelper output) : IClassFixture<RecordingInstance>
{
    private const string Written = """
        SELECT (SELECT coalesce(max(acces_id), 0) FROM acces) + (SELECT count(*) FROM affectation) + (SELECT count(*) FROM decision)
            + (SELECT count(*) FROM quarantaine_suite) + (SELECT sum(version)::bigint FROM quarantaine) + (SELECT count(*) FROM journal)
        """;

    [SkippableTheory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("Cross-Site")]
    [InlineData("autre")]
    [InlineData("same-origin, cross-site")]
    public async Task A_page_that_another_site_opens_shows_nothing_and_writes_nothing_whichever_it_is(string site)
    {
        var (instance, members) = await shared.SeededAsync();
        using var agent = await ReasonedAsync(instance, members, "ailleurs");
        var (tried, asked) = (0, new HashSet<string>());
        foreach (var page in await PagesAsync(members, agent))
        {
            var before = await instance.CountAsync(Written);
            var (status, text) = await agent.GetAsync(page.Path, site, "document");
            Assert.True(RecordedMembers.In(text + agent.Location).Count == 0, $"{page.Call}: {text}");
            Assert.Equal((page.Call, before), (page.Call, await instance.CountAsync(Written)));
            Assert.True(page.Statuses.Append(403).Contains(status), $"{page.Call}: {status}");
            tried++;
            if (text.Contains("Un autre site vous a conduit ici", StringComparison.Ordinal))
            {
                asked.Add(page.Call);
                Assert.Contains($"href=\"{page.Path.Split('?')[0]}", text, StringComparison.Ordinal);
            }
        }

        var mapped = ConsoleCalls.Of(instance).Where(c => c.IsGet).ToList();
        Assert.Equal(mapped.Where(c => c.Status == 403 && c.Call != "GET /interdit").Select(c => c.Call).Order(), asked.Order());
        output.WriteLine($"{tried} pages, {asked.Count} of {mapped.Select(c => c.Call).Distinct().Count()} mapped GETs ask");
    }

    [SkippableTheory]
    [InlineData("cross-site", null)]
    [InlineData("cross-site", "script")]
    [InlineData("cross-site", "iframe")]
    [InlineData("same-site", "image")]
    public async Task Nothing_is_answered_within_a_page_of_another_site_whatever_it_holds(string site, string? destination)
    {
        var (instance, members) = await shared.SeededAsync();
        using var agent = await ReasonedAsync(instance, members, "dans-une-page");
        var (pages, tried) = (await PagesAsync(members, agent), new HashSet<string>());
        pages.Add(new("GET /soins/{soinId:guid}/direct", $"/soins/{RecordedMembers.Id(members.A)}/direct?version=1", 403));
        pages.Add(new("GET /adherents/{jeton}/direct", "/adherents/aucun/direct?depuis=2025-01-01T00:00:00Z", 403));
        var before = await instance.CountAsync(Written);
        foreach (var page in pages)
        {
            var (status, text) = await agent.GetAsync(page.Path, site, destination);
            Assert.True(
                status == 403 && text.Contains("Un autre site vous a conduit ici", StringComparison.Ordinal),
                $"{page.Call}: {status} {text}");
            tried.Add(page.Call);
        }

        Assert.Equal(before, await instance.CountAsync(Written));
        Assert.Equal(ConsoleCalls.Of(instance).Where(c => c.IsGet).Select(c => c.Call).Distinct().Order(), tried.Order());
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("none")]
    [InlineData("same-origin")]
    public async Task A_page_that_the_agent_opens_is_shown_and_recorded(string? site)
    {
        var (instance, members) = await shared.SeededAsync();
        using var agent = await ReasonedAsync(instance, members, "ici");
        foreach (var page in await PagesAsync(members, agent))
        {
            var (status, text) = await agent.GetAsync(page.Path, site);
            Assert.True(page.Statuses.Contains(status), $"{page.Call}: {status} {text}");
            Assert.DoesNotContain("Un autre site", text, StringComparison.Ordinal);
        }
    }

    private static async Task<ConsoleSession> ReasonedAsync(TestInstance instance, RecordedMembers members, string name)
    {
        var agent = await ConsoleSession.SignInAsync(instance, name, "supervision");
        foreach (var soin in new[] { members.A, members.E, members.Replaced })
        {
            await agent.PostAsync("/motif", ("retour", $"/soins/{RecordedMembers.Id(soin)}"), ("motif", "Appel"));
        }

        return agent;
    }

    private static async Task<List<ConsoleCase>> PagesAsync(RecordedMembers members, ConsoleSession agent) =>
        [.. (await ConsoleCases.OfAsync(members, agent)).Where(c => c.IsGet)];
}
