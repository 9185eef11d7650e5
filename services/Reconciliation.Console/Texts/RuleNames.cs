using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>The rules that a message breaks, as a heading of a row or a choice of a list: some words, no sentence.</summary>
internal static class RuleNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [Regle.Json] = "Texte mal formé",
        [Regle.Objet] = "Pas un enregistrement de paiement",
        [Regle.Requis] = "Champ obligatoire absent",
        [Regle.TypeJson] = "Champ d’un autre type qu’attendu",
        [Regle.Identifiant] = "Identifiant mal écrit",
        [Regle.Texte] = "Texte trop long ou illisible",
        [Regle.NirInterdit] = "Numéro de sécurité sociale",
        [Regle.ValeurConnue] = "Valeur hors de la liste",
        [Regle.Entier] = "Nombre entier hors bornes",
        [Regle.DeuxDecimales] = "Plus de deux décimales",
        [Regle.MontantMax] = "Montant trop grand",
        [Regle.Signe] = "Signe contraire à la nature",
        [Regle.Taux] = "Taux hors bornes",
        [Regle.Date] = "Jour mal écrit",
        [Regle.DateSoin] = "Jour de soins impossible",
        [Regle.PayeLe] = "Jour de paiement impossible",
        [Regle.Instant] = "Instant mal écrit",
        [Regle.TransmisLe] = "Instant de transmission impossible",
        [Regle.Enveloppe] = "Enveloppe sans enregistrement",
        [Regle.Colonnes] = "Ligne de fichier mal formée",
        [Regle.Taille] = "Message trop gros",
        [Regle.Stockage] = "Refusé par la base de données",
        [Regle.Traitement] = "Erreur du service",
        [Regle.LivraisonsEpuisees] = "Livré trop souvent",
        [Regle.Emetteur] = "Émetteur sans droit sur cette source",
        [Regle.Essais] = "Trop d’essais refusés",
        [Regle.AutreLigne] = "Correction d’une autre ligne",
    };

    /// <summary>The rules that have a name: all that a message can break.</summary>
    public static IReadOnlyCollection<string> Known => Names.Keys;

    /// <summary>A rule's name; of one that a newer version found, its code.</summary>
    /// <param name="rule">The rule.</param>
    public static string Of(string rule) => Names.GetValueOrDefault(rule, rule);
}
