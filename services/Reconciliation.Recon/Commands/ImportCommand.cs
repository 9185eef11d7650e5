using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon import</c>: files of payments, through the front door and the bus.</summary>
internal static class ImportCommand
{
    /// <summary>Every record was accepted; else some were refused. 1: it could not be done.</summary>
    private const int ToutAccepte = 0, RejetsPresents = 2;

    public static Command Creer()
    {
        var fichiers = new Argument<string[]>("FILE")
        {
            Description = "Des fichiers NDJSON ou CSV, compressés (gzip) ou non ; « - » lit l'entrée standard.",
            Arity = ArgumentArity.OneOrMore,
        };
        var part = new Option<string?>("--part") { Description = "Le flux, si les enregistrements ne le disent pas : ro ou complementaire." };
        part.AcceptOnlyFromAmong("ro", "complementaire");
        var format = new Option<FormatDeFichier?>("--format") { Description = "ndjson ou csv, si ni le nom ni le contenu ne le disent." };
        var rejets = new Option<string?>("--rejets") { Description = "Écrit chaque enregistrement refusé dans ce fichier, un par ligne (NDJSON)." };
        var debut = new Option<bool>("--depuis-le-debut") { Description = "Ignore la marque d'un import interrompu." };
        var commande = new Command("import", """
            Importe des fichiers de paiements : chaque enregistrement passe les mêmes règles que les messages ; les valides sont publiés
            sur le bus, les autres rapportés (fichier, ligne, membre, règle) et mis en quarantaine. Interrompu, l'import reprend où il
            en était ; importer deux fois un fichier est sans effet. Code de sortie : 0 tout est accepté, 2 des rejets, 1 impossible.

            Exemples :
              recon import paiements-ro.ndjson paiements-rc.csv.gz
              recon import --rejets rejets.ndjson 2025-11.csv
              zcat archive.gz | recon import -
            """)
        {
            fichiers, part, format, rejets, debut,
        };
        commande.SetAction((r, cancellationToken) => ExecuterAsync(
            [.. r.GetRequiredValue(fichiers).Distinct()],
            r.GetValue(part) switch { "ro" => Part.Ro, "complementaire" => Part.Complementaire, _ => null },
            r.GetValue(format),
            r.GetValue(rejets),
            r.GetValue(debut),
            cancellationToken));
        return commande;
    }

    private static async Task<int> ExecuterAsync(
        string[] fichiers, Part? part, FormatDeFichier? format, string? rejets, bool depuisLeDebut, CancellationToken cancellationToken)
    {
        var horloge = TimeProvider.System;
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var marques = fichiers.ToDictionary(f => f, f => Marquer(f, depuisLeDebut));
        await using var source = BaseDeDonnees.Source(Bases.Lire(configuration));
        await Bases.ExigerAJourAsync(source, cancellationToken);
        await using var publication = await Publication.OuvrirAsync(configuration, horloge, cancellationToken);
        using var rapport = Rapporter(rejets, marques.Values.Max(m => m.OctetsDeRejets));
        var import = new Import(publication, source, horloge, part, rapport);
        var (depart, deja) = (horloge.GetTimestamp(), marques.Values.Sum(m => m.Acceptes + m.Rejetes));
        foreach (var fichier in fichiers.Where(f => !marques[f].Finie))
        {
            marques[fichier] = await ImporterAsync(import, fichier, marques[fichier], format, horloge, cancellationToken);
        }

        foreach (var fichier in fichiers.Where(f => f != Import.EntreeStandard))
        {
            Marque.Effacer(fichier);
        }

        Conclure(marques, deja, rapport, rejets, horloge.GetElapsedTime(depart));
        return marques.Values.All(m => m.Rejetes == 0) ? ToutAccepte : RejetsPresents;
    }

    private static Marque Marquer(string fichier, bool depuisLeDebut)
    {
        try
        {
            return fichier == Import.EntreeStandard ? new(0, "", 0, 0, 0, 0, false)
                : depuisLeDebut ? Marque.Nouvelle(fichier)
                : Marque.Lire(fichier);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemarrageRefuseException($"The file {fichier} cannot be read.");
        }
    }

    private static RapportDeRejets Rapporter(string? fichier, long octets)
    {
        try
        {
            return new(fichier, octets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DemarrageRefuseException($"The file {fichier} cannot be written.");
        }
    }

    private static async Task<Marque> ImporterAsync(
        Import import, string fichier, Marque marque, FormatDeFichier? format, TimeProvider horloge, CancellationToken cancellationToken)
    {
        try
        {
            return await Suivi.SuivreAsync(
                Path.GetFileName(fichier),
                fichier != Import.EntreeStandard,
                horloge,
                avance => import.ImporterAsync(fichier, marque, format, avance, cancellationToken));
        }
        catch (InvalidDataException e)
        {
            throw new DemarrageRefuseException($"The file {fichier} is damaged: {e.Message}");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            var reprise = fichier == Import.EntreeStandard ? "" : " Run the same command again: it goes on where it was.";
            throw new DemarrageRefuseException((e is TimeoutException ? e.Message : "The database does not take what is refused into quarantine.") + reprise);
        }
    }

    private static void Conclure(Dictionary<string, Marque> marques, long deja, RapportDeRejets rapport, string? fichier, TimeSpan duree)
    {
        foreach (var rejet in rapport.Premiers)
        {
            Console.WriteLine(FormattableString.Invariant($"{rejet.Fichier}:{rejet.Ligne}: {Faute(rejet.Membre, rejet.Regle, rejet.Motif)}"));
            foreach (var autre in rejet.Autres)
            {
                Console.WriteLine($"    {Faute(autre.Membre, autre.Regle, autre.Motif)}");
            }
        }

        var (acceptes, rejetes) = (marques.Values.Sum(m => m.Acceptes), marques.Values.Sum(m => m.Rejetes));
        if (rejetes > rapport.Premiers.Count)
        {
            Console.WriteLine($"… {Suivi.Nombre(rejetes)} enregistrements refusés en tout"
                + (fichier is null ? " ; --rejets FILE les écrit tous." : $" ; ils sont tous dans {fichier}."));
        }

        var traites = acceptes + rejetes - deja;
        Console.WriteLine($"{Suivi.Nombre(acceptes)} acceptés, {Suivi.Nombre(rejetes)} rejetés"
            + (deja > 0 ? $" (dont {Suivi.Nombre(deja)} avant l'interruption)" : "")
            + $", en {duree.TotalSeconds.ToString("0.0", Suivi.Francais)} s : {Suivi.Debit(traites, duree)}.");
    }

    private static string Faute(string membre, string regle, string motif) => membre.Length > 0 ? $"{membre} ({regle}) : {motif}" : $"({regle}) {motif}";
}
