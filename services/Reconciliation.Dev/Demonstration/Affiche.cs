using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Spectre.Console;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Dev;

/// <summary>What the demo prints: short French lines that fit 80 columns, with colours where there are eyes to see them.</summary>
internal static class Affiche
{
    private const int Largeur = 76;
    private const string Marge = "  ";

    private static readonly string[] Signes = ["€", "%", ":", ";", "s."];

    private static readonly IReadOnlyList<(Situation Situation, string Libelle)> Libelles =
    [
        (Situation.Complet, "Complet"),
        (Situation.EnAttenteComplementaire, "En attente de la complémentaire"),
        (Situation.EnAttenteRo, "En attente de l'assurance maladie"),
        (Situation.EnRetard, "En retard"),
        (Situation.Ecart, "Écart"),
        (Situation.ARapprocher, "À rapprocher"),
        (Situation.Conteste, "Contesté"),
        (Situation.Annule, "Annulé"),
    ];

    /// <summary>What was sent, and in what time it was stored.</summary>
    /// <param name="generateur">What was sent.</param>
    /// <param name="duree">From the first message sent to the last line stored.</param>
    /// <param name="tous">Whether every line was stored in time.</param>
    public static void Envoi(Generateur generateur, TimeSpan duree, bool tous)
    {
        var paiements = generateur.Paiements;
        var doublons = paiements.Count - paiements.Distinct().Count();
        var reforme = Paris.EnToutesLettres(generateur.Calendrier.Reforme).Replace(' ', '\u00a0');
        Paragraphe(
            $"Démonstration : {Suivi.Nombre(paiements.Count)} paiements fictifs, {Suivi.Nombre(paiements.OfType<PaiementRoEmis>().Count())} de l'assurance maladie et "
            + $"{Suivi.Nombre(paiements.OfType<PaiementComplementaireEmis>().Count())} de la complémentaire (dont {Suivi.Nombre(doublons)} doublons, écartés), "
            + (tous ? "publiés, rapprochés et enregistrés" : "publiés") + $" en {duree.TotalSeconds.ToString("0.0", Suivi.Francais)} s.");
        Paragraphe($"Un mois de soins qui s'achève aujourd'hui ; la réforme y prend effet le {reforme}.");
        if (!tous)
        {
            Paragraphe("Le moteur n'a pas encore tout enregistré : les nombres qui suivent vont changer.");
        }
    }

    /// <summary>How many soins are in each situation.</summary>
    /// <param name="nombres">The numbers.</param>
    public static void Situations(IReadOnlyDictionary<Situation, long> nombres)
    {
        Titre("Soins par situation");
        foreach (var (situation, libelle) in Libelles)
        {
            Ligne($"{Marge}{libelle,-34}{Suivi.Nombre(nombres.GetValueOrDefault(situation)),8}");
        }

        Ligne($"{Marge}{"Total",-34}{Suivi.Nombre(nombres.Values.Sum()),8}");
    }

    /// <summary>The members worth looking at.</summary>
    /// <param name="cas">The cases.</param>
    /// <param name="adresse">Where the API listens.</param>
    public static void Cas(IReadOnlyList<CasNotable> cas, string adresse)
    {
        Titre("Cas à regarder");
        Ligne($"{Marge}JETON=$(./infra/token support)");
        Ligne($"{Marge}curl -H \"Authorization: Bearer $JETON\" <adresse ci-dessous>");
        foreach (var (titre, explication, adherentId, _) in cas)
        {
            Titre(titre);
            Paragraphe(explication);
            Ligne($"{Marge}{adresse}/v1/adherents/{adherentId}/soins");
        }

        Ligne("");
    }

    /// <summary>A sentence or two, folded between words.</summary>
    /// <param name="texte">The sentences.</param>
    public static void Paragraphe(string texte)
    {
        foreach (var ligne in Replier(texte))
        {
            Ligne(Marge + ligne);
        }
    }

    /// <summary>Folds a text between words into lines that fit 80 columns with their margin.</summary>
    /// <param name="texte">The text.</param>
    public static IEnumerable<string> Replier(string texte)
    {
        var ligne = new StringBuilder();
        foreach (var mot in Insecables(texte).Split(' '))
        {
            if (ligne.Length + mot.Length >= Largeur)
            {
                yield return ligne.ToString();
                ligne.Clear();
            }

            ligne.Append(ligne.Length == 0 ? "" : " ").Append(mot);
        }

        yield return ligne.ToString();
    }

    // French sets a space before these signs, at which no line may end.
    private static string Insecables(string texte) =>
        Signes.Aggregate(texte, (t, signe) => t.Replace(" " + signe, "\u00a0" + signe, StringComparison.Ordinal));

    private static void Titre(string titre)
    {
        Ligne("");
        if (Suivi.EstRedirige)
        {
            Console.WriteLine(titre);
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]{titre}[/]");
    }

    private static void Ligne(string ligne) => Console.WriteLine(ligne);
}
