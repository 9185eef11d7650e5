using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus.Webhooks;

/// <summary>A subscriber gets what the feed says, signed, in its order; nobody waits for another.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task An_outage_of_the_database_ends_in_the_log_when_subscribers_are_followed_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(_database, log: log, webhooks: [receiver.Subscriber()]);
        await BegunAsync(instance, "essai");
        int Said(string what) => log.Lines.Count(l =>
            l.Contains(nameof(Reconciliation.Engine.WebhookRelay), StringComparison.Ordinal) && l.Contains(what, StringComparison.Ordinal));
        await instance.CountAsync(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await Eventually.HoldsAsync("its end is told", () => Said("goes on after") == 1);
        Assert.InRange(Said("waits ("), 1, 10);
    }

    [SkippableFact]
    public async Task Every_version_is_sent_once_in_order_signed_and_says_what_the_feed_says()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var previous = RandomNumberGenerator.GetBytes(24);
        await using var instance = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber(previous: previous)]);
        await BegunAsync(instance, "essai");
        foreach (var number in Enumerable.Range(1, 5))
        {
            await instance.RoAsync(PaymentRecords.Ro($"WH-{number}"));
            await instance.ComplementairesAsync(PaymentRecords.Complementaire($"WH-{number}"));
        }

        await Eventually.HoldsAsync("all versions are received", () => receiver.Received.Count >= 10);
        var feed = await FeedAsync(instance);
        Assert.Equal(10, feed.Count);
        Assert.Equal(feed, receiver.Received.Select(e => JsonNode.Parse(e.Data.GetRawText())!.ToJsonString()));
        Assert.All(receiver.Received, e =>
        {
            Assert.True(WebhookReceiver.IsSigned(e, receiver.Secret));
            Assert.True(WebhookReceiver.IsSigned(e, previous));
            Assert.False(WebhookReceiver.IsSigned(e, RandomNumberGenerator.GetBytes(32)));
            Assert.False(WebhookReceiver.IsSigned(e with { Body = e.Body + " " }, receiver.Secret));
            Assert.Equal("reconciliation.soin-mis-a-jour", e.Json.GetProperty("type").GetString());
            Assert.Equal(["type", "timestamp", "data"], e.Json.EnumerateObject().Select(m => m.Name));
            var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(e.Timestamp, CultureInfo.InvariantCulture));
            Assert.InRange(TimeProvider.System.GetUtcNow() - sent, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(5));
        });
        Assert.Equal(10, receiver.Received.Select(e => e.Id).Distinct().Count());
    }

    [SkippableFact]
    public async Task One_that_answers_410_is_left_alone_and_one_that_hangs_keeps_nobody_waiting()
    {
        await using var gone = await WebhookReceiver.StartAsync();
        await using var hanging = await WebhookReceiver.StartAsync();
        await using var redirecting = await WebhookReceiver.StartAsync();
        await using var endless = await WebhookReceiver.StartAsync();
        await using var good = await WebhookReceiver.StartAsync();
        var released = new TaskCompletionSource();
        gone.Answer = (_, _) => Task.FromResult<int?>(410);
        hanging.Answer = async (_, http) =>
        {
            await released.Task.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 200;
        };
        redirecting.Answer = (_, http) =>
        {
            http.Response.Headers.Location = "/ailleurs";
            return Task.FromResult<int?>(307);
        };
        endless.Answer = (_, http) => WebhookReceiver.AnswerWithoutEndAsync(http);
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(
            _database, log: log,
            webhooks:
            [
                gone.Subscriber("parti"), hanging.Subscriber("lent"), redirecting.Subscriber("detour"), endless.Subscriber("bavard"),
                good.Subscriber("bon"),
            ]);
        using var paused = new Measured(instance, "reconciliation.webhooks.suspendu");
        foreach (var name in new[] { "parti", "lent", "detour", "bavard", "bon" })
        {
            await BegunAsync(instance, name);
        }

        await instance.RoAsync(PaymentRecords.Ro("WH-SECRET"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("WH-SECRET"));

        await Eventually.HoldsAsync("the others have all", () => good.Taken.Count == 2 && endless.Taken.Count == 2);
        await Eventually.HoldsAsync("one is paused, and no other", () => paused.Observe().Order().SequenceEqual([0, 0, 0, 0, 1]));
        await Eventually.HoldsAsync("the redirect was tried again", () => redirecting.Received.Count >= 2);
        Assert.All(redirecting.Received, e => Assert.Equal("/evenements", e.Path));
        Assert.Single(gone.Received);
        released.SetResult();
        await Eventually.HoldsAsync("the slow one has all", () => hanging.Taken.Count == 2);
        Assert.Single(gone.Received);
        Assert.Single(log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal)
            && l.Contains("Webhook parti is paused: it answered 410", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, l => l.Contains("WH-SECRET", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task One_that_fails_for_an_hour_is_paused_and_tried_again_until_it_takes_what_waits()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var status = 503;
        receiver.Answer = (_, _) => Task.FromResult<int?>(status);
        await using var instance = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        using var paused = new Measured(instance, "reconciliation.webhooks.suspendu");
        using var late = new Measured(instance, "reconciliation.webhooks.retard");
        await BegunAsync(instance, "essai");
        await instance.RoAsync(PaymentRecords.Ro("WH-LONG"));
        await Eventually.HoldsAsync("it has failed", () => receiver.Received.Count >= 1);
        Assert.Equal([0.0], paused.Observe());

        instance.Clock.Move(TimeSpan.FromMinutes(61));
        await Eventually.HoldsAsync("it is paused", () => paused.Observe() is [1.0]);
        Assert.InRange(Assert.Single(late.Observe()), 3600, 7200);

        status = 200;
        instance.Clock.Move(TimeSpan.FromMinutes(11));
        await Eventually.HoldsAsync("it has what waited", () => receiver.Taken.Count == 1 && paused.Observe() is [0.0]);
        Assert.Single(receiver.Received.Select(e => e.Id).Distinct());
    }

    [SkippableFact]
    public async Task One_that_may_have_one_members_soins_gets_no_others()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var instance = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber(adherent: "WH-UN")]);
        await BegunAsync(instance, "essai");
        await instance.RoAsync(PaymentRecords.Ro("WH-AUTRE"));
        await instance.RoAsync(PaymentRecords.Ro("WH-UN"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("WH-AUTRE"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("WH-UN"));

        await Eventually.HoldsAsync("the member's versions are received", () => receiver.Taken.Count == 2);
        Assert.All(receiver.Received, e => Assert.Equal("WH-UN", e.Data.GetProperty("adherentId").GetString()));
    }

    /// <summary>Waits until a new subscriber has its place: it gets what is written from then on.</summary>
    internal static Task BegunAsync(TestInstance instance, string name) => Eventually.HoldsAsync(
        $"{name} has its place",
        async () => await instance.CountAsync("SELECT count(*) FROM relais WHERE nom = $1", $"webhook:{name}") == 1);

    /// <summary>The elements of the feed without their places.</summary>
    internal static async Task<List<string>> FeedAsync(TestInstance instance)
    {
        var page = JsonNode.Parse((await instance.GetAsync("/v1/flux?limite=200")).GetRawText())!;
        return [.. page["elements"]!.AsArray().Select(e =>
        {
            e!.AsObject().Remove("curseur");
            return e.ToJsonString();
        })];
    }
}
