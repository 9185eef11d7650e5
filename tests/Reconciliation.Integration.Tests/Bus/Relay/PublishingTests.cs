using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Reconciliation.Bus;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus.Relay;

/// <summary>Messages on their way to a real broker, and the fate of those that it refuses, returns or never answers.</summary>
public sealed class PublishingTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Exchange = "envois";
    private const int Room = 10;

    private Broker _broker = null!;
    private RabbitPublisher _link = null!;
    private string _user = "";

    public async Task InitializeAsync()
    {
        var virtualHost = await Broker.VirtualHostAsync();
        _user = BrokerAddress.FromUri(virtualHost).User;
        _broker = await Broker.ConnectAsync(virtualHost);
        _link = new(new BusSettings { RabbitMq = virtualHost, Parts = PaymentStreams.Product.Parts }, TimeProvider.System);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [SkippableFact]
    public async Task What_the_broker_refuses_is_sent_again_and_nothing_else()
    {
        var queue = await NarrowQueueAsync();
        var sent = SendAsync(5 * Room);
        var received = new List<string>();
        await Eventually.HoldsAsync("all of them came", async () =>
        {
            received.AddRange(await TakeAsync(queue));
            return received.Distinct().Count() == 5 * Room;
        });

        Assert.Equal(0, await sent);
        Assert.Equal(5 * Room, received.Count);
        Assert.Empty(await TakeAsync(queue));
    }

    [SkippableFact]
    public async Task Who_gives_up_leaves_nothing_to_who_sends_next()
    {
        var queue = await NarrowQueueAsync();
        using var patience = new CancellationTokenSource();
        var tooMany = SendAsync(Room + 1, cancellationToken: patience.Token);
        await Eventually.HoldsAsync("the queue is full", async () => await _broker.Channel.MessageCountAsync(queue) == Room);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tooMany);
        await TakeAsync(queue);

        Assert.Equal(0, await SendAsync(3, from: 100));
        Assert.Equal(["100", "101", "102"], await TakeAsync(queue));
    }

    [SkippableFact]
    public async Task Each_sender_is_told_of_its_own_messages()
    {
        await _broker.ListenAsync(Exchange);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 200), new ParallelOptions { MaxDegreeOfParallelism = 2 * RabbitPublisher.ChannelsMax }, async (n, ct) =>
        {
            var heard = n % 2 == 0;
            var lost = await _link.SendAsync(heard ? Exchange : "personne", Messages(n % 7 + 1), requireQueue: true, ct);
            Assert.Equal(heard ? 0 : n % 7 + 1, lost);
        });
        Assert.Equal(0, await _link.SendAsync("personne", Messages(3), requireQueue: false, default));
    }

    [SkippableFact]
    public async Task An_exchange_that_somebody_removes_is_declared_again()
    {
        Assert.Equal(2, await SendAsync(2));
        await _broker.Channel.ExchangeDeleteAsync(Exchange);
        Assert.Equal(2, await SendAsync(2));
        var queue = await _broker.ListenAsync(Exchange);
        Assert.Equal(0, await SendAsync(2));
        Assert.Equal(["0", "1"], await TakeAsync(queue));
    }

    [SkippableFact]
    public async Task A_channel_on_which_something_was_refused_is_not_used_again()
    {
        await NarrowQueueAsync();
        var connection = await _link.Connection.OpenAsync(default);
        await using var channel = await ConfirmChannel.OpenAsync(connection, _user, default);
        Assert.Empty((await channel.SendAsync(Exchange, Messages(Room), requireQueue: true, default)).Unconfirmed);
        Assert.True(channel.IsUsable);
        Assert.NotEmpty((await channel.SendAsync(Exchange, Messages(1), requireQueue: true, default)).Unconfirmed);
        Assert.False(channel.IsUsable);
    }

    private Task<int> SendAsync(int count, int from = 0, CancellationToken cancellationToken = default) =>
        _link.SendAsync(Exchange, Messages(count, from), requireQueue: true, cancellationToken);

    private static OutgoingMessage[] Messages(int count, int from = 0) =>
        [.. Enumerable.Range(from, count)
            .Select(n => new OutgoingMessage(null, Encoding.UTF8.GetBytes(n.ToString(CultureInfo.InvariantCulture))))];

    // A queue that refuses messages for which it has no room.
    private async Task<string> NarrowQueueAsync()
    {
        await _broker.Channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, autoDelete: false);
        var arguments = new Dictionary<string, object?> { ["x-max-length"] = Room, ["x-overflow"] = "reject-publish" };
        var queue = (await _broker.Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, arguments)).QueueName;
        await _broker.Channel.QueueBindAsync(queue, Exchange, "");
        return queue;
    }

    private async Task<IEnumerable<string>> TakeAsync(string queue) =>
        (await _broker.TakeAsync(queue)).Select(m => Encoding.UTF8.GetString(m.Body.Span)).ToList();
}
