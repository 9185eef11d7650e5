using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Bus;

/// <summary>
/// Consumes the queues by MassTransit: connection, topology and recovery. Bytes in, bytes out: nothing is deserialized here, so that no
/// message can fail before the front door has seen it, and none is dropped because a producer reused a message id. All that names
/// MassTransit in code lies in this folder, so that leaving it is a day's work.
/// </summary>
internal static class RabbitConsumers
{
    /// <summary>
    /// The category of MassTransit's logs: each attempt with its stack trace, for as long as the broker is away or refuses.
    /// <see cref="ConsumerWatch"/> says the same once.
    /// </summary>
    public const string RepetitiveLogs = nameof(MassTransit);

    /// <summary>Registers the consumers of every queue, and of the queue of what the broker gave up beside each.</summary>
    /// <param name="services">The services.</param>
    /// <param name="address">The broker.</param>
    /// <param name="settings">The settings.</param>
    public static void AddConsumers(this IServiceCollection services, BrokerAddress address, BusSettings settings)
    {
        services.AddSingleton<ConsumerWatch>();
        services.AddHostedService(s => new ConsumerKeeper(
            () => CreateBus(s, address, settings),
            s.GetRequiredService<ConsumerWatch>(),
            s.GetRequiredService<RabbitPublisher>().Connection,
            settings,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<ConsumerKeeper>>()));
    }

    /// <summary>Returns once all queues are consumed.</summary>
    /// <param name="services">The services.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">They are not, within that time.</exception>
    public static Task WaitUntilConsumedAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<ConsumerWatch>().WhenConsumedAsync(cancellationToken);

    // Not by MassTransit's registration: a bus that it registers is one for the process, and cannot be started a second time.
    private static IBusControl CreateBus(IServiceProvider services, BrokerAddress address, BusSettings settings)
    {
        LogContext.ConfigureCurrentLogContext(services.GetRequiredService<ILoggerFactory>());
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(cfg => ConfigureRabbitMq(services, cfg, address, settings));
        bus.ConnectReceiveEndpointObserver(services.GetRequiredService<ConsumerWatch>());
        return bus;
    }

    private static void ConfigureRabbitMq(
        IServiceProvider services, IRabbitMqBusFactoryConfigurator cfg, BrokerAddress address, BusSettings settings)
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
        foreach (var queue in settings.Queues)
        {
            ReceiveFromRabbitMq(queue, services, cfg, settings);
        }
    }

    private static void ReceiveFromRabbitMq(
        string queue, IServiceProvider services, IRabbitMqBusFactoryConfigurator cfg, BusSettings settings) =>
            cfg.ReceiveEndpoint(queue, e =>
        {
            e.SetQuorumQueue();
            e.PrefetchCount = settings.InHand;
            e.ConcurrentMessageLimit = 1; // reads deliveries one after the other, and waits for none
            e.ConfigureConsumeTopology = false;
            var (receive, stop) = (services.GetRequiredService<ReceiveMessage>(), services.GetRequiredService<BatchShutdown>());
            e.ConfigureChannel(channel => channel.UseFilter(new DirectConsumer(c => new Deliveries(
                c,
                settings,
                message => receive(queue, message, stop.Token),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<Deliveries>>()))));
        });
}
