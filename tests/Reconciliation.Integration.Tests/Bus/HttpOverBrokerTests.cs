using System.Text;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>HTTP ingestion where there is a broker: records answered 202 are in a queue.</summary>
public sealed class HttpOverBrokerTests
{
    private static readonly byte[] TwoAndOneBad = Encoding.UTF8.GetBytes(
        $"[{PaymentRecords.Ro("BROKER").ToJsonString()},{{}},{PaymentRecords.Ro("BROKER", 2).ToJsonString()}]");

    [SkippableFact]
    public async Task Accepted_records_are_in_the_queue_when_the_answer_comes_and_become_views_when_an_engine_does()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using (await TestInstance.StartAsync(database, virtualHost))
        {
            // It declares the queues, and goes.
        }

        await using var broker = await Broker.ConnectAsync(virtualHost);
        await using (var api = await TestInstance.StartAsync(database, virtualHost, engine: false))
        {
            var answer = await api.PostRawAsync("/v1/paiements/ro", TwoAndOneBad);
            Assert.True(answer.Status == 202, answer.Text);
            var (first, second) = (
                await broker.Channel.BasicGetAsync(Part.Ro.Queue, false),
                await broker.Channel.BasicGetAsync(Part.Ro.Queue, false));
            Assert.NotNull(first);
            Assert.NotNull(second);
            Assert.Null(await broker.Channel.BasicGetAsync(Part.Ro.Queue, false));
            await broker.Channel.BasicNackAsync(second.DeliveryTag, multiple: true, requeue: true);
            Assert.Equal(1, await api.CountAsync("SELECT count(*) FROM quarantaine"));
            Assert.Empty(await api.SoinsAsync("BROKER"));
        }

        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await Eventually.HoldsAsync("both are soins", async () => (await instance.SoinsAsync("BROKER")).Count == 2);
    }

    [SkippableFact]
    public async Task Records_are_published_at_the_time_of_the_clock_of_the_host()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var broker = await Broker.ConnectAsync(virtualHost);
        var queue = await broker.ListenAsync(Part.Ro.Queue);
        await using var api = await TestInstance.StartAsync(database, virtualHost, engine: false);
        api.Clock.Move(TimeSpan.FromDays(40));
        var before = api.Clock.GetUtcNow();

        await api.RoAsync(PaymentRecords.Ro("HORLOGE"));

        var message = Assert.Single(await broker.TakeAsync(queue));
        var published = DateTimeOffset.FromUnixTimeMilliseconds((long)message.BasicProperties.Headers!["timestamp_in_ms"]!);
        Assert.InRange(published, before - TimeSpan.FromSeconds(1), api.Clock.GetUtcNow());
    }

    [SkippableFact]
    public async Task Without_any_queue_nothing_is_accepted()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var api = await TestInstance.StartAsync(database, await Broker.VirtualHostAsync(), engine: false);
        Assert.Equal("indisponible", (await api.PostRawAsync("/v1/paiements/ro", TwoAndOneBad)).Problem(503));
    }

    [SkippableFact]
    public async Task Without_the_broker_ingestion_is_503_reads_go_on_and_all_of_it_comes_back()
    {
        var own = new ServerOptions { Durable = false, Sources = [ServerSource.Docker, ServerSource.Local, ServerSource.Packages] };
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(own, TimeProvider.System, TestServers.Say, default));
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, server.Uri);
        await instance.RoAsync(PaymentRecords.Ro("PANNE"));
        await Eventually.HoldsAsync("the first payment is a soin", async () => (await instance.SoinsAsync("PANNE")).Count == 1);

        await using var api = await TestInstance.StartAsync(database, server.Uri, engine: false);
        Assert.Equal((200, 200), await ReadyAsync(instance, api));

        await server.StopAsync();
        await Eventually.HoldsAsync(
            "the engine says that it is not ready, and the API that it reads", async () => await ReadyAsync(instance, api) == (503, 200));
        await Eventually.HoldsAsync("the API names the broker", async () =>
            (await api.AskAsync(HttpMethod.Get, "/health/ready", null)).Check("broker") == "Degraded");

        foreach (var other in new[] { instance, api })
        {
            var startedAt = TimeProvider.System.GetTimestamp();
            var refuse = await other.PostRawAsync("/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("PANNE", 2).ToJsonString()));
            Assert.Equal("indisponible", refuse.Problem(503));
            Assert.True(refuse.Headers.ContainsKey("Retry-After"));
            Assert.True(TimeProvider.System.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(5), "A producer is not kept waiting.");
            Assert.Single(await other.SoinsAsync("PANNE"));
            Assert.Equal(200, (await other.AskAsync(HttpMethod.Get, "/health/live", null)).Status);
        }

        await server.ResumeAsync();

        await Eventually.HoldsAsync("both are ready again", async () => await ReadyAsync(instance, api) == (200, 200));
        await api.RoAsync(PaymentRecords.Ro("PANNE", 2));
        await Eventually.HoldsAsync("the second payment is a soin", async () => (await instance.SoinsAsync("PANNE")).Count == 2);
    }

    private static async Task<(int, int)> ReadyAsync(TestInstance instance, TestInstance api) =>
        ((await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status, (await api.AskAsync(
            HttpMethod.Get, "/health/ready", null)).Status);
}
