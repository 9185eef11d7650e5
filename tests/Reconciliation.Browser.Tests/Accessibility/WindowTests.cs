using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>
/// Pages in windows of 400 %, with larger and wider set text, in forced colours and without styles, and the focus on its way through them.
/// The record of accessibility names these tests beside the criteria that they show.
/// </summary>
public sealed class WindowTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    public static TheoryData<string> Pages => [.. Tour.Pages];

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_at_400_percent_needs_no_sideways_scrolling_and_nothing_covers_the_focus(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        await visit.Page.SetViewportSizeAsync(320, 256);
        await visit.FitsAsync();
        await Tour.PhotographAsync(visit, $"{name}-400");
        await PageChecks.AssertFocusIsSeenAsync(visit);
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Every_element_that_takes_the_focus_shows_it_and_lets_it_go(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        await visit.Page.SetViewportSizeAsync(1280, 800);
        await PageChecks.AssertFocusIsSeenAsync(visit);
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_windows_that_lie_and_stand_and_text_of_twice_the_size(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        foreach (var (width, height) in new[] { (800, 360), (360, 800), (1280, 800) })
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            await visit.FitsAsync();
        }

        await visit.Page.EvaluateAsync("document.documentElement.style.fontSize = '30px'");
        await visit.FitsAsync();
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.CutText));
        await Tour.PhotographAsync(visit, $"{name}-200");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Text_may_be_set_wider_without_being_cut(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        foreach (var width in new[] { 360, 1280 })
        {
            await visit.Page.SetViewportSizeAsync(width, 800);

            // By its rules of style and not by a style element, which the policy of the page forbids.
            await visit.Page.EvaluateAsync("""
                () => {
                    const sheet = new CSSStyleSheet();
                    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
                        p { margin-bottom: 2em !important; }`);
                    document.adoptedStyleSheets = [sheet];
                }
                """);
            await visit.FitsAsync();
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.CutText));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task With_forced_colours_controls_keep_their_edges_and_the_place_one_is_at_its_mark(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        await visit.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.WithoutEdge));
        await Tour.PhotographAsync(visit, $"{name}-forced");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Controls_stand_out_from_their_ground_in_light_and_in_dark(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(PageScripts.FaintEdges));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Without_styles_a_page_says_all_that_it_says_with_them_and_nothing_moves(string name)
    {
        await using var visit = await PageChecks.OpenAsync(demo, name);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.getAnimations().length"));
        var with = await PageChecks.WordsAsync(visit);
        await visit.Page.EvaluateAsync("for (const sheet of document.styleSheets) sheet.disabled = true");
        var without = await PageChecks.WordsAsync(visit);
        Assert.Empty(with.Except(without));
        Assert.True(with.Count > 5, $"{name}: {with.Count} words");
    }
}
