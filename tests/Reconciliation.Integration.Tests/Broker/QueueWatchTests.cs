using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>Faults of the broker that would harm payments in silence: a policy in the place of ours, a queue on too few nodes.</summary>
[Collection(nameof(ThreeNodes))]
public sealed class QueueWatchTests(ClusterFixture fixture)
{
    private static readonly string Queue = Part.Ro.Queue;
    private static readonly string[] CatchAll = ["--priority", "100", "fourre-tout", ".*"];

    [SkippableFact]
    public async Task A_catch_all_policy_that_drops_messages_makes_the_service_not_ready_until_it_goes()
    {
        var cluster = await fixture.BrokerAsync();
        var (name, address) = await fixture.VirtualHostAsync();
        await DeclareAsOfOldAsync(address);
        await cluster.ControlAsync(0, ["set_policy", "-p", name, .. CatchAll, """{"max-length":100}"""]);
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var log = new CapturedLog();
        await using var instance = await fixture.InstanceAsync(database, address, log, waits: false);

        await Eventually.HoldsAsync(
            "it says so at the start",
            () => log.Lines.Any(l => l.Contains($"queue {Queue}, and it would lose payments: max-length", StringComparison.Ordinal)));
        Assert.Equal(503, await ReadyAsync(instance));
        Assert.Equal("indisponible", (await PostAsync(instance)).Problem(503));
        await cluster.ControlAsync(0, "clear_policy", "-p", name, "fourre-tout");
        await Eventually.HoldsAsync("it is ready", async () => await ReadyAsync(instance) == 200);
        Assert.Equal(202, (await PostAsync(instance)).Status);

        await cluster.ControlAsync(0, ["set_policy", "-p", name, .. CatchAll, """{"message-ttl":1000}"""]);
        await Eventually.HoldsAsync("it sees one that comes while it runs", async () => await ReadyAsync(instance) == 503);
        Assert.Single(log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal)
            && l.Contains("max-length 100 drops", StringComparison.Ordinal)
            && l.Contains($"queue {Queue},", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_queue_on_fewer_nodes_than_there_are_is_said_once_and_measured()
    {
        var cluster = await fixture.BrokerAsync();
        var (name, address) = await fixture.VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var log = new CapturedLog();
        await using var instance = await fixture.InstanceAsync(database, address, log);
        using var faults = new Measured(instance, "reconciliation.broker.defauts");
        var last = await cluster.ControlAsync(0, "eval", "hd(lists:reverse(lists:sort(rabbit_nodes:all_running()))).");
        var member = $"'{last.Trim().Trim('\'')}'";

        var removed = await cluster.ControlAsync(
            0, "eval", $"rabbit_quorum_queue:delete_member(<<\"{name}\">>, <<\"{Queue}\">>, {member}).");
        Assert.Equal("ok", removed.Trim());

        await Eventually.HoldsAsync(
            "it is said", () => log.Lines.Any(l => l.Contains($"{Queue} is kept by 2 of 3 nodes", StringComparison.Ordinal)));
        Assert.Equal([1.0], faults.Observe());
        Assert.Equal(200, await ReadyAsync(instance));
        Assert.Single(log.Lines, l => l.Contains("is kept by 2 of 3 nodes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "overflow=reject-publish,delivery-limit=2,dead-letter-exchange=X.rebut,dead-letter-strategy=at-least-once,max-length-bytes=9", "")]
    [InlineData("overflow=reject-publish,delivery-limit=20,dead-letter-exchange=X.rebut,max-length-bytes=9", "politique")]
    [InlineData("", "politique")]
    [InlineData("max-length=9", "perte")]
    [InlineData("max-length-bytes=9,overflow=drop-head", "perte")]
    [InlineData("overflow=reject-publish,max-length=9", "politique")]
    [InlineData("overflow=reject-publish,max-length-bytes=9,message-ttl=9", "perte")]
    [InlineData("overflow=reject-publish,max-length-bytes=9,expires=9", "perte")]
    [InlineData("overflow=reject-publish,max-length-bytes=9,delivery-limit=20", "perte")]
    public void Rules_in_effect_are_told_apart_by_what_they_do_to_messages(string rules, string expected)
    {
        var effective = rules.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('='))
            .ToDictionary(r => r[0], r => r[1].Replace("X", Queue, StringComparison.Ordinal));
        foreach (var (members, nodes) in new[] { (3, 3), (0, 3), (1, 1), (2, 3) })
        {
            var wrong = BrokerWatch.WrongWith(new(Queue, null, effective, members), nodes).Select(w => w.Kind);
            Assert.Equal(new[] { expected, members == 2 ? "membres" : "" }.Where(k => k.Length > 0), wrong);
        }
    }

    // The queues of the version before: it left all to the policies.
    private static async Task DeclareAsOfOldAsync(string address)
    {
        await using var broker = await Hosts.Broker.ConnectAsync(BrokerAddress.Parse(address)!.FirstNode());
        foreach (var queue in PaymentStreams.Product.Parts.All.Select(p => p.Queue))
        {
            await broker.Channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true);
            await broker.Channel.QueueDeclareAsync(
                queue, true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
            await broker.Channel.QueueBindAsync(queue, queue, "");
        }
    }

    private static async Task<int> ReadyAsync(TestInstance instance) =>
        (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status;

    private static Task<Answer> PostAsync(TestInstance instance) => instance.PostRawAsync(
        "/v1/paiements/ro", System.Text.Encoding.UTF8.GetBytes(PaymentRecords.Ro("POLITIQUE").ToJsonString()));
}
