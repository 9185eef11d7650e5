using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace Reconciliation.Browser.Tests.Browser;

/// <summary>
/// The rules of axe, looked for on a page. The package for Playwright does the same, but opens a window and loads axe there once more to
/// put its answer together: pages with frames of other sites need that, and no page of the console has a frame.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Of all that holds, axe reports one element a rule: the report of a long page takes longer than its check.
    private const string Run = """
        async rules => {
            const options = { resultTypes: ['violations'], ...(rules.length ? { runOnly: { type: 'rule', values: rules } } : {}) };
            const result = await axe.run(document, options);
            const why = node => node.any.concat(node.all, node.none).map(c => c.message).join('; ');
            const wrong = result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html} ${why(n)}`));
            return result.passes.length ? wrong : [...wrong, 'no rule holds: axe saw nothing'];
        }
        """;

    /// <summary>Fails with every rule that the page breaks.</summary>
    /// <param name="page">The page as it is now.</param>
    /// <param name="rules">Only these rules; none: all.</param>
    public static async Task AssertHoldsAsync(IPage page, IReadOnlyList<string> rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync($"() => {{ {Script} }}");
        }

        var wrong = await page.EvaluateAsync<string[]>(Run, rules);
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Select(w => $"{page.Url} {w}")));
    }
}
