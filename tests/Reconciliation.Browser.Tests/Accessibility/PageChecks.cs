using Reconciliation.Browser.Tests.Browser;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>Looks at a page as several tests do.</summary>
internal static class PageChecks
{
    private const int StepsMax = 200;

    /// <summary>Opens a page of the tour.</summary>
    public static async Task<Visit> OpenAsync(DemoInstance demo, string name)
    {
        var visit = await Visit.LookAroundAsync(await demo.StartAsync());
        await Tour.GoAsync(visit, demo, name);
        return visit;
    }

    /// <summary>
    /// Goes through a page with the tabulator key: each element that takes the focus has a frame of three pixels and lies within the
    /// window, with nothing over its middle.
    /// </summary>
    public static async Task AssertFocusIsSeenAsync(Visit visit)
    {
        var seen = new HashSet<string>();
        await visit.Page.EvaluateAsync("document.activeElement?.blur?.()");
        for (var steps = 0; steps < StepsMax; steps++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var where = await visit.Page.EvaluateAsync<string[]>(PageScripts.FocusIsSeen);
            Assert.True(where[1].Length == 0, $"{visit.Page.Url}: {where[1]} {where[0]}");
            if (where[0].Length == 0 || !seen.Add(where[0]))
            {
                break;
            }
        }

        // The focus went through all of them and out of the page again: there is no trap.
        Assert.True(seen.Count > 1, $"{visit.Page.Url}: {seen.Count}");
    }

    /// <summary>The words that a page shows.</summary>
    public static async Task<HashSet<string>> WordsAsync(Visit visit) =>
    [
        .. (await visit.Page.EvaluateAsync<string>("document.body.innerText"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];
}
