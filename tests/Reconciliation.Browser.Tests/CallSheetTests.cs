using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Browser.Tests;

/// <summary>One page per call: a known number leads to the answer, and the transfer that was said is lit up.</summary>
public sealed class CallSheetTests(DemoInstance demo, ITestOutputHelper output) : IClassFixture<DemoInstance>
{
    private const int KeysMax = 9;
    private const int KeysOfUnknownMax = 90;

    // On some days of the week more of the demo's payments have one sum and one day than a page of results shows.
    private const int UnfoundMax = 2;

    [SkippableFact]
    public async Task A_known_number_leads_to_the_answer_in_nine_keys_and_no_click()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        foreach (var (title, member) in DemoInstance.Members)
        {
            await visit.Page.GotoAsync("/");
            await Assertions.Expect(visit.Page.Locator("#q")).ToBeFocusedAsync();
            var start = Stopwatch.GetTimestamp();
            foreach (var key in member.Select(c => c.ToString()).Append("Enter"))
            {
                await visit.Page.Keyboard.PressAsync(key);
            }

            var said = await visit.Page.Locator("#message").InnerTextAsync();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{member.Length + 1} keys, {seconds:0.0} s, {title}: {said}"));
            Assert.True(member.Length + 1 <= KeysMax, $"{title} takes {member.Length + 1} keys.");
            Assert.DoesNotContain("appel", said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("72 72", said.Replace('\u00a0', ' '), StringComparison.Ordinal);
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Adhérent {member}");
            Assert.Equal($"Appel …{member[^4..]}", await visit.Page.TitleAsync());
        }
    }

    // The caller reads a transfer from the bank statement: its sum and its day. Where many have the same, the agent asks for the next one.
    [SkippableFact]
    public async Task An_unknown_number_is_found_by_its_transfers_with_the_keyboard_alone()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        var (page, unfound) = (visit.Page, new List<string>());
        await visit.EnterAsync("inconnu");
        foreach (var (title, member) in DemoInstance.Members)
        {
            var isContested = title.StartsWith("Contesté", StringComparison.Ordinal);
            await page.GotoAsync("/");
            await Assertions.Expect(page.Locator("#q")).ToBeFocusedAsync();
            var choice = page.Locator("main .resultats li", new() { HasTextString = member }).GetByRole(AriaRole.Button).First;
            var (keys, said, start) = (0, "", Stopwatch.GetTimestamp());
            foreach (var transfer in await TransfersAsync(instance, member, isContested))
            {
                // The box keeps what was said before: a key leads there, and another one behind it.
                if (said.Length > 0)
                {
                    await page.Keyboard.PressAsync("/");
                    await page.Keyboard.PressAsync("End");
                    keys += 2;
                }

                said += transfer;
                keys += transfer.Length + 1;
                await page.Keyboard.TypeAsync(transfer);
                await page.Keyboard.PressAsync("Enter");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(said.Trim());
                if (await choice.CountAsync() > 0)
                {
                    break;
                }
            }

            if (await choice.CountAsync() == 0)
            {
                unfound.Add(title);
                continue;
            }

            keys += await visit.TabToAsync(choice) + 1;
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Adhérent {member}");
            await Assertions.Expect(page.Locator("#message")).ToBeVisibleAsync();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keys} keys, {seconds:0.0} s, {title}: {said}"));
            Assert.True(keys <= KeysOfUnknownMax, $"{title} takes {keys} keys.");
        }

        Assert.True(unfound.Count <= UnfoundMax, $"Not found: {string.Join("; ", unfound)}.");
    }

    // The sum and the day of each transfer, then the day of care. Of a line with two contents only one was paid.
    private static async Task<IReadOnlyList<string>> TransfersAsync(TestInstance instance, string member, bool isContested) =>
    [
        .. (await instance.RowsAsync(
            $"""
            SELECT dit FROM (
                SELECT ' ' || replace(to_char({(isContested ? "min" : "sum")}(montant) / 100.0, 'FM999990.00'), '.', ',') || ' '
                    || to_char(paye_le, 'DD/MM') AS dit, paye_le
                FROM ligne WHERE adherent_id = $1 GROUP BY virement, paye_le HAVING sum(montant) > 0
                UNION ALL
                SELECT ' ' || to_char(max(date_soin), 'DD/MM'), '-infinity' FROM ligne WHERE adherent_id = $1) AS d
            ORDER BY paye_le DESC
            """,
            member)).Select(r => (string)r[0]!),
    ];

    [SkippableTheory]
    [InlineData("19,00 €", 1)]
    [InlineData("9", 1)]
    [InlineData("19/11/2025", 1)]
    [InlineData("20/11/2025", 1)]
    [InlineData("9,00 € 20/11/2025", 1)]
    [InlineData("9,00 € 19/11/2025", 0)]
    [InlineData("30", 0)]
    public async Task The_transfer_that_the_caller_says_is_lit_up_by_its_day_or_its_sum(string said, int lit)
    {
        var instance = await demo.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-dit").With("payeLe", "2025-11-19").With("virement", "VRO-DIT"));
        await instance.RoAsync(PaymentRecords.Ro("A-dit", ordre: 2).With("nature", "retenue").With("montant", -2.00m)
            .With("ligneOrigine", PaymentRecords.Ro("A-dit")["ligne"]!.DeepClone())
            .With("payeLe", "2025-11-19").With("virement", "VRO-DIT"));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire("A-dit").With("payeLe", "2025-11-20").With("virement", "VRC-DIT"));
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await visit.SearchAsync("A-dit");
        await visit.Page.Locator("#dit").FillAsync(said);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".virement.dit")).ToHaveCountAsync(lit);
        await Assertions.Expect(visit.Page.Locator(".virements [role=status]"))
            .ToContainTextAsync(lit == 0 ? "Aucun virement" : "1\u00a0virement correspond");
        await visit.AssertAccessibleAsync();
        await visit.Page.Locator(".virement .resultats a").First.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#message")).ToContainTextAsync("19,00\u00a0€");
    }

    [SkippableTheory]
    [InlineData("À rapprocher")]
    [InlineData("Contesté")]
    public async Task A_soin_that_is_not_settled_shows_no_sure_figure(string title)
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await visit.SearchAsync(DemoInstance.Member(title));
        await Assertions.Expect(visit.Page.Locator("#message")).ToContainTextAsync("pas encore vous donner de total sûr");
        await Assertions.Expect(visit.Page.Locator("#parts summary")).ToContainTextAsync("total à vérifier");
        await Assertions.Expect(visit.Page.Locator("#parts")).Not.ToContainTextAsync("ferme");
        await Assertions.Expect(visit.Page.Locator("#parts .legende")).Not.ToContainTextAsync("✓");
        var reste = visit.Page.Locator("#parts dl div", new() { HasText = "Reste à charge" });
        await Assertions.Expect(reste.Locator("dd")).ToHaveTextAsync("–");
    }

    [SkippableFact]
    public async Task Each_parent_of_a_child_sees_their_own_part_only()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        await instance.RoAsync(PaymentRecords.Ro("A-mere").With("beneficiaireId", "A-mere-03"));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire("A-mere").With("beneficiaireId", "A-mere-03").With("adherentId", "A-pere"));
        await instance.RoAsync(PaymentRecords.Ro("A-pere", ordre: 2).With("taux", 50).With("montant", 15.00m));
        var (ro, rc) = ("21,00\u00a0€", "9,00\u00a0€");
        foreach (var (parent, own, other) in new[] { ("A-mere", ro, rc), ("A-pere", rc, ro) })
        {
            await visit.Page.GotoAsync("/");
            await visit.SearchAsync(parent);
            var choice = visit.Page.Locator("main .resultats button", new() { HasTextString = parent });
            if (await choice.CountAsync() is > 0 and < 3)
            {
                await choice.First.ClickAsync();
            }

            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Adhérent {parent}");
            var row = visit.Page.Locator("table.soins tr", new() { HasTextString = "A-mere-03" });
            await row.GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Adhérent {parent}");
            await Assertions.Expect(visit.Page.Locator("#message")).ToContainTextAsync(own);
            await Assertions.Expect(visit.Page.Locator("#faits tbody tr")).ToHaveCountAsync(1);
            await Assertions.Expect(row).Not.ToContainTextAsync($" {other}");
            foreach (var place in new[] { "#message", ".virements", "#parts" })
            {
                await Assertions.Expect(visit.Page.Locator(place)).Not.ToContainTextAsync($" {other}");
            }
        }
    }

    [SkippableFact]
    public async Task The_sheet_is_read_at_400_per_cent_in_forced_colours_and_with_the_longest_identifiers()
    {
        var instance = await demo.StartAsync();
        var member = "A" + new string('1', 63);
        await instance.RoAsync(PaymentRecords.Ro("A-longs").With("adherentId", member).With("virement", "V" + new string('2', 63))
            .With("beneficiaireId", "B" + new string('3', 63)).With("professionnelId", "P" + new string('4', 63)));
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync("z" + new string('z', 38));
        await visit.SearchAsync(member);
        await visit.Page.Locator("details.bloc > summary").EvaluateAllAsync<int>(
            "all => all.map(s => s.parentElement.open = true).length");
        foreach (var (width, height) in new[] { (320, 256), (360, 800), (1280, 800), (1920, 1080) })
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            await visit.FitsAsync();
            await Tour.PhotographAsync(visit, $"longs-{width}");
        }

        await visit.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await Tour.PhotographAsync(visit, "couleurs-forcees");

        // The action bar of a list does not stand in the way.
        await visit.Page.GotoAsync("/a-traiter/en-retard");
        await visit.Page.SetViewportSizeAsync(320, 256);
        await visit.FitsAsync();
        Assert.Equal("static", await visit.Page.Locator(".masse").EvaluateAsync<string>("e => getComputedStyle(e).position"));
    }

    [SkippableFact]
    public async Task A_question_mark_shows_the_keys()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        await visit.EnterAsync(to: "/a-traiter/ecart");
        await visit.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Au clavier" })).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator("#aide")).ToBeHiddenAsync();
    }
}
