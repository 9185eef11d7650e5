using System.Text;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Every main path with the keyboard alone: at each step it is seen where the focus is.</summary>
public sealed class KeyboardTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task From_the_search_to_the_copied_message()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.EnterAsync("clavier-1");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(DemoInstance.Member("Complet : la complémentaire d'abord"));
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await OpenAsync(visit, page.GetByRole(AriaRole.Button, new() { Name = "Copier le message" }));
        await Assertions.Expect(page.Locator("#annonce")).ToHaveTextAsync("Copié.");
        await OpenAsync(visit, page.GetByText("Réponse détaillée"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pourquoi deux remboursements" })).ToBeVisibleAsync();

        // And from anywhere back to the search.
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("#q")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task From_a_work_list_to_what_came_of_an_action_on_all_of_its_rows()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync("clavier-2");
        await OpenAsync(visit, page.GetByRole(AriaRole.Link, new() { Name = "À traiter" }));
        await OpenAsync(visit, page.GetByRole(AriaRole.Link, new() { Name = "Contesté" }));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Contesté");
        await visit.TabToAsync(page.GetByRole(AriaRole.Checkbox, new() { Name = "Tout cocher" }));
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("[data-nombre]")).ToHaveTextAsync("1\u00a0ligne cochée");
        await visit.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = "Motif" }));
        await page.Keyboard.TypeAsync("demandé à la source");
        await OpenAsync(visit, page.GetByRole(AriaRole.Button, new() { Name = "Annoter" }));
        await Assertions.Expect(page.Locator(".issues")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("décision enregistrée");
    }

    [SkippableFact]
    public async Task From_two_lines_side_by_side_to_their_soin()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync("clavier-3", to: "/a-traiter/a-rapprocher");
        await OpenAsync(visit, page.Locator("table.liste .soin a").First);
        await visit.TabToAsync(page.Locator(".paiements li", new() { HasText = "RO" }).First.GetByRole(AriaRole.Checkbox));
        await page.Keyboard.PressAsync("Space");
        await visit.TabToAsync(page.Locator(".paiements li", new() { HasText = "RC" }).First.GetByRole(AriaRole.Checkbox));
        await page.Keyboard.PressAsync("Space");
        await visit.TabToAsync(page.Locator("#motif"));
        await page.Keyboard.TypeAsync("même acte");
        await OpenAsync(visit, page.GetByRole(AriaRole.Button, new() { Name = "Lier les lignes" }));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Les lignes côte à côte" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Décision enregistrée");
    }

    [SkippableFact]
    public async Task From_quarantine_to_a_corrected_message_that_is_accepted()
    {
        var instance = await demo.StartAsync();
        await instance.PostRawAsync(
            "/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("A-clavier").With("destinataire", "personne").ToJsonString()));
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.EnterAsync("clavier-4", to: "/a-traiter/quarantaine");
        await OpenAsync(visit, page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Message ") }).First);
        await visit.TabToAsync(page.GetByLabel("Versé à"));
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.GetByLabel("Versé à")).ToHaveValueAsync("assure");
        await visit.TabToAsync(page.GetByLabel("Motif (obligatoire)"));
        await page.Keyboard.TypeAsync("confirmé par la source");
        await OpenAsync(visit, page.GetByRole(AriaRole.Button, new() { Name = "Rejouer avec ces champs" }));
        await Assertions.Expect(page.Locator(".titre .etiquette")).ToContainTextAsync("Rejoué et accepté");
    }

    [SkippableFact]
    public async Task Past_the_header_at_once_and_out_of_the_session()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.SignInAsync("clavier-5", to: "/a-traiter/ecart");
        await OpenAsync(visit, page.GetByRole(AriaRole.Link, new() { Name = "Aller au contenu" }));
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
        await OpenAsync(visit, page.GetByRole(AriaRole.Button, new() { Name = "Quitter" }));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Vous êtes déconnecté.");
    }

    private static async Task OpenAsync(Visit visit, ILocator target)
    {
        await target.WaitForAsync();
        await visit.TabToAsync(target);
        await visit.Page.Keyboard.PressAsync("Enter");
    }
}
