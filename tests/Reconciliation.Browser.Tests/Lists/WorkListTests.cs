using System.Globalization;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests.Lists;

/// <summary>Work lists hold the soins that need a person, and no others; several rows are worked on at once.</summary>
public sealed class WorkListTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    public static TheoryData<string, int> Lists => new()
    {
        { "en-retard", (int)Situation.EnRetard },
        { "ecart", (int)Situation.Ecart },
        { "a-rapprocher", (int)Situation.ARapprocher },
        { "conteste", (int)Situation.Conteste },
    };

    [SkippableTheory]
    [MemberData(nameof(Lists))]
    public async Task A_list_shows_the_soins_of_its_situation_and_no_other(string list, int situation)
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync(to: "/a-traiter/" + list);
        var expected = await instance.RowsAsync(
            "SELECT soin_id FROM soin WHERE situation = $1 AND remplace_par IS NULL ORDER BY depuis, soin_id LIMIT 50", (short)situation);
        var shown =
            await visit.Page.Locator("table.liste .soin a").EvaluateAllAsync<string[]>("links => links.map(a => new URL(a.href).pathname)");
        Assert.NotEmpty(shown);
        Assert.Equal(expected.Select(r => $"/soins/{r[0]}"), shown);
        await Assertions.Expect(visit.Page.Locator(".onglets a[aria-current=page] .nombre")).ToHaveTextAsync(
            (await instance.CountAsync("SELECT count(*) FROM soin WHERE situation = $1 AND remplace_par IS NULL", (short)situation))
                .ToString(CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public async Task A_list_sorted_by_amount_begins_with_the_most_at_stake()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync(to: "/a-traiter/en-retard?tri=enjeu");
        var expected = await instance.RowsAsync(
            "SELECT soin_id FROM soin WHERE situation = 4 AND remplace_par IS NULL ORDER BY enjeu DESC, soin_id DESC LIMIT 1");
        Assert.StartsWith(
            $"/soins/{expected[0][0]}?", await visit.Page.Locator("table.liste .soin a").First.GetAttributeAsync("href"),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Classes_of_age_hold_each_soin_once()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync(to: "/a-traiter/en-retard");
        var numbers = await visit.Page.Locator(".tranches b").AllInnerTextsAsync();
        Assert.Equal(
            int.Parse(numbers[0], CultureInfo.InvariantCulture), numbers.Skip(1).Sum(n => int.Parse(n, CultureInfo.InvariantCulture)));
        for (var age = 0; age < numbers.Count - 1; age++)
        {
            await visit.Page.GotoAsync($"/a-traiter/en-retard?age={age}");

            // As this page says, not the one before: soins grow older meanwhile.
            var shown = (await visit.Page.Locator(".tranches b").AllInnerTextsAsync())[age + 1];
            Assert.Equal(shown, (await visit.Page.Locator("table.liste tbody tr").CountAsync()).ToString(CultureInfo.InvariantCulture));
        }
    }

    [SkippableFact]
    public async Task What_one_agent_has_taken_up_another_is_told_of()
    {
        var instance = await demo.StartAsync();
        await using var clear = await Visit.StartAsync(instance);
        await clear.EnterAsync("claire", to: "/a-traiter/en-retard");
        await TickAsync(clear.Page, 2);
        await clear.Page.GetByRole(AriaRole.Button, new() { Name = "Prendre en charge" }).ClickAsync();
        await Assertions.Expect(clear.Page.Locator(".issues h2")).ToContainTextAsync("2 lignes faites");
        await Assertions.Expect(clear.Page.Locator("table.liste tbody tr").First).ToContainTextAsync("vous");

        await using var bruno = await Visit.StartAsync(instance);
        await bruno.EnterAsync("bruno", to: "/a-traiter/en-retard");
        await TickAsync(bruno.Page, 3);
        await bruno.Page.GetByRole(AriaRole.Button, new() { Name = "Prendre en charge" }).ClickAsync();
        await Assertions.Expect(bruno.Page.Locator(".issues .refus")).ToHaveCountAsync(2);
        await Assertions.Expect(bruno.Page.Locator(".issues .refus").First).ToContainTextAsync("déjà pris en charge par claire");
        await Assertions.Expect(bruno.Page.Locator(".issues .fait")).ToHaveCountAsync(1);

        await clear.Page.GotoAsync("/a-traiter/en-retard?pris=moi");
        await Assertions.Expect(clear.Page.Locator("table.liste tbody tr")).ToHaveCountAsync(2);
    }

    [SkippableFact]
    public async Task A_bulk_decision_says_of_each_row_what_came_of_it_and_wants_a_reason()
    {
        var instance = await demo.StartAsync();
        foreach (var member in new[] { "A-bulk-1", "A-bulk-2" })
        {
            await instance.RoAsync(PaymentRecords.Ro(member).With("taux", 30).With("montant", 9.00m));
            await instance.ComplementairesAsync(PaymentRecords.Complementaire(member));
        }

        await using var visit = await Visit.StartAsync(instance, javaScript: false);
        visit.Expected.Add("422");
        await visit.EnterAsync(to: "/a-traiter/ecart?tri=enjeu");
        var page = visit.Page;
        await page.Locator("tr", new() { HasText = "A-bulk-1" }).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator("tr", new() { HasText = "A-bulk-2" }).GetByRole(AriaRole.Checkbox).CheckAsync();

        // One of them changes while the agent thinks.
        await instance.RoAsync(PaymentRecords.Ro("A-bulk-2").With("revision", 2));
        await page.GetByLabel("Motif").FillAsync("accord de la source");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accepter les écarts" }).ClickAsync();
        await Assertions.Expect(page.Locator(".issues .fait")).ToContainTextAsync("A-bulk-1");
        await Assertions.Expect(page.Locator(".issues .refus")).ToContainTextAsync("le soin a changé");
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM decision WHERE beneficiaire_id IN ('A-bulk-1-02', 'A-bulk-2-02')"));
    }

    private static async Task TickAsync(IPage page, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            await page.Locator("table.liste tbody").GetByRole(AriaRole.Checkbox).Nth(i).CheckAsync();
        }
    }
}
