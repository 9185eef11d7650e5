using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The one transaction and the services on top of it, for commands that do their work and end.</summary>
internal static class HostlessCore
{
    /// <summary>Puts it together from the environment.</summary>
    /// <param name="clock">The clock.</param>
    public static ServiceProvider Create(TimeProvider clock)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("RECONCILIATION_").Build();
        return new ServiceCollection()
            .AddMetrics()
            .AddSingleton(clock)
            .AddSingleton(PaymentStreams.Product)
            .AddSingleton(ProducerConfiguration.Read(settings, PaymentStreams.Product.Parts))
            .AddDatabase(CommandDatabase.ReadConnectionString(new ConfigurationBuilder().AddEnvironmentVariables().Build()))
            .AddJugement(settings)
            .AddSingleton(RetentionSettings.Read(settings))
            .AddCore()
            .AddSingleton<Rebuilder>()
            .AddSingleton<Erasure>()
            .AddSingleton<ExpiredRows>()
            .AddSingleton<Maintenance>()
            .AddSingleton<AdherentErasure>()
            .BuildServiceProvider();
    }
}
