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

    [SkippableFact]
    public async Task A_producer_writes_to_its_own_stream_and_to_nothing_else_and_the_services_do_their_work()
    {
        var virtualHost = await VirtualHostAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var engine = await TestInstance.StartAsync(database, As(virtualHost, "reconciliation-engine"));
        await using var api = await TestInstance.StartAsync(database, As(virtualHost, "reconciliation-api"), engine: false);

        await api.RoAsync(PaymentRecords.Ro("DROITS"));
        await Eventually.HoldsAsync("the payment is a soin", async () => (await engine.SoinsAsync("DROITS")).Count == 1);
        foreach (var user in BrokerUsers.Others.Append("reconciliation-api"))
        {
            foreach (var exchange in Exchanges)
            {
                var may = user switch
                {
                    "flux-ro" => exchange == "reconciliation.paiements-ro",
                    "flux-complementaires" => exchange == "reconciliation.paiements-complementaires",
                    "reconciliation-api" => exchange is "reconciliation.paiements-ro" or "reconciliation.paiements-complementaires"
                        or "reconciliation.sonde",
                    _ => false,
                };
                Assert.Equal((user, exchange, may), (user, exchange, await MayAsync(virtualHost, user, c => PublishAsync(c, exchange))));
            }

            foreach (var queue in new[] { "reconciliation.paiements-ro", "reconciliation.paiements-ro.rebut" })
            {
                Assert.False(await MayAsync(virtualHost, user, c => c.BasicGetAsync(queue, autoAck: false)), $"{user} reads {queue}");
                Assert.False(await MayAsync(virtualHost, user, c => c.QueuePurgeAsync(queue)), $"{user} empties {queue}");
                Assert.True(
                    user == "reconciliation-api" || !await MayAsync(virtualHost, user, c => c.QueueDeleteAsync(queue)),
                    $"{user} removes {queue}");
            }
        }

        Assert.True(await MayAsync(virtualHost, "abonne-soins", async c =>
        {
            await c.QueueDeclareAsync("abonne-soins.vues", durable: true, exclusive: false, autoDelete: false);
            await c.QueueBindAsync("abonne-soins.vues", "reconciliation.soins", "");
        }));
        Assert.False(await MayAsync(virtualHost, "abonne-soins", async c =>
        {
            await c.QueueDeclareAsync("abonne-soins.vol", durable: true, exclusive: false, autoDelete: false);
            await c.QueueBindAsync("abonne-soins.vol", "reconciliation.paiements-ro", "");
        }));
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
