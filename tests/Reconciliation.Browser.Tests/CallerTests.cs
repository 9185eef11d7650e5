using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>The search box takes what a caller says, with the member on the phone.</summary>
public sealed class CallerTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task A_sum_and_a_name_show_a_choice_and_say_how_they_were_read()
    {
        var instance = await demo.StartAsync();
        var member = DemoInstance.Member("Complet : l'assurance maladie d'abord");
        var paidOn = (string)(await instance.RowsAsync(
            "SELECT to_char(paye_le, 'DD/MM') FROM ligne WHERE adherent_id = $1 AND montant = 2100", member))[0][0]!;
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.EnterAsync("appel-1");
        await visit.SearchAsync($"bonjour, madame Dupont : 19 euros le {paidOn} au lieu de 30");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Cherché\u00a0: 19,00\u00a0€ ; ");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("30,00\u00a0€ attendus.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Ignoré\u00a0: «\u00a0bonjour\u00a0», «\u00a0madame\u00a0»");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("La console ne connaît pas les noms");
        await Assertions.Expect(page.Locator(".resultats li").Filter(new() { HasText = member })).ToHaveCountAsync(1);
        await visit.AssertAccessibleAsync();
        await Tour.PhotographAsync(visit, "recherche-parlee");
        await page.SetViewportSizeAsync(360, 800);
        await visit.FitsAsync();
    }

    [SkippableFact]
    public async Task The_number_of_the_second_parent_opens_the_second_parent()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        await visit.EnterAsync("appel-2");
        await visit.SearchAsync("A0000021");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("A0000021");
    }

    [SkippableFact]
    public async Task A_number_that_may_be_an_amount_is_offered_as_both_and_chosen_with_the_keyboard()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync("appel-3");
        await page.Keyboard.TypeAsync("21");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { NameRegex = new("^A0000021") })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#suggestions")).ToContainTextAsync("Soins et paiements de ce montant");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("A0000021");
    }
}
