using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Core;

/// <summary>What every host registers of the core, besides the database, the clock, the policy and the bus.</summary>
public static class CoreRegistration
{
    /// <summary>The one transaction and the use cases that stand on it.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services)
    {
        services.AddSingleton<KnownSources>();
        services.AddSingleton<QuarantaineMetrics>();
        services.AddReading();
        services.AddSingleton<ReconcilerMetrics>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<DecideSoin>(s => s.GetRequiredService<Reconciler>().DecideAsync);
        return services;
    }
}
