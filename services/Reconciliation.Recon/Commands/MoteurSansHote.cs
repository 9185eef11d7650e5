using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The one transaction and what stands on it, for commands that do their work and end.</summary>
internal static class MoteurSansHote
{
    /// <summary>Puts it together from the environment.</summary>
    /// <param name="horloge">The clock.</param>
    public static ServiceProvider Creer(TimeProvider horloge)
    {
        var reglages = new ConfigurationBuilder().AddEnvironmentVariables("RECONCILIATION_").Build();
        return new ServiceCollection()
            .AddMetrics()
            .AddSingleton(horloge)
            .AddBaseDeDonnees(Bases.Lire(new ConfigurationBuilder().AddEnvironmentVariables().Build()))
            .AddJugement(reglages)
            .AddSingleton(RetentionSettings.Read(reglages))
            .AddCore()
            .AddSingleton<Controleur>()
            .AddSingleton<Effacement>()
            .AddSingleton<Anciens>()
            .AddSingleton<Entretien>()
            .AddSingleton<EffacementDAdherent>()
            .BuildServiceProvider();
    }
}
