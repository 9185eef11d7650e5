using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Nothing is done that was not meant, and nothing that was typed is lost.</summary>
public sealed class SafeHandsTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task Enter_in_the_reason_of_a_list_accepts_nothing()
    {
        var instance = await GapAsync("A-enter");
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync("entree", to: "/a-traiter/ecart?tri=enjeu");
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Tout cocher" }).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Motif" }).FillAsync("vu avec la source");
        var before = visit.Page.Url;
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Tout cocher" }).UncheckAsync();
        Assert.Equal(before, visit.Page.Url);
        await Assertions.Expect(visit.Page.Locator(".issues")).ToHaveCountAsync(0);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM decision WHERE contenu::jsonb #>> '{decision,auteur}' = 'entree'"));
    }

    [SkippableFact]
    public async Task What_came_of_a_list_survives_reload_and_back_and_is_done_once()
    {
        var instance = await GapAsync("A-reload");
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.EnterAsync("recharge", to: "/a-traiter/ecart?tri=enjeu");
        await page.Locator("tr", new() { HasText = "A-reload" }).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Motif" }).FillAsync("vu avec la source");
        await page.GetByRole(AriaRole.Button, new() { Name = "Annoter" }).ClickAsync();
        await Assertions.Expect(page.Locator(".issues")).ToBeFocusedAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("A-reload");
        await page.Locator(".issues a").First.ClickAsync();
        await Assertions.Expect(page.Locator("#prises")).ToContainTextAsync("vu avec la source");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("A-reload");
        Assert.Equal(
            1, await instance.CountAsync("SELECT count(*) FROM decision WHERE contenu::jsonb #>> '{decision,auteur}' = 'recharge'"));
    }

    [SkippableFact]
    public async Task A_note_and_a_call_back_are_left_and_a_soin_is_taken_up_from_the_sheet()
    {
        var instance = await GapAsync("A-note");
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.EnterAsync("nora");
        await visit.SearchAsync("A-note");
        await page.GetByRole(AriaRole.Button, new() { Name = "Je m’en occupe", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("p.fait")).ToHaveTextAsync("Vous vous en occupez.");
        await Assertions.Expect(page.Locator("p.fait")).ToBeFocusedAsync();
        await page.GetByLabel("Note pour les collègues").FillAsync("attend la réponse de la source");
        await page.GetByLabel("Rappeler l’adhérent le").FillAsync("2030-05-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Noter" }).ClickAsync();
        await Assertions.Expect(page.Locator("#prises")).ToContainTextAsync("À rappeler le mercredi 1er mai 2030 : attend la réponse");
        await visit.AssertAccessibleAsync();
    }

    [SkippableFact]
    public async Task A_decision_that_changes_nothing_cannot_be_confirmed()
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-rien"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("A-rien"));
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await visit.SearchAsync("A-rien");
        await visit.Page.Locator("#decider summary").ClickAsync();
        foreach (var box in await visit.Page.Locator(".paiements").GetByRole(AriaRole.Checkbox).AllAsync())
        {
            await box.CheckAsync();
        }

        await visit.Page.Locator("#motif").FillAsync("même acte");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Lier les lignes" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Rien ne changerait" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Confirmer" })).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task What_was_typed_when_the_session_had_ended_is_there_again_after_the_sign_in()
    {
        var instance = await GapAsync("A-fin");
        await using var visit = await Visit.StartAsync(instance);
        visit.Expected.Add("401");
        var page = visit.Page;
        await visit.SignInAsync("fanny");
        await visit.SearchAsync("A-fin");
        await page.GetByLabel("Note pour les collègues").FillAsync("longue note de fin de journée");
        await page.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Noter" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Votre session est terminée.");
        await Assertions.Expect(page.Locator("[data-garde=motif]")).ToHaveValueAsync("longue note de fin de journée");
        await page.GetByRole(AriaRole.Link, new() { Name = "Revenir à la page et reprendre" }).ClickAsync();
        await page.GetByLabel("Votre nom").FillAsync("fanny");
        await page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Note pour les collègues")).ToHaveValueAsync("longue note de fin de journée");
    }

    [SkippableFact]
    public async Task A_page_that_hears_nothing_for_two_beats_says_that_it_is_interrupted()
    {
        var instance = await GapAsync("A-beat");
        await using var visit = await Visit.StartAsync(instance);
        await visit.Page.Clock.InstallAsync();
        await visit.EnterAsync();
        await visit.SearchAsync("A-beat");
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToHaveTextAsync("Mise à jour en direct");
        await visit.Page.Clock.FastForwardAsync(33_000);
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToContainTextAsync("Mise à jour interrompue");

        // A sign of life, and the page is read again before it says that it is up to date.
        await instance.RoAsync(PaymentRecords.Ro("A-beat").With("revision", 2));
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToHaveTextAsync("Mise à jour en direct");
        await Assertions.Expect(visit.Page.Locator("#annonce")).ToContainTextAsync("Écart → Complet");
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
