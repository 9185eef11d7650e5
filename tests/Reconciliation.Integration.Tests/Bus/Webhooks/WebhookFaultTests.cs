using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Bus.Webhooks;

/// <summary>
/// Whatever fails on the way, nothing is lost, the order stays, and an event that comes again has the id that it had. The figures are
/// printed.
/// </summary>
public sealed class WebhookFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MembersCount = 40;

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task Refusals_cut_connections_and_a_restart_lose_nothing_and_keep_the_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        // Of seven requests one is refused, and of eleven one is cut: before the receiver has taken it, or after.
        receiver.Answer = (n, _) => Task.FromResult<int?>(
            n % 7 == 6 ? 500 : n % 11 != 10 ? 204 : n % 2 == 0 ? null : WebhookReceiver.TakenThenCut);
        await using (var first = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]))
        {
            await WebhookTests.BegunAsync(first, "essai");
            await DepositAsync(first, 1, MembersCount / 2);
            await Eventually.HoldsAsync("some are received", () => receiver.Taken.Count > 5);
        }

        await using var second = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        await DepositAsync(second, (MembersCount / 2) + 1, MembersCount);
        await CompareAsync(second, receiver);
        Assert.Contains(receiver.Received, e => e.Status == 500);
        Assert.Contains(receiver.Received, e => e.Status is null);
        Assert.Contains(receiver.Received.GroupBy(e => e.Id), copies => copies.Count(c => c.IsTaken) > 1);
    }

    [SkippableFact]
    public async Task Two_engines_at_once_send_each_version_once_and_when_one_ends_the_other_goes_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var first = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        await using var second = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        await WebhookTests.BegunAsync(second, "essai");
        await Task.WhenAll(DepositAsync(first, 1, 10), DepositAsync(second, 11, 20));
        await CompareAsync(second, receiver);
        Assert.Equal(receiver.Taken.Count, receiver.Received.Count);

        await first.DisposeAsync();
        await DepositAsync(second, 21, 25);
        await CompareAsync(second, receiver);
        Assert.Equal(receiver.Taken.Count, receiver.Received.Count);
    }

    private static async Task DepositAsync(TestInstance instance, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await instance.RoAsync(PaymentRecords.Ro($"WF-{number}"));
            await instance.ComplementairesAsync(PaymentRecords.Complementaire($"WF-{number}"));
        }
    }

    // The events that were taken, each at its first time, are the feed: nothing lacks, nothing is more, nothing is out of order.
    private async Task CompareAsync(TestInstance instance, WebhookReceiver receiver)
    {
        var versions = await instance.CountAsync("SELECT count(*) FROM journal");
        await Eventually.HoldsAsync("all versions are taken", () => receiver.Taken.Count >= versions);
        var feed = (await WebhookTests.FeedAsync(instance)).Select(e => System.Text.Json.Nodes.JsonNode.Parse(e)!)
            .Select(e => $"{e["soinId"]} {e["version"]}").ToList();
        Assert.Equal(feed, receiver.Taken.Select(e => $"{e.Data.GetProperty("soinId")} {e.Data.GetProperty("version")}"));
        Assert.All(receiver.Received, e => Assert.True(WebhookReceiver.IsSigned(e, receiver.Secret)));
        Assert.All(receiver.Received.GroupBy(e => e.Id), copies => Assert.Single(copies.Select(c => c.Body).Distinct()));
        Assert.Equal(versions, receiver.Received.Select(e => e.Body).Distinct().Count());
        output.WriteLine($"{versions} versions, {receiver.Received.Count} requests: {receiver.Taken.Count} taken the first time, "
            + $"{receiver.Received.Count(e => e.Status == 500)} refused, "
            + $"{receiver.Received.Count(e => e.Status is null or WebhookReceiver.TakenThenCut)} cut, "
            + $"{receiver.Received.Count(e => e.IsTaken) - receiver.Taken.Count} repeated");
    }
}
