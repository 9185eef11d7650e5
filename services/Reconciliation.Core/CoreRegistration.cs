using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The services of the core that every host registers, besides the database, the clock, the policy and the bus.</summary>
public static class CoreRegistration
{
    /// <summary>The one transaction, and the use cases that need nothing but the database.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services)
    {
        services.AddSingleton<KnownSources>();
        services.AddSingleton<QuarantaineMetrics>();
        services.AddSingleton<ReconcilerMetrics>();
        services.AddSingleton(VueFormats.Product);
        services.AddSingleton<Reconciler>();
        services.AddSingleton<EpochKeeper>();
        services.AddReading();
        services.AddSingleton<TakeDecision>();
        services.AddSingleton<ListDecisions>();
        services.AddSingleton<ReadQuarantaine>();
        services.AddSingleton<ReadMessageSheet>();
        services.AddSingleton<WorkListQueries>();
        services.AddSingleton<ListWork>();
        services.AddSingleton<ExportWork>();
        services.AddSingleton<OverviewQueries>();
        services.AddSingleton<ReadOverview>();
        services.AddSingleton<Assignments>();
        services.AddSingleton<AssignWork>();
        return services;
    }

    /// <summary>The use cases that hand lines on, and so need the bus.</summary>
    public static IServiceCollection AddDeposits(this IServiceCollection services)
    {
        services.AddSingleton<PaymentPublisher>();
        services.AddSingleton<DepositLignes>(s => s.GetRequiredService<PaymentPublisher>().DepositAsync);
        services.AddSingleton<SubmitPayments>();
        return services.AddSettling(null);
    }

    /// <summary>The use case that takes messages out of quarantine.</summary>
    /// <param name="services">The services.</param>
    /// <param name="deposit">Takes lines, where no bus is registered; null: the bus does.</param>
    public static IServiceCollection AddSettling(this IServiceCollection services, DepositLignes? deposit)
    {
        if (deposit is not null)
        {
            services.AddSingleton(deposit);
        }

        services.AddSingleton<QuarantaineReplay>();
        services.AddSingleton<SettleQuarantined>();
        return services;
    }
}
