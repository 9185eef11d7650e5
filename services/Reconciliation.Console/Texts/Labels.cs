using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>The names of the contracts' strings on screen.</summary>
internal static class Labels
{
    public static string From(Situation situation) => Domain.SituationNames.Of((Domain.Situation)situation);

    /// <summary>A sign that tells situations apart without colour.</summary>
    public static string Sign(Situation situation) => situation switch
    {
        Situation.Conteste => "≠",
        Situation.ARapprocher => "?",
        Situation.Annule => "×",
        Situation.Ecart => "±",
        Situation.EnRetard => "!",
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => "…",
        Situation.Complet => "✓",
    };

    /// <summary>The class of a situation: how loud it may be.</summary>
    public static string Tone(Situation situation) => situation switch
    {
        Situation.Complet => "calme",
        Situation.Annule => "neutre",
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => "attente",
        Situation.Conteste or Situation.ARapprocher or Situation.Ecart or Situation.EnRetard => "alerte",
    };

    public static string From(EtatPart state) => state switch
    {
        EtatPart.Payee => "Arrivée",
        EtatPart.Attendue => "Attendue",
        EtatPart.EnRetard => "En retard",
        EtatPart.Annulee => "Annulée",
        EtatPart.NonAttendue => "Non attendue",
    };

    public static string From(Destinataire? destinataire) => destinataire switch
    {
        Destinataire.Assure => "compte de l’adhérent",
        Destinataire.Professionnel => "professionnel (tiers payant)",
        null => "–",
    };

    public static string From(VisibleSur? place) => place switch
    {
        VisibleSur.Ameli => "compte ameli.fr",
        VisibleSur.Courrier => "relevé par courrier",
        VisibleSur.EspacePersonnel => "Espace personnel MGEN",
        null => "–",
    };

    public static string From(Nature nature) => nature switch
    {
        Nature.Regularisation => "Régularisation",
        Nature.Annulation => "Annulation",
        Nature.Retenue => "Retenue",
        Nature.Paiement => "Paiement",
    };

    public static string From(Canal canal) => canal switch
    {
        Canal.CarteVitale => "carte Vitale",
        Canal.FeuilleDeSoins => "feuille de soins",
    };

    /// <summary>The recipient of a line, in one word.</summary>
    public static string Short(Domain.Destinataire destinataire) => destinataire switch
    {
        Domain.Destinataire.Assure => "adhérent",
        Domain.Destinataire.Professionnel => "professionnel",
    };

    public static string From(Certitude certitude) => certitude switch
    {
        Certitude.Ferme => "ferme : toutes les parts attendues sont arrivées",
        Certitude.Annonce => "annoncé par l’autre part",
        Certitude.Estime => "estimé, au moins",
    };

    public static string Ordre(OrdreVersements? ordre, int? ecart)
    {
        var days = French.Number(Math.Abs(ecart ?? 0), "jour", "jours");
        return ordre switch
        {
            OrdreVersements.MemeJour => "les deux parts le même jour",
            OrdreVersements.RoPuisComplementaire => $"assurance maladie, puis complémentaire {days} après",
            OrdreVersements.ComplementairePuisRo => $"complémentaire, puis assurance maladie {days} après",
            null => "–",
        };
    }

    public static string From(TypeDeDecision type) => type switch
    {
        TypeDeDecision.Lier => "Lier des lignes",
        TypeDeDecision.Delier => "Séparer des lignes",
        TypeDeDecision.AccepterEcart => "Accepter l’écart",
        TypeDeDecision.NeRienAttendre => "Ne plus rien attendre",
        TypeDeDecision.Rouvrir => "Revenir sur une décision",
        TypeDeDecision.Annoter => "Annoter",
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
    /// <param name="json">The cause, as it is stored.</param>
    /// <param name="parts">The parts that it may name.</param>
    public static string CauseText(string json, Domain.PartCatalogue parts)
    {
        using var cause = JsonDocument.Parse(json);
        var root = cause.RootElement;
        return root.GetProperty("type").GetString() switch
        {
            "lignes" => "arrivée de " + string.Join(" et ", root.GetProperty("lignes").EnumerateArray().Select(l =>
                $"{Short(l.GetProperty("part").GetString())} {l.GetProperty("decompte").GetString()} ligne "
                    + $"{l.GetProperty("ordre").GetInt32()}"
                + (l.GetProperty("revision").GetInt32() > 1 ? $", révision {l.GetProperty("revision").GetInt32()}" : ""))),
            "echeance" => "fin du délai, sans nouveau paiement",
            "decision" => "décision d’un agent",
            "reconstruction" => "recalcul à partir des faits",
            "regroupement" => "regroupement avec un autre soin de la journée",
            "epoque" => "annoncé de nouveau après un changement de serveur",
            var other => $"cause « {other} »",
        };

        // A cause keeps its part by its code, whether or not the part is still registered.
        string? Short(string? code) => parts.OfCode(code)?.ShortLabel ?? code;
    }

    public static string Acte(Vue vue) => vue.Libelle ?? $"Acte {vue.CodeActe}";
}
