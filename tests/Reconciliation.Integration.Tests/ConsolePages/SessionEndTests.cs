using System.Net;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>A session that has ended is over for every copy of its cookie, and for every page that is open.</summary>
public sealed class SessionEndTests(SharedConsoleInstance shared) : IClassFixture<SharedConsoleInstance>
{
    public static TheoryData<string> Ends => new("quitte", "autorite", "agent", "age");

    [SkippableTheory]
    [MemberData(nameof(Ends))]
    public async Task However_it_ends_no_copy_of_the_cookie_opens_anything_and_live_pages_end(string end)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("SESSION"));
        var soin = (await instance.SoinsAsync("SESSION"))[0].GetProperty("soinId").GetString()!;
        using var console = await ConsoleSession.SignInAsync(instance, $"agent-{end}");
        using var copy = console.Copy();
        var id = (Guid)(await instance.RowsAsync("SELECT session_id FROM session WHERE agent = $1 AND finie_le IS NULL", $"agent-{end}"))
            .Single()[0]!;
        using var live = await copy.StreamAsync($"/soins/{soin}/direct?version=1");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var lives = live.Content.ReadAsStringAsync();
        Assert.Equal(200, (await copy.GetAsync("/a-traiter/ecart")).Status);

        var sessions = new AgentSessions(instance.Database, instance.Clock);
        switch (end)
        {
            case "quitte":
                Assert.Equal(302, (await console.PostAsync("/deconnexion")).Status);
                break;
            case "autorite":
                await instance.RowsAsync("UPDATE session SET session_autorite = 'sid-1' WHERE session_id = $1", id);
                await sessions.EndOfAuthorityAsync("sid-1", default);
                break;
            case "agent":
                await sessions.EndOfAgentAsync($"agent-{end}", default);
                break;
            default:
                await instance.RowsAsync("UPDATE session SET commencee_le = commencee_le - interval '11 hours' WHERE session_id = $1", id);
                break;
        }

        string[] pages = ["/", "/a-traiter/ecart", $"/soins/{soin}", "/a-traiter/quarantaine", $"/soins/{soin}/direct?version=1"];
        foreach (var path in pages)
        {
            Assert.Equal((302, path), ((await copy.GetAsync(path)).Status, path));
        }

        Assert.Equal(401, (await copy.PostAsync("/recherche", ("q", "SESSION"))).Status);
        await lives.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task Roles_are_those_of_the_session_now_and_not_those_of_the_cookie()
    {
        var instance = await shared.StartAsync();
        using var console = await ConsoleSession.SignInAsync(instance, "roles", "supervision");
        Assert.Equal(200, (await console.GetAsync("/vue-d-ensemble")).Status);
        await instance.RowsAsync("UPDATE session SET roles = 'support' WHERE agent = 'roles'");
        Assert.Equal(302, (await console.GetAsync("/vue-d-ensemble")).Status);
        await instance.RowsAsync("UPDATE session SET roles = '' WHERE agent = 'roles'");
        Assert.Equal(302, (await console.GetAsync("/a-traiter/ecart")).Status);
    }

    [SkippableFact]
    public async Task Sessions_are_forgotten_some_days_after_they_began()
    {
        var instance = await shared.StartAsync();
        await instance.RowsAsync(
            "INSERT INTO session (session_id, agent, roles, commencee_le) "
                + "VALUES (gen_random_uuid(), 'ancien', '', now() - interval '8 days')");
        using var console = await ConsoleSession.SignInAsync(instance, "nouveau");
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM session WHERE agent = 'ancien'"));
    }
}
