using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace Reconciliation.Api;

/// <summary>A kind of refusal.</summary>
/// <param name="Statut">Its status.</param>
/// <param name="Code">What tells it from any other, for good.</param>
/// <param name="Titre">What it says to a person.</param>
/// <param name="Membres">The record whose members it has besides; null: none.</param>
internal sealed record TypeDeProbleme(int Statut, string Code, string Titre, string? Membres = null)
{
    private const string Espace = "urn:reconciliation:probleme:";

    /// <summary>Its <c>type</c>.</summary>
    public string Type => Espace + Code;
}

/// <summary>The catalogue of problems (RFC 9457). A code never changes its meaning.</summary>
internal static class Catalogue
{
    public static readonly TypeDeProbleme ParametreInvalide = new(400, "parametre-invalide", "Un paramètre est invalide.");
    public static readonly TypeDeProbleme ParametreInconnu = new(400, "parametre-inconnu", "Un paramètre est inconnu.");
    public static readonly TypeDeProbleme JsonInvalide = new(400, "json-invalide", "Le corps n'est pas du JSON valide en UTF-8.");
    public static readonly TypeDeProbleme RequeteInvalide = new(400, "requete-invalide", "La requête est invalide.");
    public static readonly TypeDeProbleme NonAuthentifie = new(401, "non-authentifie", "Un jeton valide est requis.");
    public static readonly TypeDeProbleme PorteeInsuffisante = new(403, "portee-insuffisante", "Ce jeton n'a pas la portée requise.");
    public static readonly TypeDeProbleme AdherentInterdit = new(403, "adherent-interdit", "Ce jeton ne permet de lire que les soins d'un autre adhérent.");
    public static readonly TypeDeProbleme SoinInconnu = new(404, "soin-inconnu", "Ce soin n'existe pas.");
    public static readonly TypeDeProbleme SoinInconnuAlors = new(404, "soin-inconnu-alors", "Ce soin n'existait pas à cet instant.");
    public static readonly TypeDeProbleme VirementInconnu = new(404, "virement-inconnu", "Aucune ligne ne porte ce virement.");
    public static readonly TypeDeProbleme MessageInconnu = new(404, "message-inconnu", "Ce message n'est pas en quarantaine.");
    public static readonly TypeDeProbleme Introuvable = new(404, "introuvable", "Rien ne se trouve à cette adresse.");
    public static readonly TypeDeProbleme MethodeNonPermise = new(405, "methode-non-permise", "Cette méthode n'est pas permise ici.");
    public static readonly TypeDeProbleme DejaRejoue = new(409, "deja-rejoue", "Ce message a déjà été rejoué et accepté.");
    public static readonly TypeDeProbleme DecisionSansObjet = new(409, "decision-sans-objet", "Cette décision n'a pas d'objet.");
    public static readonly TypeDeProbleme SoinRemplace =
        new(409, "soin-remplace", "Les lignes de ce soin sont passées à un autre : c'est là qu'une décision se prend.");
    public static readonly TypeDeProbleme CurseurPerime = new(410, "curseur-perime", "Ce curseur ne désigne plus une place du journal.");
    public static readonly TypeDeProbleme VersionPerimee = new(412, "version-perimee", "La version a changé.");
    public static readonly TypeDeProbleme CorpsTropGrand = new(413, "corps-trop-grand", "Le corps dépasse 8 Mio.");
    public static readonly TypeDeProbleme TropDEnregistrements = new(413, "trop-d-enregistrements", "Une requête porte au plus 10 000 enregistrements.");
    public static readonly TypeDeProbleme TypeNonPrisEnCharge = new(415, "type-non-pris-en-charge", "Le corps doit être du JSON ou du NDJSON.");
    public static readonly TypeDeProbleme AucunAccepte = new(422, "aucun-accepte", "Aucun enregistrement n'a été accepté.", nameof(Contracts.ReponseIngestion));
    public static readonly TypeDeProbleme DecisionInvalide =
        new(422, "decision-invalide", "Cette décision ne peut pas être prise.", nameof(Contracts.RejetsDeDecision));
    public static readonly TypeDeProbleme RejeuRefuse = new(422, "rejeu-refuse", "Le message est de nouveau refusé.", nameof(Contracts.MotifsDeRefus));
    public static readonly TypeDeProbleme PreconditionRequise = new(428, "precondition-requise", "L'en-tête If-Match est obligatoire.");
    public static readonly TypeDeProbleme TropDeRequetes = new(429, "trop-de-requetes", "Ce client demande trop : réessayez après le délai indiqué.");
    public static readonly TypeDeProbleme ErreurInterne = new(500, "erreur-interne", "Une erreur interne est survenue.");
    public static readonly TypeDeProbleme Indisponible = new(503, "indisponible", "Le service est momentanément indisponible : réessayez.");
    public static readonly TypeDeProbleme TropDeLecteurs = new(503, "trop-de-lecteurs", "Trop de lecteurs suivent le flux en direct : réessayez.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TypeDeProbleme> Tous { get; } =
        [.. typeof(Catalogue).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<TypeDeProbleme>()];

    /// <summary>What any call may be refused with.</summary>
    /// <param name="cheminContraint">Whether its path has a part that is no free text.</param>
    public static IEnumerable<TypeDeProbleme> DeToutAppel(bool cheminContraint) =>
    [
        ParametreInvalide, ParametreInconnu, RequeteInvalide, NonAuthentifie, PorteeInsuffisante, AdherentInterdit, TropDeRequetes, ErreurInterne, Indisponible,
        .. cheminContraint ? new[] { Introuvable } : [],
    ];

    /// <summary>Declares what a call may be refused with, besides <see cref="DeToutAppel"/>.</summary>
    /// <param name="appel">The call.</param>
    /// <param name="problemes">The problems.</param>
    public static TBuilder PeutRefuser<TBuilder>(this TBuilder appel, params TypeDeProbleme[] problemes)
        where TBuilder : IEndpointConventionBuilder => appel.WithMetadata(new ProblemesPossibles(problemes));
}

/// <summary>What a call declares.</summary>
/// <param name="Problemes">The problems.</param>
internal sealed record ProblemesPossibles(IReadOnlyList<TypeDeProbleme> Problemes);
