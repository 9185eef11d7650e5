using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>The bus of a process without a broker, before an engine that follows the test's orders.</summary>
public sealed class InProcessBusTests : IAsyncLifetime
{
    private static readonly BusSettings Settings = new() { Parts = PaymentStreams.Product.Parts };

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _inHand = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string File, ReceivedMessage Message)> _received = [];
    private IHost? _host;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            foreach (var waiting in _inHand.Values)
            {
                waiting.TrySetCanceled();
            }

            await _host.StopAsync();
            _host.Dispose();
        }
    }

    [Fact]
    public async Task A_call_returns_when_the_engine_is_done_with_every_message_and_not_before()
    {
        var publisher = await StartAsync(Settings);
        var call = publisher.PublishAsync(Part.Ro.Queue, Messages("a", "b"), default);
        await InHandAsync("a", "b");

        _inHand["b"].SetResult();
        await publisher.AnnounceAsync(ExchangeNames.Soins, Messages("x"), default);
        Assert.False(call.IsCompleted);

        _inHand["a"].SetResult();
        Assert.True(await call);
    }

    [Fact]
    public async Task One_message_that_the_engine_gives_up_fails_the_call()
    {
        var publisher = await StartAsync(Settings);
        var call = publisher.PublishAsync(Part.Ro.Queue, Messages("a", "b"), default);
        await InHandAsync("a", "b");

        _inHand["a"].SetResult();
        _inHand["b"].SetException(new IOException("Nobody is there."));

        await Assert.ThrowsAsync<IOException>(() => call);
        Assert.True(publisher.IsConnected && await publisher.TakesMessagesAsync(default));
    }

    [Fact]
    public async Task A_message_comes_with_its_queue_its_trace_and_when_it_was_published()
    {
        var publisher = await StartAsync(Settings);
        var now = new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] buffer = [.. "a"u8];
        OutgoingMessage sent = new(null, buffer, Trace: Trace, PublishedAt: now);
        var call = publisher.PublishAsync(Part.Complementaire.Queue, [sent], default);
        await InHandAsync("a");

        buffer[0] = (byte)'z';
        var (file, message) = Assert.Single(_received);
        Assert.Equal(
            (Part.Complementaire.Queue, now, Trace, "a"), (file, message.PublishedAt, message.Trace, Text(message)));
        _inHand["a"].SetResult();
        Assert.True(await call);
    }

    [Fact]
    public async Task No_more_are_in_hand_than_the_limit_says_and_what_was_given_up_before_is_not_delivered()
    {
        var publisher = await StartAsync(Settings with { InHand = 2 });
        var first = publisher.PublishAsync(Part.Ro.Queue, Messages("a", "b"), default);
        await InHandAsync("a", "b");
        using var givingUp = new CancellationTokenSource();
        var many = Messages([.. Enumerable.Range(0, InProcessBus.MessagesWaitingMax + 1).Select(n => $"n{n}")]);
        var second = publisher.PublishAsync(Part.Ro.Queue, many, givingUp.Token);
        var third = publisher.PublishAsync(Part.Ro.Queue, Messages("c"), default);

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal((2, false), (_received.Count, third.IsCompleted));

        _inHand["a"].SetResult();
        _inHand["b"].SetResult();
        Assert.True(await first);
        await InHandAsync("c");
        _inHand["c"].SetResult();
        Assert.True(await third);
        Assert.Equal(["a", "b", "c"], _received.Select(r => Text(r.Message)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stop_lets_what_is_in_hand_finish()
    {
        var publisher = await StartAsync(Settings with { BatchTimeout = TimeSpan.FromHours(1) });
        var call = publisher.PublishAsync(Part.Ro.Queue, Messages("a"), default);
        await InHandAsync("a");

        var stop = _host!.StopAsync();
        await Eventually.HoldsAsync("nothing more is taken", async () =>
            await Record.ExceptionAsync(() => publisher.PublishAsync(Part.Ro.Queue, Messages("b"), Soon()))
                is TimeoutException);
        Assert.False(stop.IsCompleted || call.IsCompleted);

        _inHand["a"].SetResult();
        Assert.True(await call);
        _inHand.GetValueOrDefault("b")?.SetResult();
        await stop;
        Assert.False(publisher.IsConnected || await publisher.TakesMessagesAsync(default));
    }

    [Fact]
    public async Task A_stop_that_cannot_wait_longer_acknowledges_nothing()
    {
        var publisher = await StartAsync(Settings with { InHand = 1, BatchTimeout = TimeSpan.FromMilliseconds(50) });
        var inHand = publisher.PublishAsync(Part.Ro.Queue, Messages("a"), default);
        await InHandAsync("a");
        var waiting = publisher.PublishAsync(Part.Ro.Queue, Messages("b"), default);

        await _host!.StopAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => inHand);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        await Assert.ThrowsAsync<TimeoutException>(() => publisher.PublishAsync(Part.Ro.Queue, Messages("c"), default));
    }

    [Fact]
    public async Task Without_an_engine_payments_have_no_queue_and_publications_go_nowhere()
    {
        var publisher = await StartAsync(Settings with { Consumes = false });
        Assert.False(await publisher.PublishAsync(Part.Ro.Queue, Messages("a"), default));
        Assert.Equal(0, await publisher.AnnounceAsync(ExchangeNames.Soins, Messages("x", "y"), default));
        Assert.True(publisher.IsConnected);
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System).Token;

    private static OutgoingMessage[] Messages(params string[] bodies) =>
        [.. bodies.Select(b => new OutgoingMessage(null, Encoding.UTF8.GetBytes(b)))];

    private static string Text(ReceivedMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private Task InHandAsync(params string[] bodies) => Eventually.HoldsAsync(
        $"the engine has {string.Join(", ", bodies)} in hand", () => bodies.All(_inHand.ContainsKey));

    private async Task<Publisher> StartAsync(BusSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddBus(settings);
        builder.Services.AddSingleton<ReceiveMessage>((file, message, end) =>
        {
            _received.Enqueue((file, message));
            return _inHand.GetOrAdd(Text(message), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(end);
        });
        _host = builder.Build();
        await _host.StartAsync();
        return _host.Services.GetRequiredService<Publisher>();
    }
}
