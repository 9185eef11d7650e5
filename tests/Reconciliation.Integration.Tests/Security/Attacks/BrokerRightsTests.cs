using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Bus;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>The users that <c>recon secrets</c> gives the broker: each may do its own work there and nothing of another's.</summary>
public sealed class BrokerRightsTests
{
    private static readonly string[] Names =
    [
        "reconciliation-engine", "reconciliation-api", "reconciliation-console", "reconciliation-demo", "reconciliation-outils",
        .. BrokerUsers.Others,
    ];

    private static readonly string[] Exchanges =
    [
        "", "amq.fanout", "reconciliation.paiements-ro", "reconciliation.paiements-complementaires", "reconciliation.paiements-ro.rebut",
        "reconciliation.soins", "reconciliation.soins-cloudevents", "reconciliation.sonde",
    ];

    private static readonly string[] Handing =
        ["reconciliation-api", "reconciliation-console", "reconciliation-demo", "reconciliation-outils"];

    private static readonly string[] New = ["abonne-soins.essai", "vol", "reconciliation.vol"];
    private static readonly string[] Bound = ["reconciliation.soins", "reconciliation.paiements-ro"];

    private static readonly string[] Work =
    [
        "publish reconciliation.paiements-ro", "publish reconciliation.paiements-complementaires", "publish reconciliation.sonde",
    ];

    // The attempts that succeed for a user; all others are refused.
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["flux-ro"] = ["publish reconciliation.paiements-ro"],
        ["flux-complementaires"] = ["publish reconciliation.paiements-complementaires"],
        ["abonne-soins"] = ["make abonne-soins.essai", "bind abonne-soins.essai reconciliation.soins"],
    };

    [SkippableFact]
    public async Task Each_user_does_its_work_and_nothing_of_anothers_and_removes_and_empties_no_queue_of_payments()
    {
        var virtualHost = await VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var early = await TestInstance.StartAsync(database, As(virtualHost, "reconciliation-api"), engine: false);
        Assert.Equal(503, (await early.PostRawAsync(
            "/v1/paiements/ro", Encoding.UTF8.GetBytes(PaymentRecords.Ro("TROP-TOT").ToJsonString()))).Status);

        await using var engine = await TestInstance.StartAsync(database, As(virtualHost, "reconciliation-engine"));
        foreach (var user in Handing)
        {
            await using var host = await TestInstance.StartAsync(database, As(virtualHost, user), engine: false);
            await host.RoAsync(PaymentRecords.Ro($"DROITS-{user}"));
            await Eventually.HoldsAsync($"{user}'s is a soin", async () => (await engine.SoinsAsync($"DROITS-{user}")).Count == 1);
        }

        await early.RoAsync(PaymentRecords.Ro("DROITS-TARD"));
        await Eventually.HoldsAsync("the first one's is, too", async () => (await engine.SoinsAsync("DROITS-TARD")).Count == 1);
        Assert.True(await MayAsync(virtualHost, "abonne-soins", async c =>
        {
            await c.QueueDeclareAsync("abonne-soins.vues", durable: true, exclusive: false, autoDelete: false);
            await c.QueueBindAsync("abonne-soins.vues", "reconciliation.soins", "");
        }));
        foreach (var user in Names)
        {
            var did = new List<string>();
            foreach (var (what, action) in Tries(user))
            {
                if (await MayAsync(virtualHost, user, action))
                {
                    did.Add(what);
                }
            }

            Assert.Equal(
                user == "reconciliation-engine" ? [] : Handing.Contains(user) ? Work : May.GetValueOrDefault(user, []), did);
        }
    }

    // Of the engine, whose queues they are, only what is others'.
    private static IEnumerable<(string What, Func<IChannel, Task> Action)> Tries(string user)
    {
        var isEngine = user == "reconciliation-engine";
        foreach (var exchange in Exchanges.Where(e => !isEngine || !e.StartsWith("reconciliation.", StringComparison.Ordinal)))
        {
            yield return ($"publish {exchange}", c => PublishAsync(c, exchange));
        }

        string[] queues = isEngine
            ? ["abonne-soins.vues"]
            : [
                "reconciliation.paiements-ro", "reconciliation.paiements-complementaires", "reconciliation.paiements-ro.rebut",
                "reconciliation.paiements-complementaires.rebut",
            ];
        foreach (var queue in queues)
        {
            yield return ($"read {queue}", c => c.BasicGetAsync(queue, autoAck: false));
            yield return ($"consume {queue}", c => c.BasicConsumeAsync(queue, false, new AsyncDefaultBasicConsumer(c)));
            yield return ($"empty {queue}", c => c.QueuePurgeAsync(queue));
            yield return ($"unbind {queue}", c => c.QueueUnbindAsync(queue, queue, ""));
            yield return ($"bind {queue}", c => c.QueueBindAsync(queue, "reconciliation.soins", ""));
            yield return ($"remove {queue}", c => c.QueueDeleteAsync(queue));
        }

        foreach (var queue in isEngine ? [] : New)
        {
            yield return ($"make {queue}", c => c.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
            foreach (var exchange in Bound)
            {
                yield return ($"bind {queue} {exchange}", c => c.QueueBindAsync(queue, exchange, ""));
            }
        }

        foreach (var exchange in Exchanges.Where(e => !isEngine && e.StartsWith("reconciliation.", StringComparison.Ordinal)))
        {
            yield return ($"remove exchange {exchange}", c => c.ExchangeDeleteAsync(exchange));
        }

        yield return ("make an exchange", c => c.ExchangeDeclareAsync("vol", ExchangeType.Fanout));
    }

    private static async Task<Uri> VirtualHostAsync()
    {
        var (server, virtualHost) = (await TestServers.RabbitAsync(), await Broker.VirtualHostAsync());
        var definitions = BrokerUsers.AddTo([], Names.ToDictionary(n => n, n => $"secret-{n}"));
        foreach (var permission in definitions["permissions"]!.AsArray())
        {
            permission!["vhost"] = Uri.UnescapeDataString(virtualHost.AbsolutePath[1..]);
        }

        Skip.IfNot(await server.ImportAsync(definitions.ToJsonString()), "The broker takes no definitions.");
        return virtualHost;
    }

    private static BrokerAddress As(Uri virtualHost, string user) => BrokerAddress.FromUri(AddressOf(virtualHost, user));

    private static Uri AddressOf(Uri virtualHost, string user) =>
        new UriBuilder(virtualHost) { UserName = user, Password = $"secret-{user}" }.Uri;

    private static Task PublishAsync(IChannel channel, string exchange) => channel.BasicPublishAsync(
        exchange, "reconciliation.paiements-ro", mandatory: false, new BasicProperties(), Encoding.UTF8.GetBytes("{}")).AsTask();

    // A refusal closes the channel; a publication is refused when its confirm is awaited.
    private static async Task<bool> MayAsync(Uri virtualHost, string user, Func<IChannel, Task> action)
    {
        await using var broker = await Broker.ConnectAsync(AddressOf(virtualHost, user));
        try
        {
            await action(broker.Channel);
            return true;
        }
        catch (Exception e) when (e is OperationInterruptedException or AlreadyClosedException)
        {
            return false;
        }
    }
}
