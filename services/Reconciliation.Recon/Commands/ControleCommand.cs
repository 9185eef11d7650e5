using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon verify</c> and <c>recon rebuild</c>: what is stored, against what the facts give.</summary>
internal static class ControleCommand
{
    /// <summary>Nothing differs; else something does, or did. 1: it could not be done.</summary>
    private const int Conforme = 0, Differences = 2;

    public static Command Verify()
    {
        var commande = new Command("verify", """
            Recalcule toutes les vues depuis les faits, sans rien écrire ni arrêter les moteurs, et vérifie les vues, les lignes de la
            base, le journal, la chaîne des accès et les totaux de contrôle au centime, par source, part et jour de réception.
            Les délais et textes configurés (RECONCILIATION_Delais__…) doivent être ceux des moteurs. Code de sortie : 0 tout
            concorde, 2 des différences, 1 impossible.

            Exemples :
              recon verify
              recon verify --json rapport.json
            """);
        var json = Json(commande);
        commande.SetAction((r, cancellationToken) => ExecuterAsync(
            "verify",
            r.GetValue(json),
            (services, avance) => services.GetRequiredService<Controleur>().VerifierAsync(avance, cancellationToken),
            cancellationToken));
        return commande;
    }

    public static Command Rebuild()
    {
        var debut = new Option<bool>("--depuis-le-debut") { Description = "Ignore la place laissée par une reconstruction interrompue." };
        var commande = new Command("rebuild", """
            Recalcule toutes les vues depuis les faits et refait ce qui diffère, par la transaction ordinaire et sans arrêter les
            moteurs. Chaque différence est rapportée ; aucune n'est attendue. Interrompue, la reconstruction reprend où elle en était.
            Code de sortie : 0 rien ne différait, 2 des différences, 1 impossible.

            Exemples :
              recon rebuild
              recon rebuild --depuis-le-debut --json rapport.json
            """)
        {
            debut,
        };
        var json = Json(commande);
        commande.SetAction((r, cancellationToken) => ExecuterAsync(
            "rebuild",
            r.GetValue(json),
            (services, avance) => services.GetRequiredService<Controleur>().ReconstruireAsync(
                services.GetRequiredService<Reconciler>(), r.GetValue(debut), avance, cancellationToken),
            cancellationToken));
        return commande;
    }

    private static Option<string?> Json(Command commande)
    {
        var json = new Option<string?>("--json") { Description = "Écrit le rapport entier dans ce fichier." };
        commande.Add(json);
        return json;
    }

    private static async Task<int> ExecuterAsync(
        string nom, string? json, Func<IServiceProvider, Action<long>, Task<Bilan>> travail, CancellationToken cancellationToken)
    {
        var horloge = TimeProvider.System;
        await using var services = MoteurSansHote.Creer(horloge);
        await Bases.ExigerAJourAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        try
        {
            var total = await services.GetRequiredService<Controleur>().CompterLignesAsync(cancellationToken);
            var depart = horloge.GetTimestamp();
            var bilan = await Suivi.SuivreAsync(
                nom, borne: true, horloge, avance => travail(services, lignes => avance(Math.Min(1, (double)lignes / Math.Max(total, 1)), lignes)));
            var duree = horloge.GetElapsedTime(depart);
            RapportDeControle.Afficher(bilan, duree);
            if (json is not null)
            {
                RapportDeControle.Ecrire(nom, bilan, duree, json);
            }

            return bilan.Differences.Count == 0 ? Conforme : Differences;
        }
        catch (NpgsqlException)
        {
            throw new DemarrageRefuseException("The database stopped answering. Run the same command again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemarrageRefuseException($"The file {json} cannot be written.");
        }
    }
}
