using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Bus;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Bus.Webhooks;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>
/// Those who keep copies are told of each soin that was erased: in the feed, among the messages and by webhook, once, without a word of its
/// member; and a soin that comes again afterwards is told as a new one.
/// </summary>
public sealed class ErasureNoticeTests : IAsyncLifetime
{
    private const string Member = "EFFACER";

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task Every_way_out_says_it_once_and_says_nothing_else()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var virtualHost = await Broker.VirtualHostAsync();
        await using var broker = await Broker.ConnectAsync(virtualHost);
        await using var instance = await TestInstance.StartAsync(_database, virtualHost, webhooks: [receiver.Subscriber()]);
        var queue = await broker.ListenAsync(ExchangeNames.Soins);
        await WebhookTests.BegunAsync(instance, "essai");
        var soin = await PaidAsync(instance);
        await EraseAsync();

        var entry = await NoticeAsync(instance, soin);
        Assert.Equal(["soinId", "efface", "misAJourLe", "epoque", "curseur"], entry.Select(m => m.Key));
        Assert.True((bool)entry["efface"]!);
        Assert.Equal(404, (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{soin}", TestInstance.Token(null, Scopes.Espace))).Status);

        entry.Remove("curseur");
        await Eventually.HoldsAsync("the subscriber is told", () => receiver.Taken.Any(e => e.Data.TryGetProperty("efface", out _)));
        var told = Assert.Single(receiver.Taken, e => e.Data.TryGetProperty("efface", out _));
        Assert.Equal("reconciliation.soin-efface", told.Json.GetProperty("type").GetString());
        Assert.Equal(entry.ToJsonString(), JsonNode.Parse(told.Data.GetRawText())!.ToJsonString());

        var messages = new List<(string? Id, string Body)>();
        await Eventually.HoldsAsync("the message comes", async () =>
        {
            while (await broker.Channel.BasicGetAsync(queue, autoAck: true) is { } message)
            {
                messages.Add((message.BasicProperties.MessageId, System.Text.Encoding.UTF8.GetString(message.Body.Span)));
            }

            return messages.Any(m => m.Body.Contains("\"efface\"", StringComparison.Ordinal));
        });
        Assert.Equal(entry.ToJsonString(), JsonNode.Parse(messages[^1].Body)!.ToJsonString());
        Assert.Equal(told.Id, messages[^1].Id);
    }

    [SkippableFact]
    public async Task A_subscriber_that_waits_is_not_sent_what_was_erased_meanwhile()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var status = 503;
        receiver.Answer = (_, _) => Task.FromResult<int?>(status);
        await using var instance = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        await WebhookTests.BegunAsync(instance, "essai");
        await instance.RoAsync(PaymentRecords.Ro("RESTER"));
        await PaidAsync(instance);
        await Eventually.HoldsAsync("it has failed", () => receiver.Received.Count >= 1);
        await EraseAsync();

        status = 204;
        await Eventually.HoldsAsync("the notice comes", () => receiver.Taken.Any(e => e.Data.TryGetProperty("efface", out _)));
        Assert.Equal(2, receiver.Taken.Count);
        Assert.DoesNotContain(receiver.Taken, e => e.Body.Contains(Member, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_payment_that_comes_again_is_a_new_soin_after_the_notice_and_old_notices_go()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        var soin = await PaidAsync(instance);
        var before = await CursorAsync(instance);
        await EraseAsync();
        Assert.Equal(soin, await PaidAsync(instance));
        List<JsonElement> entries = [];
        await Eventually.HoldsAsync("the feed has all", async () =>
            (entries = [.. (await instance.GetAsync($"/v1/flux?apres={before}")).GetProperty("elements").EnumerateArray()]).Count >= 3);
        Assert.True(entries[0].GetProperty("efface").GetBoolean());
        Assert.Equal([1, 2], entries[1..].Select(e => e.GetProperty("version").GetInt32()));
        Assert.Empty((await instance.GetAsync($"/v1/flux?apres={entries[^1].GetProperty("curseur").GetString()}"))
            .GetProperty("elements").EnumerateArray());

        await using var source = _database.CreateSource();
        var rows = new ExpiredRows(source);
        var now = TimeProvider.System.GetUtcNow();
        Assert.False(await rows.PurgeNoticesAsync(now.AddDays(-1), default));
        Assert.Equal(1, await instance.CountAsync("SELECT count(*) FROM effacement"));

        Assert.False(await rows.PurgeNoticesAsync(now.AddDays(1), default));
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM effacement"));
    }

    [SkippableFact]
    public async Task A_receiver_that_passes_over_the_ids_it_knows_is_told_of_every_life_of_a_soin()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var instance = await TestInstance.StartAsync(_database, webhooks: [receiver.Subscriber()]);
        await WebhookTests.BegunAsync(instance, "essai");
        await WebhookTests.BegunAsync(instance, "essai");
        bool IsNotice(ReceivedEvent told) => told.Data.TryGetProperty("efface", out _);
        bool IsSecond(ReceivedEvent told) => !IsNotice(told) && told.Data.GetProperty("version").GetInt32() == 2;
        for (var life = 1; life <= 3; life++)
        {
            await PaidAsync(instance);
            await Eventually.HoldsAsync("the second version comes", () => receiver.Taken.Count(IsSecond) == life);
            await EraseAsync();
            await Eventually.HoldsAsync("the notice comes", () => receiver.Taken.Count(IsNotice) == life);
        }

        Assert.Single(receiver.Received.Select(e => e.Data.GetProperty("soinId").GetString()).Distinct());
        Assert.Equal(receiver.Taken.Count, receiver.Received.Select(e => e.Data.GetRawText()).Distinct().Count());
    }

    [SkippableFact]
    public async Task The_tag_of_a_soin_before_it_was_erased_is_none_of_it_afterwards()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        var path = $"/v1/soins/{await PaidAsync(instance)}";
        var token = TestInstance.Token(null, Scopes.Espace);
        var before = (await instance.AskAsync(HttpMethod.Get, path, token)).Headers["ETag"];
        await EraseAsync();
        await PaidAsync(instance);

        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, path, token, "If-None-Match", before)).Status);
        using var note = new HttpRequestMessage(HttpMethod.Post, new Uri(path + "/decisions", UriKind.Relative))
        {
            Content = new StringContent("""{"type":"annoter","motif":"x"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        note.Headers.TryAddWithoutValidation("If-Match", before);
        Assert.Equal("version-perimee", (await instance.SendAsync(note, TestInstance.Token(null, Scopes.Support))).Problem(412));
    }

    private static async Task<string> PaidAsync(TestInstance instance)
    {
        await instance.RoAsync(PaymentRecords.Ro(Member));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire(Member));
        JsonElement soin = default;
        await Eventually.HoldsAsync("it is paid", async () =>
            await instance.SoinsAsync(Member) is [var only] && (soin = only).GetProperty("situation").GetString() == "complet");
        return soin.GetProperty("soinId").GetString()!;
    }

    // The cursor after both versions, once the feed has come so far.
    private static async Task<string> CursorAsync(TestInstance instance)
    {
        List<JsonElement> entries = [];
        await Eventually.HoldsAsync("the feed has both versions", async () =>
            (entries = [.. (await instance.GetAsync("/v1/flux?limite=200")).GetProperty("elements").EnumerateArray()]).Count == 2);
        return entries[^1].GetProperty("curseur").GetString()!;
    }

    private static async Task<JsonObject> NoticeAsync(TestInstance instance, string soin)
    {
        JsonObject? entry = null;
        await Eventually.HoldsAsync("the feed tells it, and nothing else of the soin", async () =>
        {
            var elements = JsonNode.Parse((await instance.GetAsync("/v1/flux?limite=200")).GetRawText())!["elements"]!.AsArray();
            entry = elements.Where(e => (string?)e!["soinId"] == soin).ToList() is [var only] ? only!.AsObject() : null;
            return entry is not null;
        });
        return entry!;
    }

    private Task EraseAsync() => ReconProcess.EraseAsync(_database.ConnectionString, Member);
}
