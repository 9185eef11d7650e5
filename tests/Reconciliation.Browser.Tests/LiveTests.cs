using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>An open page follows its soins and says so.</summary>
public sealed class LiveTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    [SkippableFact]
    public async Task A_soin_on_screen_shows_the_second_payment_when_it_comes()
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-live-1"));
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await visit.SearchAsync("A-live-1");
        await visit.Page.Locator("table.soins a").First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#message")).ToContainTextAsync("n’est pas encore arrivée");
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToHaveTextAsync("Mise à jour en direct");
        await visit.Page.Locator("#note").FillAsync("en train d'écrire");
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("A-live-1"));
        await Assertions.Expect(visit.Page.Locator("#message")).ToContainTextAsync("Vos deux remboursements sont arrivés");
        await Assertions.Expect(visit.Page.Locator("#annonce")).ToContainTextAsync("mise à jour");

        // The text that an agent writes meanwhile stays.
        await Assertions.Expect(visit.Page.Locator("#note")).ToHaveValueAsync("en train d'écrire");
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToHaveTextAsync("Mise à jour en direct");
    }

    [SkippableFact]
    public async Task A_page_that_is_followed_no_more_says_so()
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-live-3"));
        await using var visit = await Visit.StartAsync(instance);
        visit.Expected.Add("503");
        await visit.Page.RouteAsync("**/direct?*", route => route.FulfillAsync(new() { Status = 503 }));
        await visit.EnterAsync();
        await visit.SearchAsync("A-live-3");
        await Assertions.Expect(visit.Page.Locator("[data-suivi]")).ToContainTextAsync("Mise à jour interrompue");
    }

    [SkippableFact]
    public async Task A_member_on_screen_shows_a_new_soin()
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-live-2"));
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await visit.SearchAsync("A-live-2");
        await Assertions.Expect(visit.Page.Locator("table.soins tbody tr")).ToHaveCountAsync(1);
        await instance.RoAsync(PaymentRecords.Ro("A-live-2", ordre: 2).With("dateSoin", "2025-11-13"));
        await Assertions.Expect(visit.Page.Locator("table.soins tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#annonce")).ToContainTextAsync("mise à jour");
    }
}
