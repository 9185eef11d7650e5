using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Rules that hold for every page, with any content.</summary>
public sealed partial class EveryPageTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    public static TheoryData<string> Pages => [.. Tour.Pages];

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_breaks_no_rule_of_accessibility(string name)
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.LookAroundAsync(instance);
        await Tour.GoAsync(visit, demo, name);
        Assert.Equal("fr", await visit.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
        await visit.AssertAccessibleAsync();

        // The dark theme changes nothing but colours.
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.AssertAccessibleAsync("color-contrast", "link-in-text-block");
        await Tour.PhotographAsync(visit, $"{name}-dark");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_windows_from_360_to_1920_pixels(string name)
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.LookAroundAsync(instance);
        await Tour.GoAsync(visit, demo, name);
        foreach (var width in new[] { 360, 768, 1920 })
        {
            await visit.Page.SetViewportSizeAsync(width, 800);
            await visit.FitsAsync();
            await Tour.PhotographAsync(visit, $"{name}-{width}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_read_without_scripts(string name)
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.LookAroundAsync(instance, javaScript: false);
        await Tour.GoAsync(visit, demo, name);
        Assert.NotEmpty(await visit.Page.Locator("h1").InnerTextAsync());
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync("Une erreur est survenue");
    }

    [SkippableFact]
    public async Task A_soin_prints_on_one_page()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await Tour.GoAsync(visit, demo, "soin-complet");
        var pdf = Encoding.Latin1.GetString(await visit.Page.PdfAsync(new() { Format = "A4" }));
        Assert.Single(Sheets().Matches(pdf));
    }

    [SkippableFact]
    public async Task The_first_page_weighs_less_than_100_kilobytes()
    {
        var instance = await demo.StartAsync();
        await using var visit = await Visit.StartAsync(instance);
        await visit.EnterAsync();
        var bytes = await visit.Page.EvaluateAsync<int>(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, e) "
                + "=> sum + e.encodedBodySize, 0)");
        Assert.InRange(bytes, 1, 100 * 1024);
    }

    [SkippableFact]
    public async Task Every_answer_forbids_what_a_page_does_not_need()
    {
        var instance = await demo.StartAsync();
        using var client = instance.Client();
        using var response = await client.GetAsync(new Uri("/connexion", UriKind.Relative));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex Sheets();
}
