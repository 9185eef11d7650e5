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
    /// <param name="streams">The streams of payments.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="command">The command, by which the server's sessions are named.</param>
    /// <param name="deposit">Takes lines that come out of quarantine; null: none do.</param>
    public static ServiceProvider Create(PaymentStreams streams, TimeProvider clock, string command, DepositLignes? deposit = null)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("RECONCILIATION_").Build();
        return new ServiceCollection()
            .AddMetrics()
            .AddSingleton(clock)
            .AddSingleton(streams)
            .AddSingleton(ProducerConfiguration.Read(settings, streams.Parts))
            .AddDatabase(
                CommandDatabase.ReadConnectionString(new ConfigurationBuilder().AddEnvironmentVariables().Build()),
                role: "recon-" + command)
            .AddJugement(settings)
            .AddSingleton(RetentionSettings.Read(settings))
            .AddCore()
            .AddSingleton<Rebuilder>()
            .AddSingleton<Erasure>()
            .AddSingleton<ExpiredRows>()
            .AddSingleton<Maintenance>()
            .AddSingleton<AdherentErasure>()
            .AddSingleton<AdherentExport>()
            .AddSingleton<ExportAdherent>()
            .AddSettling(deposit)
            .BuildServiceProvider();
    }
}
