using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Engine;
using Reconciliation.Engine.Conservation;
using Reconciliation.Engine.Controle;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Cli.Commandes;

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
            .AddSingleton(DureesDeConservation.Lire(reglages))
            .AddSingleton<Mesures>()
            .AddSingleton<Reconciler>()
            .AddSingleton<Controleur>()
            .AddSingleton<Effacement>()
            .AddSingleton<Anciens>()
            .AddSingleton<Entretien>()
            .AddSingleton<EffacementDAdherent>()
            .BuildServiceProvider();
    }
}
