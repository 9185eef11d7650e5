using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>Waits for events elsewhere.</summary>
internal static class Eventually
{
    // For a condition that a quiet machine meets in a second: a busy one took thirty. Nobody waits for it but a test that fails.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Polls until a condition holds, and fails with the expectation when it does not within two minutes.</summary>
    public static Task HoldsAsync(string expectation, Func<Task<bool>> condition) => HoldsAsync(() => expectation, condition);

    /// <summary>The same with a text of the expectation that tells how far things came.</summary>
    public static async Task HoldsAsync(Func<string> expectation, Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var patience = limit ?? Patience;
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
                Assert.Fail($"Within {patience.TotalSeconds} s, this did not happen: {expectation()}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Polls until a condition holds, and fails with the expectation when it does not within two minutes.</summary>
    public static Task HoldsAsync(string expectation, Func<bool> condition) =>
        HoldsAsync(expectation, () => Task.FromResult(condition()));
}
