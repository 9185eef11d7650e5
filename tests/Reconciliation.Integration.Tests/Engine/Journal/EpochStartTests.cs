using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The instant from which an epoch counts.</summary>
public sealed class EpochStartTests : DatabaseTest
{
    [SkippableFact]
    public async Task An_epoch_counts_from_as_early_as_the_one_before_until_that_was_told_again()
    {
        var now = TimeProvider.System.GetUtcNow();
        var first = await BeginAsync(now.AddHours(-3));
        var second = await BeginAsync(now.AddHours(-2));
        Assert.Equal((first.Name, first.Since), (second.Previous, second.Since));

        await using (var connection = await Source.OpenConnectionAsync())
        {
            await Feed.WriteAsync(connection, "EPOQUE");
        }

        // The second was cut short by the third; once the third is told in full, the fourth counts from the last entry.
        var third = await BeginAsync(now.AddHours(1));
        Assert.Equal(second.Since, third.Since);
        await Epochs.NoteToldAgainAsync(Source, third, now, default);
        var fourth = await BeginAsync(now.AddHours(2));
        Assert.InRange(fourth.Since, now - Epochs.EpochMargin - TimeSpan.FromMinutes(1), now.AddMinutes(1));
    }

    // The last epoch becomes one of another history: so the next begins, as after a promotion.
    private async Task<Epoch> BeginAsync(DateTimeOffset at)
    {
        await Source.ExecuteAsync("UPDATE epoque SET histoire = 'elsewhere' || numero");
        Assert.True(await Epochs.BeginAsync(Source, at, default));
        return (await Epochs.LastAsync(Source, default))!;
    }
}
