using System.Reflection;
using System.Text.Json;
using Reconciliation.Browser.Tests.Browser;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>
/// The record of accessibility is whole and true as far as a program can tell: 106 criteria, each shown by tests that exist or by what
/// somebody saw on a page on a day, and the declaration is written from it.
/// </summary>
public sealed class AccessibilityRecordTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    // The criteria of each theme of the RGAA 4.1.2.
    private static readonly int[] CriteriaOfTheme = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12];

    private static readonly JsonElement Record = JsonDocument.Parse(Read()).RootElement;

    public static TheoryData<string> Numbers => [.. Criteria.Select(c => c.GetProperty("numero").GetString()!)];

    private static IEnumerable<JsonElement> Criteria => Record.GetProperty("criteres").EnumerateArray();

    [Fact]
    public void Each_of_the_106_criteria_stands_once_in_its_order() => Assert.Equal(
        CriteriaOfTheme.SelectMany((count, theme) => Enumerable.Range(1, count).Select(c => $"{theme + 1}.{c}")),
        Criteria.Select(c => c.GetProperty("numero").GetString()));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_criterion_is_shown_by_tests_that_exist_or_by_what_was_seen_on_a_page_on_a_day(string number)
    {
        var criterion = Criteria.Single(c => c.GetProperty("numero").GetString() == number);
        var tests = criterion.GetProperty("tests").EnumerateArray().Select(t => t.GetString()!).ToList();
        var seen = criterion.GetProperty("observations").EnumerateArray().ToList();
        Assert.EndsWith("?", criterion.GetProperty("intitule").GetString(), StringComparison.Ordinal);
        Assert.All(tests, test => Assert.True(Exists(test), $"{number}: {test}"));
        Assert.All(seen, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.GetProperty("page").GetString()));
            Assert.False(string.IsNullOrWhiteSpace(o.GetProperty("par").GetString()));
            Assert.EndsWith(".", o.GetProperty("constat").GetString(), StringComparison.Ordinal);
            Assert.InRange(o.GetProperty("le").GetDateTime(), new DateTime(2025, 11, 1), DateTime.MaxValue);
        });
        var reason = criterion.GetProperty("raison").GetString();
        if (criterion.GetProperty("statut").GetString() == "conforme")
        {
            Assert.Null(reason);
            Assert.True(tests.Count + seen.Count > 0, number);
        }
        else
        {
            Assert.EndsWith(".", reason, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_declaration_says_what_the_record_says_and_every_page_leads_to_it()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        var statuses = Criteria.GroupBy(c => c.GetProperty("statut").GetString()!).ToDictionary(g => g.Key, g => g.Count());
        var (met, unmet) = (statuses.GetValueOrDefault("conforme"), statuses.GetValueOrDefault("nonConforme"));
        var mention = unmet == 0 ? "totalement conforme" : 2 * met >= met + unmet ? "partiellement conforme" : "non conforme";
        foreach (var address in new[] { "/connexion", "/nulle-part" })
        {
            visit.Expected.Add("404");
            await visit.Page.GotoAsync(address);
            await Microsoft.Playwright.Assertions.Expect(visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Contentinfo))
                .ToHaveTextAsync($"Accessibilité\u00a0: {mention}");
        }

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Contentinfo).GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        var text = await visit.Page.Locator("main").InnerTextAsync();
        Assert.Contains($"{met} critères sur les {met + unmet} qui s’appliquent", text, StringComparison.Ordinal);
        foreach (var part in new[] { "Contenus non accessibles", "Signaler un défaut", "Voies de recours", "Défenseur des droits" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Equal(106, await visit.Page.Locator(".criteres > li").CountAsync());
    }

    private static string Read()
    {
        var assembly = typeof(ConsoleWeb.ConsoleRegistration).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream("Reconciliation.ConsoleWeb.Accessibility.rgaa.json")!);
        return reader.ReadToEnd();
    }

    private static bool Exists(string test) => test.Split('.') is [var name, var method]
        && new[] { typeof(AccessibilityRecordTests).Assembly, typeof(TestInstance).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.Name == name).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Any(m => m.Name == method && m.GetCustomAttributes().Any(a => a is FactAttribute));
}
