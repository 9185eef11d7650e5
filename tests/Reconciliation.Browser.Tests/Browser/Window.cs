using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Browser.Tests.Browser;

/// <summary>A window of the browser with cookies and storage of its own, and everything that goes wrong in it.</summary>
internal sealed class Window
{
    // Windows that wait for the next test that only looks. To open one costs the browser more than most pages do.
    private static readonly ConditionalWeakTable<TestInstance, ConcurrentDictionary<bool, ConcurrentBag<Window>>> Kept = [];

    private const string Blank = "about:blank";
    private const int UsualWidth = 1024, UsualHeight = 800;

    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly bool _javaScript;

    private Window(IPage page, bool javaScript) => (Page, _javaScript) = (page, javaScript);

    public IPage Page { get; }

    public IBrowserContext Context => Page.Context;

    /// <summary>A new window.</summary>
    public static async Task<Window> OpenAsync(TestInstance instance, bool javaScript)
    {
        var browser = await Browsers.GetAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = instance.Address.ToString(),
            ViewportSize = new() { Width = UsualWidth, Height = UsualHeight },
            JavaScriptEnabled = javaScript,
            Locale = "fr-FR",
            TimezoneId = "Europe/Paris",
        });
        context.SetDefaultTimeout(30_000);
        var window = new Window(await context.NewPageAsync(), javaScript);
        window.Watch(instance.Address);
        return window;
    }

    /// <summary>A window that was given back, as it was when it was new; else a new one. It is in one hand at a time.</summary>
    public static async Task<Window> BorrowAsync(TestInstance instance, bool javaScript) =>
        Of(instance, javaScript).TryTake(out var kept) ? kept : await OpenAsync(instance, javaScript);

    /// <summary>Makes it as new and keeps it for the next; closes it where something went wrong in it.</summary>
    /// <returns>All that went wrong in it.</returns>
    public async Task<IReadOnlyCollection<string>> GiveBackAsync(TestInstance instance)
    {
        if (!await IsAsNewAsync() || !_wrong.IsEmpty)
        {
            return await CloseAsync();
        }

        Of(instance, _javaScript).Add(this);
        return [];
    }

    private async Task<bool> IsAsNewAsync()
    {
        try
        {
            if (_javaScript)
            {
                await Page.EvaluateAsync("() => { sessionStorage.clear(); localStorage.clear(); }");
            }

            await Page.GotoAsync(Blank);
            await Page.Mouse.MoveAsync(-1, -1); // nothing lies under it
            await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Null, ForcedColors = ForcedColors.Null });
            await Page.SetViewportSizeAsync(UsualWidth, UsualHeight);
            await Context.ClearCookiesAsync();
            return Context.Pages.Count == 1;
        }
        catch (PlaywrightException)
        {
            return false; // the test that had it left it in the middle of something
        }
    }

    /// <summary>Closes it.</summary>
    /// <returns>All that went wrong in it.</returns>
    public async Task<IReadOnlyCollection<string>> CloseAsync()
    {
        await Context.CloseAsync();
        return _wrong;
    }

    private static ConcurrentBag<Window> Of(TestInstance instance, bool javaScript) =>
        Kept.GetOrCreateValue(instance).GetOrAdd(javaScript, _ => []);

    private void Watch(Uri instance)
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _wrong.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        Page.PageError += (_, error) => _wrong.Enqueue(error);
        Context.Request += (_, request) =>
        {
            if (request.Url != Blank && !new Uri(request.Url).Authority.Equals(instance.Authority, StringComparison.Ordinal))
            {
                _wrong.Enqueue($"A request leaves the instance: {request.Url}");
            }
        };
    }
}
