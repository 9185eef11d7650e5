using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>A broker that answers and refuses is no outage: one sentence with its own text, not ready, and no stack trace.</summary>
public sealed class RefusalTests
{
    private static readonly string Queue = Part.Ro.Queue;

    [SkippableTheory]
    [InlineData("", "", "", "ACCESS_REFUSED")]
    [InlineData(".*", "^$", ".*", "ACCESS_REFUSED")]
    public async Task A_user_without_rights_is_told_so_once_and_works_once_it_has_them(
        string configure, string write, string read, string text)
    {
        var (server, virtualHost, name) = await PrivateAsync();
        var user = "sans-droits-" + name;
        await server.ControlAsync("add_user", user, "secret");
        await server.ControlAsync("set_permissions", "-p", name, user, configure, write, read);
        var address = BrokerAddress.Parse(new UriBuilder(virtualHost) { UserName = user, Password = "secret" }.Uri.ToString());
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(database, address, log: log, waits: false);

        await AssertSaidOnceAsync(instance, log, text);
        await server.ControlAsync("set_permissions", "-p", name, user, ".*", ".*", ".*");
        await Eventually.HoldsAsync("it publishes", async () => (await PostAsync(instance)).Status == 202);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_or_exchange_of_another_kind_is_told_once_and_the_service_is_not_ready(bool isExchange)
    {
        var (_, virtualHost, _) = await PrivateAsync();
        await using var broker = await Hosts.Broker.ConnectAsync(virtualHost);
        if (isExchange)
        {
            await broker.Channel.ExchangeDeclareAsync(Queue, ExchangeType.Headers, durable: true);
        }
        else
        {
            await broker.Channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        }

        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        using var log = new CapturedLog();
        await using var instance = await TestInstance.StartAsync(database, virtualHost, log: log, waits: false);

        await AssertSaidOnceAsync(instance, log, "PRECONDITION_FAILED");
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync("it goes on trying", () => TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(5));
        await AssertSaidOnceAsync(instance, log, "PRECONDITION_FAILED");
    }

    [SkippableFact]
    public async Task Who_declares_nothing_is_told_of_an_exchange_of_another_kind_once_no_queue_takes_what_it_sends()
    {
        var (_, virtualHost, _) = await PrivateAsync();
        await using var broker = await Hosts.Broker.ConnectAsync(virtualHost);
        await broker.Channel.ExchangeDeclareAsync(Queue, ExchangeType.Topic, durable: true);
        await using var link = new RabbitPublisher(
            new BusSettings { RabbitMq = virtualHost, Parts = PaymentStreams.Product.Parts, Consumes = false },
            TimeProvider.System);
        var refused = await Assert.ThrowsAsync<BrokerRefusedException>(
            () => link.SendAsync(Queue, [new(null, "{}"u8.ToArray())], requireQueue: true, default));
        Assert.Contains("inequivalent arg 'type'", refused.Message, StringComparison.Ordinal);
        Assert.False(link.Reaches(Queue));
        Assert.Equal(refused.Message, BrokerFailure.Describe(new TimeoutException("The payments were not confirmed.", refused)));

        // One of the right kind that no queue is bound to is no refusal.
        await broker.Channel.ExchangeDeclareAsync(Part.Complementaire.Queue, ExchangeType.Fanout, durable: true);
        Assert.Equal(1, await link.SendAsync(Part.Complementaire.Queue, [new(null, "{}"u8.ToArray())], requireQueue: true, default));
    }

    [SkippableFact]
    public async Task A_command_that_meets_a_broker_with_a_mistake_says_one_sentence()
    {
        var (_, virtualHost, _) = await PrivateAsync();
        foreach (var (uri, text) in new[]
        {
            (new UriBuilder(virtualHost) { Path = "/absent" }.Uri, "NOT_ALLOWED"),
            (new UriBuilder(virtualHost) { Password = "faux" }.Uri, "ACCESS_REFUSED"),
        })
        {
            var (code, output, errors) = await Commands.ReconProcess.RunAsync(
                new Dictionary<string, string> { ["RECONCILIATION_RABBITMQ"] = uri.ToString(), ["RECONCILIATION_PORT"] = "1" },
                "run", "--no-demo");
            Assert.Equal((1, ""), (code, output));
            Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.True(errors.Contains(text, StringComparison.Ordinal), errors);
            Assert.DoesNotContain("faux", errors, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_virtual_host_that_is_not_there_or_a_wrong_password_is_a_refusal_and_a_port_without_broker_an_outage()
    {
        var (_, virtualHost, _) = await PrivateAsync();
        foreach (var (uri, text) in new[]
        {
            (new UriBuilder(virtualHost) { Path = "/absent" }.Uri, "NOT_ALLOWED"),
            (new UriBuilder(virtualHost) { Password = "faux" }.Uri, "ACCESS_REFUSED"),
        })
        {
            await using var link = new RabbitPublisher(
                new BusSettings { RabbitMq = uri, Parts = PaymentStreams.Product.Parts }, TimeProvider.System);
            var refused = await Assert.ThrowsAsync<BrokerRefusedException>(() => link.Connection.OpenAsync(default));
            Assert.Contains(text, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("faux", refused.Message, StringComparison.Ordinal);
        }

        await using var nobody = new RabbitPublisher(
            new BusSettings
            {
                RabbitMq = BrokerAddress.Parse("amqp://127.0.0.1:1,127.0.0.1:2"),
                Parts = PaymentStreams.Product.Parts,
            },
            TimeProvider.System);
        var away = await Assert.ThrowsAsync<BrokerUnreachableException>(() => nobody.Connection.OpenAsync(default));
        Assert.Null(BrokerRefusals.TextOf(away));
    }

    [SkippableFact]
    public async Task What_is_not_found_is_a_refusal_in_the_brokers_own_words()
    {
        var (_, virtualHost, _) = await PrivateAsync();
        await using var broker = await Hosts.Broker.ConnectAsync(virtualHost);
        var missing = await Assert.ThrowsAsync<OperationInterruptedException>(() => broker.Channel.QueueDeclarePassiveAsync("absente"));
        Assert.StartsWith("NOT_FOUND - no queue 'absente'", BrokerRefusals.TextOf(missing), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Exchanges_are_there_before_the_first_publication_and_one_that_is_deleted_comes_back()
    {
        var (_, virtualHost, _) = await PrivateAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, virtualHost);
        await using var broker = await Hosts.Broker.ConnectAsync(virtualHost);
        foreach (var exchange in ExchangeNames.OfEngines(PaymentStreams.Product.Parts))
        {
            await broker.Channel.ExchangeDeclarePassiveAsync(exchange);
        }

        await broker.Channel.ExchangeDeleteAsync(ExchangeNames.Probe);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status);
        await broker.Channel.ExchangeDeclarePassiveAsync(ExchangeNames.Probe);
    }

    private static async Task<(RabbitServer Server, Uri VirtualHost, string Name)> PrivateAsync()
    {
        var server = await TestServers.RabbitAsync();
        Skip.IfNot(server.IsPrivate, "Users are made only in a private RabbitMQ.");
        var virtualHost = await Hosts.Broker.VirtualHostAsync();
        return (server, virtualHost, Uri.UnescapeDataString(virtualHost.AbsolutePath[1..]));
    }

    private static async Task AssertSaidOnceAsync(TestInstance instance, CapturedLog log, string text)
    {
        await Eventually.HoldsAsync("it is not ready and says why", async () =>
            (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503
            && log.Lines.Any(l => l.Contains("BrokerRefusals", StringComparison.Ordinal) && l.Contains(text, StringComparison.Ordinal)));
        Assert.All(
            log.Lines.Where(l => l.Contains("BrokerRefusals", StringComparison.Ordinal)).GroupBy(l => l),
            same => Assert.Single(same));
        Assert.DoesNotContain(
            log.Lines, l => l.Contains("MassTransit", StringComparison.Ordinal) || l.Contains("   at ", StringComparison.Ordinal));
    }

    private static Task<Answer> PostAsync(TestInstance instance) => instance.PostRawAsync(
        "/v1/paiements/ro", System.Text.Encoding.UTF8.GetBytes(PaymentRecords.Ro("REFUS").ToJsonString()));
}
