using Microsoft.Playwright;
using Reconciliation.Browser.Tests.Browser;
using Xunit;

namespace Reconciliation.Browser.Tests;

/// <summary>
/// What no rule of axe looks at: windows of 400 %, larger and wider set text, forced colours, pages without styles, the focus on its way.
/// The record of accessibility names these tests beside the criteria that they show.
/// </summary>
public sealed class AccessibilityTests(DemoInstance demo) : IClassFixture<DemoInstance>
{
    private static readonly string[] WorkLists = ["a-traiter", "ecart", "a-rapprocher", "conteste"];

    public static TheoryData<string> Pages => [.. Tour.Pages];

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_at_400_percent_needs_no_sideways_scrolling_and_nothing_covers_the_focus(string name)
    {
        await using var visit = await GoAsync(name);
        await visit.Page.SetViewportSizeAsync(320, 256);
        await visit.FitsAsync();
        await Tour.PhotographAsync(visit, $"{name}-400");
        await AssertFocusIsSeenAsync(visit);
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Every_element_that_takes_the_focus_shows_it_and_lets_it_go(string name)
    {
        await using var visit = await GoAsync(name);
        await visit.Page.SetViewportSizeAsync(1280, 800);
        await AssertFocusIsSeenAsync(visit);
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_windows_that_lie_and_stand_and_text_of_twice_the_size(string name)
    {
        await using var visit = await GoAsync(name);
        foreach (var (width, height) in new[] { (800, 360), (360, 800), (1280, 800) })
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            await visit.FitsAsync();
        }

        await visit.Page.EvaluateAsync("document.documentElement.style.fontSize = '30px'");
        await visit.FitsAsync();
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(CutText));
        await Tour.PhotographAsync(visit, $"{name}-200");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Text_may_be_set_wider_without_being_cut(string name)
    {
        await using var visit = await GoAsync(name);
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
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(CutText));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task With_forced_colours_controls_keep_their_edges_and_the_place_one_is_at_its_mark(string name)
    {
        await using var visit = await GoAsync(name);
        await visit.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('main :is(button.bouton, a.bouton, input, select, textarea, .etiquette, .probleme), [aria-current=page]')]
                .filter(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !e.matches('[type=hidden], [type=checkbox], [type=radio]'))
                .filter(e => {
                    const s = getComputedStyle(e);
                    return ['Top', 'Bottom'].every(b => parseFloat(s[`border${b}Width`]) < 1 || s[`border${b}Style`] === 'none')
                        && (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 1) && !s.textDecorationLine.includes('underline');
                })
                .map(e => e.outerHTML.slice(0, 120))
            """));
        await Tour.PhotographAsync(visit, $"{name}-forced");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Controls_stand_out_from_their_ground_in_light_and_in_dark(string name)
    {
        await using var visit = await GoAsync(name);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(FaintEdges));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Without_styles_a_page_says_all_that_it_says_with_them_and_nothing_moves(string name)
    {
        await using var visit = await GoAsync(name);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.getAnimations().length"));
        var with = await WordsAsync(visit);
        await visit.Page.EvaluateAsync("for (const sheet of document.styleSheets) sheet.disabled = true");
        var without = await WordsAsync(visit);

        // In work lists a word may touch the next one: the record says so.
        var glued = WorkLists.Contains(name) ? string.Concat(without) : "";
        Assert.Empty(with.Except(without).Where(word => !glued.Contains(word, StringComparison.Ordinal)));
        Assert.True(with.Count > 5, $"{name}: {with.Count} words");
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Ids_stand_once_references_lead_somewhere_and_headings_skip_no_level(string name)
    {
        await using var visit = await GoAsync(name);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("""
            () => {
                const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                const twice = ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `${id} twice`);
                const lost = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'].flatMap(a => [...document.querySelectorAll(`[${a}]`)]
                    .flatMap(e => e.getAttribute(a).split(' ')).filter(id => !document.getElementById(id)).map(id => `${a}: ${id}`));
                const anchors = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
                    .filter(id => !document.getElementById(id)).map(id => `#${id}`);
                const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(h => !h.closest('dialog')).map(h => Number(h.tagName[1]));
                const skipped = levels.filter((l, i) => l > (levels[i - 1] ?? 0) + 1).map(l => `h${l} after h${levels[levels.indexOf(l) - 1]}`);
                const wrong = [...document.querySelectorAll('font, center, marquee, blink, big, tt, strike, [align], [bgcolor], table[border], iframe, object, embed, video, audio, canvas, meta[http-equiv=refresh], [target], [accesskey], [dir]')]
                    .map(e => e.outerHTML.slice(0, 80));
                return [...twice, ...lost, ...anchors, ...skipped, ...wrong, ...(document.doctype?.name === 'html' ? [] : ['no doctype'])];
            }
            """));
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task A_browser_mends_nothing_in_the_source_of_a_page(string name)
    {
        await using var visit = await GoAsync(name);

        // An element that is badly nested or left open is one that the source does not have, or has in another number.
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("""
            async () => {
                const source = await (await fetch(location.href)).text();
                const tags = [...source.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s"=<>]+(?:="[^"]*")?)*)\s*\/?>/gi)];
                const count = names => names.reduce((all, n) => all.set(n, (all.get(n) ?? 0) + 1), new Map());
                const written = count(tags.map(t => t[1].toLowerCase()));
                const read = count([...new DOMParser().parseFromString(source, 'text/html').querySelectorAll('*')].map(e => e.localName));
                const twice = tags.filter(t => { const names = [...t[2].matchAll(/([^\s"=<>]+)(?:="[^"]*")?/g)].map(a => a[1]); return new Set(names).size < names.length; });
                return [...new Set([...written.keys(), ...read.keys()])].filter(n => n !== 'lineargradient' && written.get(n) !== read.get(n))
                    .map(n => `${n}: ${written.get(n)} written, ${read.get(n)} read`).concat(twice.map(t => t[0].slice(0, 120)));
            }
            """));
    }

    [SkippableFact]
    public async Task A_list_is_a_table_to_assistive_technology_in_a_narrow_window_too()
    {
        await using var visit = await GoAsync("en-retard");
        await visit.Page.SetViewportSizeAsync(360, 800);
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        var tree = (await session.SendAsync("Accessibility.getFullAXTree")).ToString()!;
        Assert.Contains("\"columnheader\"", tree, StringComparison.Ordinal);
        Assert.Contains("\"cell\"", tree, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Titles_tell_tabs_apart_and_name_neither_a_person_nor_their_health()
    {
        var titles = new Dictionary<string, string>();
        foreach (var name in Tour.Pages)
        {
            await using var visit = await GoAsync(name);
            titles[name] = await visit.Page.TitleAsync();
        }

        // Pages of one call are one sheet, whichever soin is in question.
        foreach (var same in titles.GroupBy(t => t.Value).Where(g => g.Count() > 1))
        {
            Assert.All(same, t => Assert.StartsWith("Appel", t.Value, StringComparison.Ordinal));
        }

        Assert.All(titles.Values, title =>
        {
            Assert.DoesNotContain(DemoInstance.Members, m => title.Contains(m.AdherentId, StringComparison.Ordinal));
            Assert.DoesNotMatch("(?i)consultation|soin du|dent|pharmac|[0-9]{2}/[0-9]{2}/[0-9]{4}|€", title.Replace("Motif de la consultation", "", StringComparison.Ordinal));
        });
    }

    [SkippableFact]
    public async Task Keys_of_one_sign_can_be_switched_off_and_on_again()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync(to: "/a-traiter/ecart");
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#q")).Not.ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aide" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("#q")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task What_happens_on_a_page_is_said_to_who_does_not_see_it()
    {
        await using var visit = await Visit.StartAsync(await demo.StartAsync());
        var page = visit.Page;
        await visit.EnterAsync();
        await page.Locator("#q").PressSequentiallyAsync("rien-de-tel");
        await Assertions.Expect(page.Locator("#etat-recherche")).ToContainTextAsync("Aucun résultat.");
        await visit.AssertAccessibleAsync();
        await page.Locator("#q").FillAsync(DemoInstance.Member("En retard"));
        await Assertions.Expect(page.Locator("#etat-recherche")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9]+\u00a0résultats?"));
        await page.GotoAsync("/a-traiter/ecart");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Tout cocher" }).CheckAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "cochée" })).ToHaveCountAsync(1);
    }

    // What can be seen and takes the focus has a frame of three pixels and lies within the window, with nothing over its middle.
    private static async Task AssertFocusIsSeenAsync(Visit visit)
    {
        var seen = new HashSet<string>();
        await visit.Page.EvaluateAsync("document.activeElement?.blur?.()");
        for (var steps = 0; steps < 200; steps++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var where = await visit.Page.EvaluateAsync<string[]>(FocusIsSeen);
            Assert.True(where[1].Length == 0, $"{visit.Page.Url}: {where[1]} {where[0]}");
            if (where[0].Length == 0 || !seen.Add(where[0]))
            {
                break;
            }
        }

        // The focus went through all of them and out of the page again: there is no trap.
        Assert.True(seen.Count > 1, $"{visit.Page.Url}: {seen.Count}");
    }

    private static async Task<HashSet<string>> WordsAsync(Visit visit) =>
        [.. (await visit.Page.EvaluateAsync<string>("document.body.innerText")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private async Task<Visit> GoAsync(string name)
    {
        var visit = await Visit.StartAsync(await demo.StartAsync());
        await Tour.GoAsync(visit, demo, name == "en-retard" ? "a-traiter" : name);
        return visit;
    }

    private const string FocusIsSeen = """
        () => {
            const e = document.activeElement;
            if (!e || e === document.body || e === document.documentElement) return ['', ''];
            e.dataset.rang ??= String(document.querySelectorAll('[data-rang]').length);
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            const name = `${e.dataset.rang} ${e.outerHTML.slice(0, 120)}`;
            if (!e.matches('input[type^=date]') && (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 3)) return [name, 'no frame'];
            const x = Math.max(r.left, 0) + Math.min(r.width, innerWidth) / 2;
            const y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
            if (r.bottom <= 0 || r.top >= innerHeight) return [name, 'outside the window'];
            const top = document.elementFromPoint(Math.min(x, innerWidth - 1), y);
            return [name, !top || e.contains(top) || top.contains(e) || top.closest('label')?.contains(e) ? '' : `covered by ${top.outerHTML.slice(0, 80)}`];
        }
        """;

    private const string CutText = """
        () => [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => e.checkVisibility() && e.children.length === 0 && e.textContent.trim() && !e.closest('.invisible, svg, thead, option, select, pre, textarea'))
            .filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
            .map(e => e.outerHTML.slice(0, 120))
        """;

    // 3:1 between the edge of a control, or its ground, and the ground behind it.
    private const string FaintEdges = """
        () => {
            const parse = c => (c.match(/[0-9.]+/g) ?? ['0', '0', '0', '0']).map(Number);
            const lum = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
            const ground = e => { for (let p = e; p; p = p.parentElement) { const c = parse(getComputedStyle(p).backgroundColor); if ((c[3] ?? 1) > 0) return c; } return [255, 255, 255]; };
            return [...document.querySelectorAll('main :is(.bouton, input, select, textarea):not([type=hidden], [type=checkbox], [type=radio])')]
                .filter(e => e.checkVisibility())
                .filter(e => {
                    const s = getComputedStyle(e), behind = ground(e.parentElement);
                    return Math.max(ratio(parse(s.borderTopColor), behind), ratio(ground(e), behind)) < 3;
                })
                .map(e => e.outerHTML.slice(0, 120));
        }
        """;
}
