using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary><c>recon simulate</c>: a seeded stream of realistic payments, endless or bounded, on the bus at a chosen rate.</summary>
internal static class SimulateCommand
{
    /// <summary>The highest rate that may be asked for, in lines a second.</summary>
    private const int DebitMax = 100_000;

    // Ten slices a second, so that the stream is even; none larger than what may wait for confirms.
    private const int TranchesParSeconde = 10;

    public static Command Creer()
    {
        var graine = new Option<int>("--graine") { Description = "La graine : la même donne le même flux.", DefaultValueFactory = _ => 1 };
        var jour = new Option<DateOnly?>("--jour") { Description = "Le jour où s'achèvent les mois de soins (aaaa-MM-jj) ; par défaut aujourd'hui." };
        var debit = new Option<int>("--debit") { Description = "Lignes par seconde ; 0 : aussi vite que possible.", DefaultValueFactory = _ => 100 };
        var nombre = new Option<long?>("--nombre") { Description = "Le nombre de messages, après quoi la commande s'arrête." };
        var duree = new Option<TimeSpan?>("--duree") { Description = "La durée, par exemple 90s, 10m ou 2h.", CustomParser = Duree };
        var doublons = PourCent("--doublons", "Messages envoyés une seconde fois, en %.", Melange.Ordinaire.Doublons);
        var rcDAbord = PourCent("--rc-dabord", "Soins que la complémentaire paie d'abord, en %.", Melange.Ordinaire.RcDAbord);
        var invalides = PourCent("--invalides", "Messages en plus qui enfreignent une règle, en %.", Melange.Ordinaire.Invalides);
        debit.Validators.Add(r => Borner(r, 0, DebitMax));
        nombre.Validators.Add(r => Borner(r, 1, int.MaxValue));
        var commande = new Command("simulate", """
            Publie sur le bus un flux de paiements fictifs et vraisemblables, sans fin ou borné. La même graine, le même jour et les
            mêmes proportions donnent le même flux, octet pour octet.

            Exemples :
              recon simulate --debit 200
              recon simulate --graine 42 --nombre 10000 --debit 0
              recon simulate --graine 7 --duree 10m --doublons 20 --rc-dabord 60 --invalides 2
            """)
        {
            graine, jour, debit, nombre, duree, doublons, rcDAbord, invalides,
        };
        commande.SetAction((r, cancellationToken) => ExecuterAsync(
            r.GetValue(graine),
            r.GetValue(jour),
            new Melange { Doublons = r.GetValue(doublons), RcDAbord = r.GetValue(rcDAbord), Invalides = r.GetValue(invalides) },
            r.GetValue(debit),
            r.GetValue(nombre),
            r.GetValue(duree),
            cancellationToken));
        return commande;
    }

    private static async Task<int> ExecuterAsync(
        int graine, DateOnly? jour, Melange melange, int debit, long? nombre, TimeSpan? duree, CancellationToken cancellationToken)
    {
        var horloge = TimeProvider.System;
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var publication = await Publication.OuvrirAsync(configuration, horloge, cancellationToken);
        var jourDeFin = jour ?? Paris.Jour(horloge.GetUtcNow());
        Console.WriteLine(FormattableString.Invariant($"Graine {graine}, jour {jourDeFin:yyyy-MM-dd}."));
        var depart = horloge.GetTimestamp();
        var envoyes = await Suivi.SuivreAsync("Paiements simulés", nombre is not null, horloge, avance => EmettreAsync(
            new Flux(graine, jourDeFin, melange), publication, debit, nombre ?? long.MaxValue, duree ?? TimeSpan.MaxValue, horloge, avance, cancellationToken));
        var ecoulee = horloge.GetElapsedTime(depart);
        Console.WriteLine($"{Suivi.Nombre(envoyes)} messages publiés et confirmés en {ecoulee.TotalSeconds.ToString("0.0", Suivi.Francais)} s : {Suivi.Debit(envoyes, ecoulee)}.");
        return 0;
    }

    // Ends with what is confirmed when it is told to stop: an endless stream has no other end.
    private static async Task<long> EmettreAsync(
        Flux flux, Publication publication, int debit, long nombre, TimeSpan duree, TimeProvider horloge, Action<double, double> avance, CancellationToken cancellationToken)
    {
        var tranche = debit == 0 ? 2 * Emetteur.Tranche : Math.Clamp(debit / TranchesParSeconde, 1, 2 * Emetteur.Tranche);
        var (depart, envoyes) = (horloge.GetTimestamp(), 0L);
        foreach (var messages in flux.Messages().Chunk(tranche))
        {
            if (envoyes >= nombre || horloge.GetElapsedTime(depart) >= duree || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var part = messages.Take((int)Math.Min(tranche, nombre - envoyes)).Select(m => (m.Part, m.Corps)).ToList();
            await publication.EmettreAsync(part, CancellationToken.None);
            envoyes += part.Count;
            avance((double)envoyes / nombre, envoyes);
            if (debit > 0 && TimeSpan.FromSeconds((double)envoyes / debit) - horloge.GetElapsedTime(depart) is { Ticks: > 0 } attente)
            {
                await Task.Delay(attente, horloge, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return envoyes;
    }

    private static Option<int> PourCent(string nom, string description, int parDefaut)
    {
        var option = new Option<int>(nom) { Description = description, DefaultValueFactory = _ => parDefaut };
        option.Validators.Add(r => Borner(r, 0, 100));
        return option;
    }

    private static void Borner(OptionResult resultat, int min, int max)
    {
        if (resultat.Tokens is [{ Value: var texte }] && (!long.TryParse(texte, CultureInfo.InvariantCulture, out var valeur) || valeur < min || valeur > max))
        {
            resultat.AddError($"{resultat.Option.Name} doit être un nombre entier de {min} à {max}.");
        }
    }

    private static TimeSpan? Duree(ArgumentResult resultat)
    {
        var texte = resultat.Tokens is [{ Value: var valeur }] ? valeur : "";
        var unite = texte.Length > 0 ? texte[^1] : ' ';
        if (double.TryParse(texte[..^Math.Min(1, texte.Length)], CultureInfo.InvariantCulture, out var nombre) && nombre is > 0 and < 1e6 && unite is 's' or 'm' or 'h')
        {
            return unite switch { 's' => TimeSpan.FromSeconds(nombre), 'm' => TimeSpan.FromMinutes(nombre), _ => TimeSpan.FromHours(nombre) };
        }

        resultat.AddError("--duree est un nombre suivi de s, m ou h, par exemple 90s.");
        return null;
    }
}
