using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Messages that could not be accepted are replayed, several at once, or corrected.</summary>
public sealed class QuarantineTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task A_bulk_replay_says_of_each_message_what_came_of_it()
    {
        var instance = await demo.StartAsync();
        var tomorrow = instance.Clock.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await RefusedAsync(
            instance, PaymentRecords.Ro("A-early").With("dateSoin", tomorrow).With("payeLe", tomorrow).With("transmisLe", null));
        await RefusedAsync(instance, PaymentRecords.Ro("A-wrong").With("destinataire", "personne"));
        instance.Clock.Move(TimeSpan.FromDays(4));
        await using var visit = await Visit.StartAsync(instance);
        var page = visit.Page;
        await visit.SignInAsync(to: "/a-traiter/quarantaine");
        await Assertions.Expect(page.Locator("table.liste tbody tr")).ToHaveCountAsync(2);
        await visit.AssertAccessibleAsync();
        foreach (var box in await page.Locator("table.liste tbody").GetByRole(AriaRole.Checkbox).AllAsync())
        {
            await box.CheckAsync();
        }

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Motif" }).FillAsync("date atteinte");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rejouer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("rejoué et accepté");
        await Assertions.Expect(page.Locator(".issues .refus")).ToContainTextAsync("Versé à : Choisissez");
        await Assertions.Expect(page.Locator("table.liste tbody tr")).ToHaveCountAsync(1);
        Assert.Single(await instance.SoinsAsync("A-early"));

        await CorrectAsync(page);
        Assert.Single(await instance.SoinsAsync("A-wrong"));
    }

    [SkippableFact]
    public async Task Fields_that_were_corrected_when_the_session_had_ended_are_there_again_after_the_sign_in()
    {
        var instance = await demo.StartAsync();
        await RefusedAsync(instance, PaymentRecords.Ro("A-garde").With("destinataire", "personne"));
        var id = await instance.CountAsync("SELECT max(quarantaine_id) FROM quarantaine");
        await using var visit = await Visit.StartAsync(instance);
        visit.Expected.Add("401");
        var page = visit.Page;
        await visit.SignInAsync("garde", to: $"/quarantaine/{id}");
        await page.GetByLabel("Versé à").SelectOptionAsync("l’adhérent");
        await page.GetByLabel("Montant versé, en euros").FillAsync("20,50");
        await page.GetByLabel("Motif (obligatoire)").FillAsync("vu avec la source");
        await page.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rejouer avec ces champs" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Votre session est terminée.");
        await visit.SignInAsync("garde", to: $"/quarantaine/{id}");
        await Assertions.Expect(page.GetByLabel("Montant versé, en euros")).ToHaveValueAsync("20,50");
        await Assertions.Expect(page.GetByLabel("Versé à")).ToHaveValueAsync("assure");
        await Assertions.Expect(page.GetByLabel("Motif (obligatoire)")).ToHaveValueAsync("vu avec la source");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rejouer avec ces champs" }).ClickAsync();
        await Assertions.Expect(page.Locator(".titre .etiquette")).ToContainTextAsync("Rejoué et accepté");
    }

    private static async Task CorrectAsync(IPage page)
    {
        await page.Locator("table.liste tbody a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Versé à" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Versé à")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("Versé à")).ToHaveAccessibleDescriptionAsync(
            new System.Text.RegularExpressions.Regex("Choisissez l’une"));
        await page.GetByLabel("Versé à").SelectOptionAsync("l’adhérent");
        await page.GetByLabel("Motif (obligatoire)").FillAsync("destinataire confirmé par la source");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rejouer avec ces champs" }).ClickAsync();
        await Assertions.Expect(page.Locator(".titre .etiquette")).ToContainTextAsync("Rejoué et accepté");
        await Assertions.Expect(page.GetByText("destinataire confirmé par la source")).ToBeVisibleAsync();
    }

    private static async Task RefusedAsync(TestInstance instance, JsonObject record)
    {
        var answer = await instance.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(record.ToJsonString()));
        Assert.Equal(422, answer.Status);
    }
}
