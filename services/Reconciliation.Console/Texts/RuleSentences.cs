using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>
/// The rules that a message breaks, as an agent reads them beside a field. The contract's own sentences are for those who write programs.
/// </summary>
internal static class RuleSentences
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        [Regle.Json] = "Ce texte est mal formé : le service ne peut pas le lire.",
        [Regle.Objet] = "Ce texte n’est pas un enregistrement de paiement.",
        [Regle.Requis] = "Ce champ est obligatoire.",
        [Regle.TypeJson] = "Ce champ n’est pas du type attendu.",
        [Regle.Identifiant] =
            "Ce champ compte de 1 à 64 caractères simples, sans espace au début, à la fin ni redoublée, et n’est ni « . » ni « .. ».",
        [Regle.Texte] = "Ce champ compte au plus 200 caractères, tous lisibles.",
        [Regle.NirInterdit] =
            "Un numéro de sécurité sociale ne doit pas entrer dans ce service : indiquez le numéro d’adhérent ou de bénéficiaire.",
        [Regle.ValeurConnue] = "Choisissez l’une des valeurs de la liste.",
        [Regle.Entier] = "Ce nombre entier est hors des bornes prévues.",
        [Regle.DeuxDecimales] = "Ce nombre a au plus deux décimales.",
        [Regle.Signe] =
            "Le signe ne va pas avec la nature : un paiement est positif ou nul, une annulation et une retenue sont négatives ou nulles.",
        [Regle.Date] = "Un jour s’écrit jour/mois/année, par exemple 14/11/2025.",
        [Regle.Instant] = "Un instant s’écrit avec son décalage horaire, par exemple 2025-11-14T17:02:11+01:00.",
        [Regle.Emetteur] = "Cet émetteur n’a pas le droit d’écrire cette part pour cette source.",
        [Regle.Essais] =
            "Trop d’essais refusés de ce message sont déjà conservés : celui-ci ne l’est pas. Faites corriger le message par son "
                + "émetteur, ou écartez-le.",
        [Regle.AutreLigne] =
            "Une correction garde la source, la ligne et les personnes du message. Sinon, une seconde personne, de la supervision, "
                + "la confirme.",
    };

    private static readonly Dictionary<FieldKind, string> WrongTypes = new()
    {
        [FieldKind.Text] = "Ce champ attend un texte.",
        [FieldKind.Number] = "Ce champ attend un nombre.",
        [FieldKind.Day] = "Ce champ attend un jour.",
        [FieldKind.Instant] = "Ce champ attend un instant.",
        [FieldKind.Choice] = "Ce champ attend l’une des valeurs de la liste.",
    };

    /// <summary>A rule as a sentence; the message's own of a rule that this version does not know.</summary>
    /// <param name="rejet">The rule that is broken, and by which member.</param>
    /// <param name="kind">The kind of the field; null: it is not known.</param>
    public static string From(Rejet rejet, FieldKind? kind = null) =>
        rejet.Regle == Regle.TypeJson && kind is { } expected
            ? WrongTypes[expected]
            : French.NoBreakSpaces(Sentences.GetValueOrDefault(rejet.Regle) ?? Regle.Motifs.GetValueOrDefault(rejet.Regle, rejet.Motif));
}
