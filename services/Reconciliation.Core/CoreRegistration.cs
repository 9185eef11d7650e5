using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Core;

/// <summary>What every host registers of the core, besides the database, the clock, the policy and the bus.</summary>
public static class CoreRegistration
{
    /// <summary>The one transaction and the use cases that stand on it.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services)
    {
        services.AddSingleton<SourcesConnues>();
        services.AddSingleton<MesuresQuarantaine>();
        services.AddSingleton<Disclosure>();
        services.AddSingleton<Mesures>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<Decider>(s => s.GetRequiredService<Reconciler>().DeciderAsync);
        return services;
    }
}
