using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon entretien</c>: the daily work of the owner of the database.</summary>
internal static class EntretienCommand
{
    /// <summary>How long one run may take by default.</summary>
    public static readonly TimeSpan DureeParDefaut = TimeSpan.FromHours(2);

    /// <summary>The hour of the night, in Europe/Paris, at which a daily one begins, and the pause after one that failed.</summary>
    private static readonly TimeOnly Heure = new(3, 0);
    private static readonly TimeSpan Reprise = TimeSpan.FromMinutes(15);

    public static Command Creer()
    {
        var essai = new Option<bool>("--essai") { Description = "Ne change rien : compte ce qui serait créé et effacé." };
        var quotidien = new Option<bool>("--quotidien")
        {
            Description = "Recommence chaque nuit à 3 h (Europe/Paris), jusqu'à ce qu'on l'arrête ; la première fois, aussitôt.",
        };
        var duree = new Option<int>("--duree-max")
        {
            Description = "Minutes après lesquelles rien de nouveau n'est commencé ; la fois suivante continue.",
            DefaultValueFactory = _ => (int)DureeParDefaut.TotalMinutes,
        };
        duree.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 24 * 60)
            {
                r.AddError("--duree-max : un nombre de minutes, de 1 à 1440.");
            }
        });
        var commande = new Command("entretien", """
            Crée les prochains mois du journal et efface ce qui a dépassé sa durée de conservation : journées, accès, quarantaine
            close. À exécuter par le propriétaire de la base, chaque jour ; les moteurs continuent. Interrompu, il suffit de
            recommencer. Durées, en mois : RECONCILIATION_Conservation__SoinsMois (27), …__ExceptionsMois (60), …__AccesMois (12),
            …__QuarantaineMois (12).

            Exemples :
              recon entretien --essai
              recon entretien --quotidien
            """) { essai, quotidien, duree };
        commande.Validators.Add(r =>
        {
            if (r.GetValue(essai) && r.GetValue(quotidien))
            {
                r.AddError("--essai et --quotidien s'excluent.");
            }
        });
        commande.SetAction((r, cancellationToken) =>
        {
            var dureeMax = TimeSpan.FromMinutes(r.GetRequiredValue(duree));
            return r.GetValue(quotidien) ? ChaqueNuitAsync(dureeMax, cancellationToken) : UneFoisAsync(dureeMax, r.GetValue(essai), cancellationToken);
        });
        return commande;
    }

    private static async Task UneFoisAsync(TimeSpan dureeMax, bool essai, CancellationToken cancellationToken)
    {
        await using var services = MoteurSansHote.Creer(TimeProvider.System);
        await Bases.ExigerAJourAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        Dire(
            await Bases.OuUnePhraseAsync(() => Suivi.SuivreAsync(
                "entretien",
                borne: false,
                TimeProvider.System,
                avance => services.GetRequiredService<Entretien>().ExecuterAsync(dureeMax, essai, journees => avance(0, journees), cancellationToken))),
            essai);
    }

    // The process stays, so that a container needs no scheduler beside it. What fails is said, and tried again.
    private static async Task ChaqueNuitAsync(TimeSpan dureeMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = Reprise;
            try
            {
                await UneFoisAsync(dureeMax, essai: false, cancellationToken);
                pause = ProchaineFois(TimeProvider.System.GetUtcNow()) - TimeProvider.System.GetUtcNow();
            }
            catch (DemarrageRefuseException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>When the next daily one begins.</summary>
    /// <param name="maintenant">Now.</param>
    internal static DateTimeOffset ProchaineFois(DateTimeOffset maintenant)
    {
        var aujourdHui = Paris.Instant(Paris.Jour(maintenant).ToDateTime(Heure));
        return aujourdHui > maintenant ? aujourdHui : Paris.Instant(Paris.Jour(maintenant).AddDays(1).ToDateTime(Heure));
    }

    private static void Dire(BilanDEntretien b, bool essai)
    {
        Console.WriteLine(essai ? "Essai : rien n'a été changé. Seraient effacés :" : $"Mois du journal créés : {Liste(b.MoisCrees)}. Effacés :");
        var (journees, lignes, soins) = (Suivi.Nombre(b.Journees.Journees), Suivi.Nombre(b.Journees.Lignes), Suivi.Nombre(b.Journees.Soins));
        Console.WriteLine($"  {journees} journées ({lignes} lignes, {soins} soins) ; gardées, anciennes mais encore utiles : {Suivi.Nombre(b.Gardees)}");
        Console.WriteLine($"  mois du journal : {Liste(b.MoisRetires)}");
        Console.WriteLine($"  {Suivi.Nombre(b.Acces)} accès, {Suivi.Nombre(b.Quarantaine)} messages de quarantaine clos");
        if (b.ResteAFaire)
        {
            Console.WriteLine("Le temps est écoulé : la prochaine fois continue.");
        }
    }

    private static string Liste(IReadOnlyList<string> noms) => noms.Count == 0 ? "aucun" : string.Join(", ", noms);
}
