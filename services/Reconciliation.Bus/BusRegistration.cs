using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Bus;

/// <summary>
/// Registers the way in and out for messages. With a broker, <see cref="RabbitConsumers"/> take and <see cref="RabbitPublisher"/> sends;
/// without one, nothing of MassTransit is registered, and <see cref="InProcessBus"/> carries the messages.
/// </summary>
public static class BusRegistration
{
    /// <summary>The category of logs that say at each attempt what is said once elsewhere.</summary>
    public const string RepetitiveLogs = RabbitConsumers.RepetitiveLogs;

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
            settings.Consumes ? ct => RabbitConsumers.WaitUntilConsumedAsync(s, ct) : null,
            settings,
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<BrokerWatch>();
        if (settings.Consumes)
        {
            services.AddConsumers(address, settings);
        }
    }
}
