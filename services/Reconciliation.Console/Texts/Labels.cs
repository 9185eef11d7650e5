using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>The names of the contracts' strings on screen.</summary>
internal static class Labels
{
    public static string From(Situation situation) => situation switch
    {
        Situation.Conteste => "Contesté",
        Situation.ARapprocher => "À rapprocher",
        Situation.Annule => "Annulé",
        Situation.Ecart => "Écart",
        Situation.EnRetard => "En retard",
        Situation.EnAttenteRo => "Assurance maladie attendue",
        Situation.EnAttenteComplementaire => "Complémentaire attendue",
        _ => "Complet",
    };

    /// <summary>A sign that tells situations apart without colour.</summary>
    public static string Sign(Situation situation) => situation switch
    {
        Situation.Conteste => "≠",
        Situation.ARapprocher => "?",
        Situation.Annule => "×",
        Situation.Ecart => "±",
        Situation.EnRetard => "!",
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => "…",
        _ => "✓",
    };

    /// <summary>The class of a situation: how loud it may be.</summary>
    public static string Tone(Situation situation) => situation switch
    {
        Situation.Complet => "calme",
        Situation.Annule => "neutre",
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => "attente",
        _ => "alerte",
    };

    public static string From(EtatPart state) => state switch
    {
        EtatPart.Payee => "Arrivée",
        EtatPart.Attendue => "Attendue",
        EtatPart.EnRetard => "En retard",
        EtatPart.Annulee => "Annulée",
        _ => "Non attendue",
    };

    public static string From(Destinataire? destinataire) => destinataire switch
    {
        Destinataire.Assure => "compte de l’adhérent",
        Destinataire.Professionnel => "professionnel (tiers payant)",
        _ => "–",
    };

    public static string From(VisibleSur? place) => place switch
    {
        VisibleSur.Ameli => "compte ameli.fr",
        VisibleSur.Courrier => "relevé par courrier",
        VisibleSur.EspacePersonnel => "Espace personnel MGEN",
        _ => "–",
    };

    public static string From(Nature nature) => nature switch
    {
        Nature.Regularisation => "Régularisation",
        Nature.Annulation => "Annulation",
        Nature.Retenue => "Retenue",
        _ => "Paiement",
    };

    public static string From(Canal canal) => canal == Canal.CarteVitale ? "carte Vitale" : "feuille de soins";

    public static string From(Certitude certitude) => certitude switch
    {
        Certitude.Ferme => "ferme : toutes les parts attendues sont arrivées",
        Certitude.Annonce => "annoncé par l’autre part",
        _ => "estimé, au moins",
    };

    public static string Ordre(OrdreVersements? ordre, int? ecart) => (ordre, ecart) switch
    {
        (OrdreVersements.MemeJour, _) => "les deux parts le même jour",
        (OrdreVersements.RoPuisComplementaire, { } days) =>
            $"assurance maladie, puis complémentaire {French.Number(days, "jour", "jours")} après",
        (OrdreVersements.ComplementairePuisRo, { } days) =>
            $"complémentaire, puis assurance maladie {French.Number(-days, "jour", "jours")} après",
        _ => "–",
    };

    public static string From(TypeDeDecision type) => type switch
    {
        TypeDeDecision.Lier => "Lier des lignes",
        TypeDeDecision.Delier => "Séparer des lignes",
        TypeDeDecision.AccepterEcart => "Accepter l’écart",
        TypeDeDecision.NeRienAttendre => "Ne plus rien attendre",
        TypeDeDecision.Rouvrir => "Revenir sur une décision",
        _ => "Annoter",
    };

    /// <summary>The action that was just done to a soin, in words; null: none was.</summary>
    public static string? Done(string what) => what switch
    {
        Pages.ListActions.Take => "Vous vous en occupez.",
        Pages.ListActions.Return => "Vous ne vous en occupez plus.",
        Pages.ListActions.TakenByOther => "Un collègue s’en occupe déjà.",
        _ => Enum.TryParse<TypeDeDecision>(what, out var type) && Enum.IsDefined(type)
            ? type == TypeDeDecision.Annoter ? "Note enregistrée." : $"Décision enregistrée : {From(type)}."
            : null,
    };

    public static string From(Domain.Decision decision) => From(Enum.Parse<TypeDeDecision>(decision.GetType().Name));

    /// <summary>The cause of a version.</summary>
    public static string CauseText(string json)
    {
        using var cause = JsonDocument.Parse(json);
        var root = cause.RootElement;
        return root.GetProperty("type").GetString() switch
        {
            "lignes" => "arrivée de " + string.Join(" et ", root.GetProperty("lignes").EnumerateArray().Select(l =>
                $"{(l.GetProperty("part").GetString() == "ro" ? "RO" : "RC")} {l.GetProperty("decompte").GetString()} ligne "
                    + $"{l.GetProperty("ordre").GetInt32()}"
                + (l.GetProperty("revision").GetInt32() > 1 ? $", révision {l.GetProperty("revision").GetInt32()}" : ""))),
            "echeance" => "fin du délai, sans nouveau paiement",
            "decision" => "décision d’un agent",
            "reconstruction" => "recalcul à partir des faits",
            _ => "regroupement avec un autre soin de la journée",
        };
    }

    public static string Acte(Vue vue) => vue.Libelle ?? $"Acte {vue.CodeActe}";
}
