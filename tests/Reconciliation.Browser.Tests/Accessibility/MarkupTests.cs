using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>The source of pages, and all that assistive technology reads of it and of what happens on them.</summary>
public sealed partial class MarkupTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    public static TheoryData<string> Pages => [.. Tour.Pages];

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Ids_stand_once_references_lead_somewhere_and_headings_skip_no_level(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.MarkupFaults));
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_browser_mends_nothing_in_the_source_of_a_page(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);

        // An element that is badly nested or left open is one that the source does not have, or has in another number.
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.MendedElements));
    }

    [SkippableFact]
    public async Task A_list_is_a_table_to_assistive_technology_in_a_narrow_window_too()
    {
        await using var visit = await PageChecks.OpenAsync(demo, "a-traiter");
        await visit.Page.SetViewportSizeAsync(360, 800);
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        var tree = (await session.SendAsync("Accessibility.getFullAXTree")).ToString()!;
        Assert.Contains("\"columnheader\"", tree, StringComparison.Ordinal);
        Assert.Contains("\"cell\"", tree, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Titles_tell_tabs_apart_and_name_neither_a_person_nor_their_health()
    {
        var titles = new Dictionary<string, string>();
        foreach (var name in Tour.Pages)
        {
            await using var visit = await PageChecks.OpenAsync(demo, name);
            titles[name] = await visit.Page.TitleAsync();
        }

        // Pages of one call are one sheet, whichever soin is in question.
        foreach (var same in titles.GroupBy(t => t.Value).Where(g => g.Count() > 1))
        {
            Assert.All(same, t => Assert.StartsWith("Appel", t.Value, StringComparison.Ordinal));
        }

        Assert.All(titles.Values, title =>
        {
            Assert.DoesNotContain(DemoInstance.Members, m => title.Contains(m.AdherentId, StringComparison.Ordinal));
            Assert.DoesNotMatch(Health(), title.Replace("Motif de la consultation", "", StringComparison.Ordinal));
        });
    }

    [SkippableFact]
    public async Task Keys_of_one_sign_can_be_switched_off_and_on_again()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync(to: "/a-traiter/ecart");
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#q")).Not.ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aide" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("#q")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task What_happens_on_a_page_is_said_to_who_does_not_see_it()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync();
        await page.Locator("#q").PressSequentiallyAsync("rien-de-tel");
        await Assertions.Expect(page.Locator("#etat-recherche")).ToContainTextAsync("Aucun résultat.");
        await visit.AssertAccessibleAsync();
        await page.Locator("#q").FillAsync(DemoInstance.Member("En retard"));
        await Assertions.Expect(page.Locator("#etat-recherche")).ToHaveTextAsync(ResultCount());
        await page.GotoAsync("/a-traiter/ecart");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tout cocher" }).CheckAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "cochée" })).ToHaveCountAsync(1);
    }

    [GeneratedRegex("(?i)consultation|soin du|dent|pharmac|[0-9]{2}/[0-9]{2}/[0-9]{4}|€")]
    private static partial Regex Health();

    [GeneratedRegex("^[0-9]+\u00a0résultats?")]
    private static partial Regex ResultCount();
}
