using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>The overview, which team leaders see and agents do not.</summary>
public sealed class OverviewTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task Counted_numbers_are_those_of_the_tables()
    {
        var instance = await demo.StartAsync();
        var counted = await instance.RowsAsync(
            "SELECT cle, sum(valeur)::bigint FROM compteur WHERE nom = 'situation' GROUP BY cle HAVING sum(valeur) <> 0");
        var real = await instance.RowsAsync("SELECT situation, count(*) FROM soin WHERE remplace_par IS NULL GROUP BY situation");
        Assert.Equal(
            real.Select(r => ($"{(Domain.Situation)(short)r[0]!}", (long)r[1]!)).Order(),
            counted.Select(r => ((string)r[0]!, (long)r[1]!)).Order());
        var gaps = await instance.RowsAsync(
            "SELECT cle::int, sum(valeur)::bigint FROM compteur WHERE nom = 'ecart' GROUP BY cle HAVING sum(valeur) <> 0 ORDER BY 1");
        var realGaps = (await instance.RowsAsync("SELECT vue_octets FROM soin WHERE remplace_par IS NULL"))
            .Select(r => Storage.StoredJson.ReadVue(Storage.RecordPackers.Unpack((byte[])r[0]!)).EcartJours)
            .OfType<int>().GroupBy(gap => gap).OrderBy(g => g.Key).Select(g => ((object?)g.Key, (object?)g.LongCount()));
        Assert.Equal(realGaps, gaps.Select(r => (r[0], r[1])));
        Assert.Equal(
            await instance.CountAsync("SELECT count(*) FROM ligne"),
            await instance.CountAsync("SELECT sum(valeur)::bigint FROM compteur WHERE nom = 'arrivee'"));
    }

    [SkippableFact]
    public async Task A_leader_reads_and_exports_the_charts()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync("chef", leader: true, to: "/vue-d-ensemble");
        var late = await instance.CountAsync("SELECT count(*) FROM soin WHERE situation = 4 AND remplace_par IS NULL");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Soins par situation" })
            .Locator("tr", new() { HasText = "En retard" })).ToContainTextAsync($"{late}");
        var download = await visit.Page.RunAndWaitForDownloadAsync(
            () => visit.Page.GetByRole(AriaRole.Link, new() { Name = "Soins par situation" }).ClickAsync());
        Assert.Equal("situations.csv", download.SuggestedFilename);
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        Assert.Contains($"\"En retard\";{late}", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_agent_is_not_shown_the_overview()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        visit.Expected.Add("403");
        await visit.EnterAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Vue d’ensemble" })).ToHaveCountAsync(0);
        await visit.Page.GotoAsync("/vue-d-ensemble");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Cette page n’est pas ouverte à votre rôle.");
    }
}
