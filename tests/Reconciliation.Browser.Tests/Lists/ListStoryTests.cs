using System.Globalization;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests.Lists;

/// <summary>An agent works a list off; a team leader shares it out and looks at the whole.</summary>
public sealed class ListStoryTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task An_agent_filters_a_list_and_goes_from_row_to_row_with_the_keyboard()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.EnterAsync(to: "/a-traiter/en-retard");
        await page.GetByText("Filtrer et trier").ClickAsync();
        await page.GetByLabel("Part attendue").SelectOptionAsync("complémentaire");
        await page.GetByLabel("Trier par").SelectOptionAsync("montant, le plus élevé d’abord");
        await page.GetByLabel("de", new() { Exact = true }).FillAsync("0,01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Appliquer" }).ClickAsync();

        var expected = (await instance.RowsAsync(
            "SELECT soin_id FROM soin WHERE situation = 4 AND remplace_par IS NULL AND part_attendue = 1 AND enjeu > 0 "
                + "ORDER BY enjeu DESC, soin_id DESC LIMIT 50")).Select(r => $"{r[0]}").ToList();
        Assert.True(expected.Count > 3, $"{expected.Count} rows");
        await Assertions.Expect(page.Locator("table.liste caption")).ToHaveTextAsync(
            $"1–{expected.Count} sur {expected.Count}, par montant, le plus élevé d’abord");
        Assert.Equal(expected, await LinksAsync(page));
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Manque" }))
            .ToHaveAttributeAsync("aria-sort", "descending");
        await visit.AssertAccessibleAsync();
        foreach (var width in new[] { 360, 1280 })
        {
            await page.SetViewportSizeAsync(width, 800);
            await visit.FitsAsync();
            await Tour.PhotographAsync(visit, $"liste-filtree-{width}");
        }

        await page.Locator("table.liste .soin a").First.ClickAsync();
        await OnAsync(page, expected[0]);
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await OnAsync(page, expected[1]);

        // The list is not lost by work on the way.
        await page.GetByLabel("Note pour les collègues").FillAsync("Relancé.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Noter", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Note enregistrée.")).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await page.SetViewportSizeAsync(360, 800);
        await visit.FitsAsync();
        await Tour.PhotographAsync(visit, "soin-de-la-liste-360");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ligne suivante" }).ClickAsync();
        await OnAsync(page, expected[2]);
        await page.Keyboard.PressAsync("Alt+ArrowUp");
        await OnAsync(page, expected[1]);

        for (var row = 2; row <= expected.Count; row++)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Ligne suivante" }).ClickAsync();
        }

        await Assertions.Expect(page.GetByText("vous avez parcouru la liste")).ToBeVisibleAsync();
        Assert.Equal(expected, await LinksAsync(page));
    }

    [SkippableFact]
    public async Task An_agent_takes_a_list_out_for_a_reason()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync("exportatrice", to: "/a-traiter/en-retard?tri=enjeu");
        var rows = await visit.Page.Locator("table.liste tbody tr").CountAsync();
        await visit.Page.GetByText("Exporter en CSV").ClickAsync();
        await visit.Page.GetByLabel("Pourquoi exporter").FillAsync("Point avec la source");
        var download = await visit.Page.RunAndWaitForDownloadAsync(
            () => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Exporter" }).ClickAsync());
        Assert.Matches("^a-traiter-en-retard-[0-9-]{10}[.]csv$", download.SuggestedFilename);
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        var lines = (await reader.ReadToEndAsync()).Trim().Split("\r\n");
        Assert.Equal(rows, lines.Length - 1);
        Assert.Equal(
            await instance.CountAsync(
                "SELECT count(DISTINCT adherent_id) FROM soin WHERE situation = 4 AND remplace_par IS NULL AND autres_adherents IS NULL"),
            await instance.CountAsync(
                "SELECT count(DISTINCT adherent_id) FROM acces WHERE agent = 'exportatrice' AND action = 'exporterATraiter' "
                    + "AND motif = 'Point avec la source'"));
    }

    [SkippableFact]
    public async Task A_team_leader_hands_a_row_over_and_sees_who_works_on_it()
    {
        var instance = await demo.StartAsync();
        await using var agent = await Visit.StartAsync(instance);
        await agent.EnterAsync("denise", to: "/a-traiter/en-retard");

        await using var leader = await Visit.StartAsync(instance);
        var page = leader.Page;
        await leader.EnterAsync("cheffe", leader: true, to: "/a-traiter/en-retard?tri=enjeu-croissant");
        await page.Locator("table.liste tbody").GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Collègue" }).SelectOptionAsync("denise");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confier" }).ClickAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("confié à denise");
        await leader.AssertAccessibleAsync();
        foreach (var width in new[] { 360, 1280 })
        {
            await page.SetViewportSizeAsync(width, 800);
            await leader.FitsAsync();
            await Tour.PhotographAsync(leader, $"confier-{width}");
        }

        await page.GotoAsync("/vue-d-ensemble");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "denise" })).ToContainTextAsync("1");
        var stake = await instance.CountAsync("SELECT sum(enjeu)::bigint FROM soin WHERE situation = 4 AND remplace_par IS NULL");
        Assert.Contains(
            (stake / 100m).ToString("#,##0.00", new NumberFormatInfo { NumberGroupSeparator = "\u202f", NumberDecimalSeparator = "," }),
            await page.Locator("section", new() { HasText = "Euros en jeu" }).InnerTextAsync(), StringComparison.Ordinal);
        foreach (var width in new[] { 360, 1280 })
        {
            await page.SetViewportSizeAsync(width, 800);
            await leader.FitsAsync();
            await Tour.PhotographAsync(leader, $"ensemble-{width}");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "90 jours", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".onglets a[aria-current=page]")).ToHaveTextAsync("90 jours");
        await leader.AssertAccessibleAsync();

        await agent.Page.GotoAsync("/a-traiter/en-retard?pris=moi");
        await Assertions.Expect(agent.Page.Locator("table.liste tbody tr")).ToHaveCountAsync(1);
    }

    private static Task<string[]> LinksAsync(IPage page) => page.Locator("table.liste .soin a").EvaluateAllAsync<string[]>(
        "links => links.map(a => new URL(a.href).pathname.split('/')[2])");

    private static Task OnAsync(IPage page, string soinId) =>
        Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/soins/{soinId}[?]"));
}
