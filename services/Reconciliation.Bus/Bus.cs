using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reconciliation.Bus;

/// <summary>
/// All of MassTransit in two files, this one and <see cref="DirectConsumer"/>, so that leaving it is a day's work. Bytes in, bytes out:
/// nothing is deserialized here, so that no message can fail before the front door has seen it, and none is dropped because a producer
/// reused a message id. Where there is no broker MassTransit is not even registered: <see cref="InProcessBus"/> carries the messages.
/// </summary>
public static class BusRegistration
{
    /// <summary>Registers the bus: real RabbitMQ where a URI is given, else in process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    public static IServiceCollection AddBus(this IServiceCollection services, BusSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<BatchShutdown>();
        if (settings.RabbitMq is { } uri)
        {
            services.AddRabbitMq(uri, settings);
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

    private static void AddRabbitMq(this IServiceCollection services, Uri uri, BusSettings settings)
    {
        services.AddSingleton<IBusHealth, BrokerHealth>();
        services.AddSingleton<RabbitPublisher>();
        services.AddSingleton<PublishMessages>(s => s.GetRequiredService<RabbitPublisher>().SendAsync);
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = false;
            o.StartTimeout = settings.StartTimeout;
            o.StopTimeout = settings.StopTimeout;
            o.ConsumerStopTimeout = settings.StopTimeout;
        });
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.UsingRabbitMq((context, cfg) => ConfigureRabbitMq(context, cfg, uri, settings));
        });
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, Uri uri, BusSettings settings)
    {
        var identity = uri.UserInfo.Split(':', 2);
        cfg.Host(new Uri(uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)), h =>
        {
            h.Username(identity[0].Length > 0 ? Uri.UnescapeDataString(identity[0]) : "guest");
            h.Password(identity.Length > 1 ? Uri.UnescapeDataString(identity[1]) : "guest");
            h.ConnectionName(settings.ConnectionName);
            h.Heartbeat(settings.HeartbeatInterval);
        });
        if (settings.Consumes)
        {
            foreach (var file in settings.Parts.All.Select(p => p.Queue))
            {
                ReceiveFromRabbitMq(file, context, cfg, settings);
                ReceiveFromRabbitMq(file + ExchangeNames.DeadLetterSuffix, context, cfg, settings);
            }
        }
        else
        {
            // Who only publishes would connect with the first message, and not know until then that there is no broker.
            cfg.AutoStart = true;
        }
    }

    private static void ReceiveFromRabbitMq(
        string file, IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator cfg, BusSettings settings) => cfg.ReceiveEndpoint(file, e =>
        {
            e.SetQuorumQueue();
            e.PrefetchCount = settings.InHand;
            e.ConcurrentMessageLimit = 1; // reads deliveries one after the other, and waits for none
            e.ConfigureConsumeTopology = false;
            var (receive, stop) = (context.GetRequiredService<ReceiveMessage>(), context.GetRequiredService<BatchShutdown>());
            e.ConfigureChannel(canal => canal.UseFilter(new DirectConsumer(c => new Deliveries(
                c,
                settings,
                message => receive(file, message, stop.Token),
                context.GetRequiredService<TimeProvider>(),
                context.GetRequiredService<ILogger<Deliveries>>()))));
        });
}

/// <summary>Whether the bus is there: the broker, or the one in process.</summary>
internal interface IBusHealth
{
    /// <summary>Whether it takes messages now.</summary>
    bool IsConnected { get; }

    /// <summary>Returns once every queue is consumed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not answer within the time that starting may take.</exception>
    Task WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Whether the broker is there.</summary>
/// <param name="bus">The bus.</param>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
internal sealed class BrokerHealth(IBusControl bus, BusSettings settings, TimeProvider clock) : IBusHealth
{
    public bool IsConnected => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.StartTimeout, clock);
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        if (await bus.WaitForHealthStatus(BusHealthStatus.Healthy, delay.Token) != BusHealthStatus.Healthy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("The broker does not answer.");
        }
    }
}
