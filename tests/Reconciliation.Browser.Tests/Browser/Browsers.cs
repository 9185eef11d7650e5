using Microsoft.Playwright;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

// The servers of the run are started and ended as for the integration tests.
[assembly: TestFramework("Reconciliation.Integration.Tests.Servers.ServersTestFramework", "Reconciliation.Integration.Tests")]

namespace Reconciliation.Browser.Tests.Browser;

/// <summary>One chromium for the whole run. If none can be had, tests are skipped, and fail where CI is set.</summary>
internal static class Browsers
{
    // Nobody waits for it but a test that fails.
    private const float ExpectTimeoutMilliseconds = 60_000;

    private static readonly Lazy<Task<IBrowser>> Lazy = new(LaunchAsync);

    public static Task<IBrowser> GetAsync() => TestServers.OrSkipAsync(Lazy.Value);

    private static async Task<IBrowser> LaunchAsync()
    {
        var chromium = await Chromium.FindOrInstallAsync(TestServers.Say, default);
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(ExpectTimeoutMilliseconds);
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Headless = true,
            ChromiumSandbox = !Environment.IsPrivilegedProcess, // chromium has no sandbox for root
            Args =
            [
                "--lang=fr-FR", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
