using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Hosting;

namespace Reconciliation.Engine;

/// <summary>The services that a host registers for the engine, besides the database, the clock, the policy and the bus.</summary>
public static class EngineRegistration
{
    /// <summary>The intake, the clock pump and the relay. They need the core's services.</summary>
    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.AddSingleton<RelayMetrics>();
        services.AddProbe<RelayProbe>("relais", isNeeded: true);
        services.AddSingleton<BatchMetrics>();
        services.AddSingleton<Gauges>();
        services.AddSingleton<ServerGauges>();
        services.AddSingleton<TransientRetry>();
        services.AddSingleton(s => new RefusedMessages(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<TransientRetry>(),
            s.GetRequiredService<QuarantaineMetrics>(),
            s.GetRequiredService<BusSettings>().RabbitMq is null ? null : s.GetRequiredService<Publisher>(),
            s.GetRequiredService<ILogger<RefusedMessages>>(),
            s.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton<Intake>();
        services.AddSingleton<ReceiveMessage>(s => s.GetRequiredService<Intake>().ReceiveAsync);
        services.AddHostedService<DeadlinePump>();
        services.AddHostedService<JournalRelay>();
        services.AddHostedService<CounterCompaction>();
        services.AddHostedService<GaugeReader>();
        return services;
    }

    /// <summary>The sending of events to subscribers over HTTP; nothing where there are none.</summary>
    /// <param name="services">The services.</param>
    /// <param name="subscribers">The subscribers.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IReadOnlyList<WebhookSubscriber> subscribers)
    {
        ArgumentNullException.ThrowIfNull(subscribers);
        if (subscribers.Count > 0)
        {
            services.AddSingleton(subscribers);
            services.AddSingleton<WebhookMetrics>();
            services.AddHostedService<WebhookRelay>();
        }

        return services;
    }
}
