using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Bus;

/// <summary>
/// All of MassTransit in two files, this one and <see cref="DirectConsumer"/>, so that leaving it is a day's work. Bytes in, bytes out:
/// nothing is deserialized here, so that no message can fail before the front door has seen it, and none is dropped because a producer
/// reused a message id. Without a broker MassTransit is not even registered: <see cref="InProcessBus"/> carries the messages.
/// </summary>
public static class BusRegistration
{
    /// <summary>
    /// The category of MassTransit's logs: each attempt with its stack trace, for as long as the broker is away or refuses.
    /// <see cref="ConsumerWatch"/> says the same once.
    /// </summary>
    public const string RepetitiveLogs = nameof(MassTransit);

    /// <summary>Registers the bus: real RabbitMQ where an address is given, else in process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    public static IServiceCollection AddBus(this IServiceCollection services, BusSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<BatchShutdown>();
        if (settings.RabbitMq is { } address)
        {
            services.AddRabbitMq(address, settings);
        }
        else
        {
            services.AddSingleton(s => new InProcessBus(
                settings, settings.Consumes ? s.GetRequiredService<ReceiveMessage>() : null, s.GetRequiredService<BatchShutdown>()));
            services.AddHostedService(s => s.GetRequiredService<InProcessBus>());
            services.AddSingleton<IBusHealth>(s => s.GetRequiredService<InProcessBus>());
            services.AddSingleton<PublishMessages>(s => s.GetRequiredService<InProcessBus>().SendAsync);
        }

        services.AddSingleton(s => new Publisher(
            settings, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IBusHealth>(), s.GetRequiredService<PublishMessages>()));
        return services;
    }

    private static void AddRabbitMq(this IServiceCollection services, BrokerAddress address, BusSettings settings)
    {
        services.AddSingleton<BrokerRefusals>();
        services.AddSingleton<RabbitPublisher>();
        services.AddHostedService(s => s.GetRequiredService<RabbitPublisher>().Connection);
        services.AddSingleton<PublishMessages>(s => s.GetRequiredService<RabbitPublisher>().SendAsync);
        services.AddSingleton<IBusHealth>(s => new BrokerHealth(
            s.GetRequiredService<RabbitPublisher>(),
            s.GetRequiredService<BrokerRefusals>(),
            settings.Consumes ? ct => ConsumedAsync(s.GetRequiredService<IBusControl>(), ct) : null,
            settings,
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<BrokerWatch>();
        if (settings.Consumes)
        {
            services.AddConsumers(address, settings);
        }
    }

    private static void AddConsumers(this IServiceCollection services, BrokerAddress address, BusSettings settings)
    {
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = false;
            o.StartTimeout = settings.StartTimeout;
            o.StopTimeout = settings.StopTimeout;
            o.ConsumerStopTimeout = settings.StopTimeout;
        });
        services.AddReceiveEndpointObserver<ConsumerWatch>();
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();

            // MassTransit's health check hangs on a temporary queue at one node, and logs each failure with its stack trace: ours ask the
            // connection that publishes.
            x.ConfigureHealthCheckOptions(o => o.Tags.Add(nameof(MassTransit)));
            x.UsingRabbitMq((context, cfg) => ConfigureRabbitMq(context, cfg, address, settings));
        });
    }

    private static async Task ConsumedAsync(IBusControl bus, CancellationToken cancellationToken)
    {
        if (await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken) != BusHealthStatus.Healthy)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static void ConfigureRabbitMq(
        IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, BrokerAddress address, BusSettings settings)
    {
        var (first, path) = (address.Nodes[0], address.VirtualHost == "/" ? "/" : "/" + Uri.EscapeDataString(address.VirtualHost));
        cfg.Host(new Uri($"{(address.IsEncrypted ? "amqps" : "amqp")}://{first}{path}"), h =>
        {
            h.Username(address.User);
            h.Password(address.Password);
            h.ConnectionName(settings.ConnectionName);
            h.Heartbeat(settings.HeartbeatInterval);
            h.UseCluster(c =>
            {
                foreach (var node in address.Nodes)
                {
                    c.Node(node.ToString());
                }
            });
        });
        foreach (var queue in settings.Parts.All.Select(p => p.Queue))
        {
            ReceiveFromRabbitMq(queue, context, cfg, settings);
            ReceiveFromRabbitMq(queue + ExchangeNames.DeadLetterSuffix, context, cfg, settings);
        }
    }

    private static void ReceiveFromRabbitMq(
        string queue, IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, BusSettings settings) =>
            cfg.ReceiveEndpoint(queue, e =>
        {
            e.SetQuorumQueue();
            e.PrefetchCount = settings.InHand;
            e.ConcurrentMessageLimit = 1; // reads deliveries one after the other, and waits for none
            e.ConfigureConsumeTopology = false;
            var (receive, stop) = (context.GetRequiredService<ReceiveMessage>(), context.GetRequiredService<BatchShutdown>());
            e.ConfigureChannel(canal => canal.UseFilter(new DirectConsumer(c => new Deliveries(
                c,
                settings,
                message => receive(queue, message, stop.Token),
                context.GetRequiredService<TimeProvider>(),
                context.GetRequiredService<ILogger<Deliveries>>()))));
        });
}

/// <summary>Says of each queue whether it is consumed, and why not: once, in one sentence.</summary>
/// <param name="refusals">Takes the broker's refusals.</param>
/// <param name="settings">The settings.</param>
internal sealed class ConsumerWatch(BrokerRefusals refusals, BusSettings settings) : IReceiveEndpointObserver
{
    private const string Refused = "refus";
    private const string Away = "consommation";

    public Task Ready(ReceiveEndpointReady ready)
    {
        var queue = Queue(ready.InputAddress);
        refusals.Forget(queue, Refused);
        refusals.Forget(queue, Away);
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        var queue = Queue(faulted.InputAddress);
        if (BrokerRefusals.TextOf(faulted.Exception) is { } text)
        {
            refusals.Note(
                queue, Refused, $"RabbitMQ at {settings.RabbitMq} refuses queue {queue} to user {settings.RabbitMq!.User}: {text}");
        }
        else
        {
            var sentence = $"Queue {queue} is not consumed: RabbitMQ at {settings.RabbitMq} is away; it is tried again";
            refusals.Note(queue, Away, sentence, isGrave: false);
        }

        return Task.CompletedTask;
    }

    private static string Queue(Uri address) => Uri.UnescapeDataString(address.Segments[^1]);
}
