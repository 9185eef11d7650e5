using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Reconciliation.Bus;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>A queue is consumed again once the broker lets it be, however long it did not and whatever MassTransit made of that.</summary>
public sealed class ConsumerTests
{
    private const string Body = "un paiement";
    private static readonly string Queue = Part.Ro.Queue;

    // MassTransit ends a bus for good that is not started after a minute.
    private static readonly TimeSpan StartOfMassTransit = TimeSpan.FromSeconds(61);

    private static readonly ServerOptions Own =
        new() { Durable = false, Sources = [ServerSource.Docker, ServerSource.Local, ServerSource.Packages] };

    [SkippableFact]
    public async Task A_process_that_starts_long_before_the_broker_consumes_once_it_is_there()
    {
        LongRun.OrSkip();
        await using var server = await TestServers.OrSkipAsync(RabbitServer.StartAsync(Own, TimeProvider.System, TestServers.Say, default));
        await server.StopAsync();
        await using var consumers = await Consumers.StartAsync(server.Uri);
        var start = TimeProvider.System.GetTimestamp();
        bool IsOver() => TimeProvider.System.GetElapsedTime(start) > StartOfMassTransit;
        await Eventually.HoldsAsync(() => "time passes", () => Task.FromResult(IsOver()), 2 * StartOfMassTransit);
        await server.ResumeAsync();

        await AssertTakenAsync(server.Uri, consumers);
    }

    [SkippableFact]
    public async Task A_queue_that_was_given_up_since_the_password_was_refused_is_consumed_once_it_is_right()
    {
        var server = await TestServers.RabbitAsync();
        Skip.IfNot(server.IsPrivate, "Users are made only in a private RabbitMQ.");
        var virtualHost = await Hosts.Broker.VirtualHostAsync();
        var name = Uri.UnescapeDataString(virtualHost.AbsolutePath[1..]);
        var user = "mot-de-passe-" + name;
        await server.ControlAsync("add_user", user, "autre");
        await server.ControlAsync("set_permissions", "-p", name, user, ".*", ".*", ".*");
        await using var consumers =
            await Consumers.StartAsync(new UriBuilder(virtualHost) { UserName = user, Password = "secret" }.Uri);
        await Eventually.HoldsAsync(
            "the broker refuses", () => consumers.Refusals.Any(r => r.Contains("ACCESS_REFUSED", StringComparison.Ordinal)));

        await server.ControlAsync("change_password", user, "secret");

        // The other queue's consumer comes back by itself too.
        await AssertTakenAsync(virtualHost, consumers);
        await Eventually.HoldsAsync("nothing is refused any more", () => consumers.Refusals.Count == 0);
    }

    private static async Task AssertTakenAsync(Uri address, Consumers consumers)
    {
        await Eventually.HoldsAsync("the queue is there", async () =>
        {
            await using var broker = await Hosts.Broker.ConnectAsync(address);
            try
            {
                return (await broker.Channel.QueueDeclarePassiveAsync(Queue)).ConsumerCount > 0;
            }
            catch (OperationInterruptedException)
            {
                return false;
            }
        });
        await using var broker = await Hosts.Broker.ConnectAsync(address);
        await broker.PublishAsync(Queue, Body);
        await Eventually.HoldsAsync("what comes is taken", () => consumers.Received.Contains(Body));
    }

    /// <summary>A process that consumes and does nothing else.</summary>
    private sealed class Consumers : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _received = [];
        private readonly IHost _host;

        private Consumers(Uri address)
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddMetrics();
            builder.Services.AddSingleton<ReceiveMessage>((_, message, _) =>
            {
                _received.Enqueue(Encoding.UTF8.GetString(message.Body.Span));
                return Task.CompletedTask;
            });
            builder.Services.AddBus(new BusSettings
            {
                RabbitMq = address,
                Parts = PaymentStreams.Product.Parts,
                ConsumerSilenceMax = TimeSpan.FromSeconds(3),
            });
            _host = builder.Build();
        }

        public IEnumerable<string> Received => _received;

        public IReadOnlyList<string> Refusals => _host.Services.GetRequiredService<BrokerRefusals>().Sentences;

        public static async Task<Consumers> StartAsync(Uri address)
        {
            var consumers = new Consumers(address);
            await consumers._host.StartAsync();
            return consumers;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }
}
