using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>Feeds the demo through the bus, like any other payment, and says what there is to see.</summary>
internal static class Seance
{
    private const int Graine = 12_11_2025;
    private const int Tranche = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pas = TimeSpan.FromMilliseconds(50);

    public static async Task JouerAsync(IServiceProvider services, string adresse, CancellationToken cancellationToken)
    {
        var horloge = services.GetRequiredService<TimeProvider>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        var generateur = new Generateur(Graine, horloge.GetUtcNow());
        if (await CompterAsync(source, cancellationToken) > 0)
        {
            // Played again on another day, the same lines would come with other contents.
            Affiche.Paragraphe("La base contient déjà des données de démonstration : rien n'y est ajouté, et les cas datent du jour où elles l'ont été.");
        }
        else
        {
            var depart = horloge.GetTimestamp();
            var tous = await Suivi.SuivreAsync(
                "Paiements fictifs", borne: true, horloge, avance => EnvoyerAsync(services, generateur.Paiements, avance, cancellationToken));
            Affiche.Envoi(generateur, horloge.GetElapsedTime(depart), tous);
        }

        Affiche.Situations(await SituationsAsync(source, cancellationToken));
        Affiche.Cas(generateur.Cas, adresse);
    }

    // Sending is half of the way, storing the other.
    private static async Task<bool> EnvoyerAsync(
        IServiceProvider services, IReadOnlyList<PaiementEmis> paiements, Action<double, double> avance, CancellationToken cancellationToken)
    {
        var emetteur = services.GetRequiredService<Emetteur>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        var horloge = services.GetRequiredService<TimeProvider>();
        var envoyes = 0;
        foreach (var tranche in paiements.Chunk(Tranche))
        {
            await Publication.EmettreAsync(emetteur, [.. tranche.Select(Message)], cancellationToken);
            envoyes += tranche.Length;
            avance(0.5 * envoyes / paiements.Count, envoyes);
        }

        var attendus = paiements.Distinct().Count();
        var depart = horloge.GetTimestamp();
        while (horloge.GetElapsedTime(depart) < Patience)
        {
            var enregistres = await CompterAsync(source, cancellationToken);
            avance(0.5 + (0.5 * enregistres / attendus), enregistres);
            if (enregistres >= attendus)
            {
                return true;
            }

            await Task.Delay(Pas, horloge, cancellationToken);
        }

        return false;
    }

    private static (Part Part, byte[] Corps) Message(PaiementEmis paiement) =>
        (paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire, Encoding.UTF8.GetBytes(Contenus.Ecrire(paiement)));

    // A line is stored in the transaction that writes the views it changes.
    private static async Task<long> CompterAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("SELECT count(*) FROM ligne WHERE organisme = ANY ($1)");
        commande.Parameters.Add(new() { Value = new[] { Redaction.OrganismeRo, Redaction.OrganismeRc } });
        return (long)(await commande.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyDictionary<Domain.Situation, long>> SituationsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("SELECT situation, count(*) FROM soin WHERE remplace_par IS NULL GROUP BY situation");
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var nombres = new Dictionary<Domain.Situation, long>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            nombres[(Domain.Situation)lecteur.GetInt16(0)] = lecteur.GetInt64(1);
        }

        return nombres;
    }
}
