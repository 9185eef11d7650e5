using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>What a host registers of the engine, besides the database, the clock, the policy and the bus.</summary>
public static class EngineRegistration
{
    /// <summary>What consumes, watches the clock and publishes; it needs the core.</summary>
    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.AddSingleton<MesureDuRelais>();
        services.AddSingleton<MesuresDesLots>();
        services.AddSingleton<Jauges>();
        services.AddSingleton<Pannes>();
        services.AddSingleton<Ingestion>();
        services.AddSingleton<RecevoirMessage>(s => s.GetRequiredService<Ingestion>().RecevoirAsync);
        services.AddHostedService<DeadlinePump>();
        services.AddHostedService<JournalRelay>();
        services.AddHostedService<ResumeDesCompteurs>();
        services.AddHostedService<ReleveDesJauges>();
        return services;
    }
}
