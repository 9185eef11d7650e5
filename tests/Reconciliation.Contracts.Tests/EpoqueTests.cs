using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// The versions that a new history puts in doubt: all of every other history since the new one counts, whatever their names say.
/// </summary>
public sealed class EpoqueTests
{
    private static readonly DateTimeOffset Depuis = new(2026, 11, 28, 9, 14, 2, TimeSpan.Zero);
    private static readonly EpoqueCommencee Announced = new("3-b", "2-a", Depuis);

    [Theory]
    [InlineData("2-a", 0, true)]
    [InlineData("2-a", -1, false)]
    [InlineData("1-x", 5, true)]
    [InlineData(null, 5, true)]
    [InlineData("3-b", 5, false)]
    [InlineData("3-lost", 5, true)]
    [InlineData("3-lost", -5, false)]
    [InlineData("4-c", 5, true)]
    [InlineData("10-d", 5, true)]
    [InlineData("10-d", -5, false)]
    [InlineData("opaque", 5, true)]
    public void A_version_of_another_history_since_it_counts_is_in_doubt(string? epoque, int seconds, bool isInDoubt) =>
        Assert.Equal(isInDoubt, Announced.RendDouteuse(epoque, Depuis.AddSeconds(seconds)));
}
