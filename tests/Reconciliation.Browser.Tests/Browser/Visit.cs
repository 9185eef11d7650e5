using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Sdk;

namespace Reconciliation.Browser.Tests.Browser;

/// <summary>
/// An agent's browser on an instance. When it is closed, it fails the test for any error that the browser's console shows, and for any
/// request that leaves the instance.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    // The state of the browser of each agent who has signed in, by instance: a sign-in takes two pages, and most tests are not about it.
    private static readonly ConditionalWeakTable<TestInstance,
        ConcurrentDictionary<(string Name, bool Leader), Task<IReadOnlyList<Cookie>>>> Sessions = [];

    private readonly TestInstance _instance;
    private readonly Window _window;
    private readonly bool _looks;

    private Visit(TestInstance instance, Window window, bool looks) => (_instance, _window, _looks) = (instance, window, looks);

    public IPage Page => _window.Page;

    /// <summary>Errors that a test provokes on purpose: statuses of answers that the browser reports.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>Begins in a new window.</summary>
    public static async Task<Visit> StartAsync(TestInstance instance, bool javaScript = true) =>
        new(instance, await Window.OpenAsync(instance, javaScript), looks: false);

    /// <summary>
    /// Begins in a window that others had before, which is far less work. For tests that look at a page and do nothing on it: they
    /// neither route its requests, nor move its clock, nor grant it anything, nor listen to it.
    /// </summary>
    public static async Task<Visit> LookAroundAsync(TestInstance instance, bool javaScript = true) =>
        new(instance, await Window.BorrowAsync(instance, javaScript), looks: true);

    /// <summary>Signs in as an agent, or a team leader.</summary>
    public async Task SignInAsync(string name = "claire", bool leader = false, string to = "/")
    {
        await Page.GotoAsync("/connexion?retour=" + Uri.EscapeDataString(to));
        await Page.GetByLabel("Votre nom").FillAsync(name);
        if (leader)
        {
            await Page.GetByLabel("Responsable d’équipe").CheckAsync();
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
        await ArrivesAsync(url => !url.Contains("/connexion", StringComparison.Ordinal));
    }

    /// <summary>Goes to a page as an agent who has signed in before. The clock of the instance must not have moved far meanwhile.</summary>
    public async Task EnterAsync(string name = "claire", bool leader = false, string to = "/")
    {
        var sessions = Sessions.GetOrCreateValue(_instance);
        await _window.Context.AddCookiesAsync(await sessions.GetOrAdd((name, leader), _ => CookiesAsync(name, leader)));
        await Page.GotoAsync(to);
    }

    /// <summary>The address to which something leads that is done in another window.</summary>
    public async Task<string> LookAsync(Func<Visit, Task> what)
    {
        await using var other = await StartAsync(_instance);
        await what(other);
        return new Uri(other.Page.Url).PathAndQuery;
    }

    private async Task<IReadOnlyList<Cookie>> CookiesAsync(string name, bool leader)
    {
        await using var visit = await StartAsync(_instance);
        await visit.SignInAsync(name, leader);
        return [.. (await visit._window.Context.CookiesAsync()).Select(c => new Cookie
        {
            Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, HttpOnly = c.HttpOnly, Secure = c.Secure,
            SameSite = c.SameSite,
        })];
    }

    /// <summary>
    /// Goes on with the tabulator key to something, as a user without a mouse; fails where the focus is not seen on the way.
    /// </summary>
    /// <returns>The number of times that the key was pressed.</returns>
    public async Task<int> TabToAsync(ILocator target)
    {
        for (var steps = 0; steps < 150; steps++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return steps;
            }

            await Page.Keyboard.PressAsync("Tab");
            var unseen = await Page.EvaluateAsync<string?>(SeesTheFocus);
            Assert.True(unseen is null, $"{Page.Url}: the focus is not seen on {unseen}");
        }

        throw new XunitException($"{Page.Url}: the tabulator key does not lead to {target}");
    }

    // A frame of three pixels, within the window; of a date browsers frame the part that has the focus; the body has the focus between the
    // last element and the first.
    private const string SeesTheFocus = """
        () => {
            const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
            const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3 && r.width > 0 && r.bottom > 0 && r.top < innerHeight;
            return e === document.body || seen || e.matches('input[type^=date]') ? null : e.outerHTML.slice(0, 200);
        }
        """;

    /// <summary>Searches with the form, and goes on past the reason of the call if it is asked.</summary>
    public async Task SearchAsync(string text)
    {
        await Page.Locator("#q").FillAsync(text);
        var before = Page.Url;
        await Page.GetByRole(AriaRole.Button, new() { Name = "Chercher" }).ClickAsync();
        await ArrivesAsync(url => url != before);
        await GiveReasonAsync();
    }

    // Looks at the page and waits for no event of it: one that was fired while a redirect went on is never seen.
    private Task ArrivesAsync(Func<string, bool> there) => Eventually.HoldsAsync("the browser is on another page", async () =>
    {
        try
        {
            return there(Page.Url) && await Page.EvaluateAsync<string>("document.readyState") != "loading" && there(Page.Url);
        }
        catch (PlaywrightException)
        {
            return false; // the page it was asked on is gone
        }
    });

    /// <summary>Gives the usual reason where it is asked.</summary>
    public async Task GiveReasonAsync()
    {
        var reason = Page.GetByRole(AriaRole.Button, new() { Name = "où est le second remboursement" });
        if (await reason.CountAsync() > 0)
        {
            await reason.ClickAsync();
            await Assertions.Expect(reason).ToHaveCountAsync(0);
        }
    }

    /// <summary>Fails with every rule of axe that the page breaks.</summary>
    /// <param name="rules">Only these rules; none: all.</param>
    public Task AssertAccessibleAsync(params string[] rules) => Axe.AssertHoldsAsync(Page, rules);

    /// <summary>Fails if the page is wider than its window.</summary>
    public async Task FitsAsync()
    {
        var overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var widest = overflow <= 0 ? null : await Page.EvaluateAsync<string>(Widest);
        Assert.True(overflow <= 0, $"{Page.Url} is {overflow} px too wide for {Page.ViewportSize!.Width} px: {widest}");
    }

    private const string Widest = """
        () => [...document.querySelectorAll('main *, header *')]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth && !e.closest('thead, .deroulant'))
            .map(e => e.outerHTML.slice(0, 120)).slice(-4).join(' … ')
        """;

    public async ValueTask DisposeAsync()
    {
        var wrong = await (_looks ? _window.GiveBackAsync(_instance) : _window.CloseAsync());
        var unexpected = wrong.Where(w => !Expected.Exists(e => w.Contains(e, StringComparison.Ordinal))).ToList();
        Assert.True(unexpected.Count == 0, $"The browser reported: {string.Join('\n', unexpected)}");
    }
}
