using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>An agent decides: sees the result beforehand, confirms, and is told when somebody was faster.</summary>
public sealed class DecisionTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task A_gap_is_accepted_once_its_result_was_seen_and_can_be_taken_back()
    {
        var instance = await GapAsync("A-gap-1");
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await OpenAsync(visit, "A-gap-1");
        await page.Locator("#motif").FillAsync("écart expliqué par le décompte");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accepter l'écart" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("ce qui va changer");
        await Assertions.Expect(page.Locator("table.cote-a-cote .etiquette")).ToHaveTextAsync(["± Écart", "✓ Complet"]);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'A-gap-1-02'"));
        await visit.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".titre .etiquette")).ToContainTextAsync("Complet");
        await Assertions.Expect(page.Locator(".decider")).ToContainTextAsync("écart expliqué par le décompte");

        await page.GetByLabel("Motif pour revenir sur cette décision").FillAsync("décidé trop vite");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revenir dessus" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".titre .etiquette")).ToContainTextAsync("Écart");
    }

    [SkippableFact]
    public async Task Of_two_agents_the_second_decides_nothing_and_sees_what_changed()
    {
        var instance = await GapAsync("A-gap-2");
        await using var first = await Visit.StartAsync(instance);
        await using var second = await Visit.StartAsync(instance, javaScript: false);
        second.Expected.Add("412");
        await OpenAsync(second, "A-gap-2", "bruno");
        await OpenAsync(first, "A-gap-2");
        await AcceptAsync(first.Page);
        await Assertions.Expect(first.Page.Locator(".titre .etiquette")).ToContainTextAsync("Complet");

        await second.Page.Locator("#motif").FillAsync("vu avec l'adhérent");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Accepter l'écart" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Rien n'a été enregistré");
        await Assertions.Expect(second.Page.Locator("table.cote-a-cote .etiquette")).ToHaveTextAsync(["± Écart", "✓ Complet"]);
        await second.Page.GetByRole(AriaRole.Link, new() { Name = "Reprendre avec la version actuelle" }).ClickAsync();
        await Assertions.Expect(second.Page.Locator(".decider")).ToContainTextAsync("claire");
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id = 'A-gap-2-02'"));
    }

    [SkippableFact]
    public async Task Two_lines_are_linked_after_they_were_seen_side_by_side()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await OpenAsync(visit, DemoInstance.Member("À rapprocher"));
        await page.Locator(".paiements li", new() { HasText = "RO" }).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator(".paiements li", new() { HasText = "RC" }).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator("#motif").FillAsync("même acte d'après l'adhérent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lier les lignes" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Les lignes côte à côte" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("tr.different th", new() { HasText = "Virement" })).ToContainTextAsync("≠");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Professionnel" }).First).Not.ToHaveClassAsync("different");
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".titre .etiquette")).Not.ToContainTextAsync("À rapprocher");
        await Assertions.Expect(page.Locator(".versions li").Last).ToContainTextAsync("décision");
    }

    [SkippableFact]
    public async Task What_the_member_saw_at_an_instant_stands_beside_what_they_see_now()
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-past"));
        var between = instance.Clock.GetUtcNow();
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("A-past"));
        await using var visit = await Visit.StartAsync(instance);
        await OpenAsync(visit, "A-past");
        var paris = TimeZoneInfo.ConvertTime(between, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        await visit.Page.GotoAsync($"{new Uri(visit.Page.Url).AbsolutePath}?le={paris.AddMinutes(-5):yyyy-MM-dd'T'HH:mm}");
        await Assertions.Expect(visit.Page.GetByText("Aucun paiement de ce soin n'était encore connu")).ToBeVisibleAsync();
        await visit.Page.GotoAsync($"{new Uri(visit.Page.Url).AbsolutePath}?le={paris.AddMinutes(5):yyyy-MM-dd'T'HH:mm}");
        await Assertions.Expect(visit.Page.Locator("table.cote-a-cote .etiquette")).ToHaveTextAsync(["✓ Complet", "✓ Complet"]);
        await Assertions.Expect(visit.Page.Locator(".versions li")).ToHaveCountAsync(2);
    }

    private static async Task OpenAsync(Visit visit, string member, string agent = "claire")
    {
        await visit.EnterAsync(agent);
        await visit.SearchAsync(member);
        await visit.Page.Locator("table.soins a").First.ClickAsync();
        await visit.Page.Locator("#message").WaitForAsync();
    }

    private static async Task AcceptAsync(IPage page)
    {
        await page.Locator("#motif").FillAsync("vu avec la source");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accepter l'écart" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" }).ClickAsync();
    }

    // RO paid 9,00 € where 21,00 € were declared.
    private async Task<TestInstance> GapAsync(string member)
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro(member).With("taux", 30).With("montant", 9.00m));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(member));
        return instance;
    }
}
