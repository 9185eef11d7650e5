using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace Reconciliation.Api;

/// <summary>A kind of refusal.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Code">The code that tells it from any other, for good.</param>
/// <param name="Title">The problem in words for a person.</param>
/// <param name="Members">The record whose members it has besides; null: none.</param>
internal sealed record ProblemType(int Status, string Code, string Title, string? Members = null)
{
    private const string Namespace = "urn:reconciliation:probleme:";

    /// <summary>Its <c>type</c>.</summary>
    public string Type => Namespace + Code;
}

/// <summary>The catalogue of problems (RFC 9457). A code never changes its meaning.</summary>
internal static class ProblemCatalogue
{
    public static readonly ProblemType ParameterInvalid = new(400, "parametre-invalide", "Un paramètre est invalide.");
    public static readonly ProblemType ParameterUnknown = new(400, "parametre-inconnu", "Un paramètre est inconnu.");
    public static readonly ProblemType JsonInvalid = new(400, "json-invalide", "Le corps n'est pas du JSON valide en UTF-8.");
    public static readonly ProblemType RequestInvalid = new(400, "requete-invalide", "La requête est invalide.");
    public static readonly ProblemType NotAuthenticated = new(401, "non-authentifie", "Un jeton valide est requis.");
    public static readonly ProblemType ScopeInsufficient = new(403, "portee-insuffisante", "Ce jeton n'a pas la portée requise.");
    public static readonly ProblemType AdherentForbidden =
        new(403, "adherent-interdit", "Ce jeton ne permet de lire que les soins d'un autre adhérent.");
    public static readonly ProblemType FeedForbidden =
        new(403, "flux-reserve", "Le flux est réservé à l'espace personnel : un agent lit les soins d'un adhérent, pas ceux de tous.");
    public static readonly ProblemType SoinUnknown = new(404, "soin-inconnu", "Ce soin n'existe pas.");
    public static readonly ProblemType SoinUnknownThen = new(404, "soin-inconnu-alors", "Ce soin n'existait pas à cet instant.");
    public static readonly ProblemType VirementUnknown = new(404, "virement-inconnu", "Aucune ligne ne porte ce virement.");
    public static readonly ProblemType MessageUnknown = new(404, "message-inconnu", "Ce message n'est pas en quarantaine.");
    public static readonly ProblemType NotFound = new(404, "introuvable", "Rien ne se trouve à cette adresse.");
    public static readonly ProblemType MethodNotAllowed = new(405, "methode-non-permise", "Cette méthode n'est pas permise ici.");
    public static readonly ProblemType AlreadyReplayed = new(409, "deja-rejoue", "Ce message a déjà été rejoué et accepté.");
    public static readonly ProblemType NothingToDecide = new(409, "decision-sans-objet", "Cette décision n'a pas d'objet.");
    public static readonly ProblemType SoinReplaced =
        new(409, "soin-remplace", "Les lignes de ce soin sont passées à un autre : c'est là qu'une décision se prend.");
    public static readonly ProblemType CursorExpired = new(
        410, "curseur-perime", "Ce curseur ne désigne plus une place du journal.", nameof(Contracts.RepriseDeFlux));
    public static readonly ProblemType VersionStale = new(412, "version-perimee", "If-Match ne nomme pas la dernière version.");
    public static readonly ProblemType BodyTooLarge = new(413, "corps-trop-grand", "Le corps dépasse 8 Mio.");
    public static readonly ProblemType TooManyRecords =
        new(413, "trop-d-enregistrements", "Une requête porte au plus 10 000 enregistrements.");
    public static readonly ProblemType MediaTypeUnsupported =
        new(415, "type-non-pris-en-charge", "Le corps doit être du JSON ou du NDJSON.");
    public static readonly ProblemType NoneAccepted =
        new(422, "aucun-accepte", "Aucun enregistrement n'a été accepté.", nameof(Contracts.ReponseIngestion));
    public static readonly ProblemType DecisionInvalid =
        new(422, "decision-invalide", "Cette décision ne peut pas être prise.", nameof(Contracts.RejetsDeDecision));
    public static readonly ProblemType ReplayRefused =
        new(422, "rejeu-refuse", "Le message est de nouveau refusé.", nameof(Contracts.MotifsDeRefus));
    public static readonly ProblemType PreconditionRequired = new(428, "precondition-requise", "L'en-tête If-Match est obligatoire.");
    public static readonly ProblemType TooManyRequests =
        new(429, "trop-de-requetes", "Ce client demande trop : réessayez après le délai indiqué.");
    public static readonly ProblemType QuarantineFull = new(
        429, "quarantaine-pleine", "Trop de messages refusés de cet émetteur attendent en quarantaine : rien n'a été pris.");
    public static readonly ProblemType InternalError = new(500, "erreur-interne", "Une erreur interne est survenue.");
    public static readonly ProblemType Unavailable = new(503, "indisponible", "Le service est momentanément indisponible : réessayez.");
    public static readonly ProblemType TooManyReaders =
        new(503, "trop-de-lecteurs", "Trop de lecteurs suivent le flux en direct : réessayez.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
        [.. typeof(ProblemCatalogue).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null))
            .OfType<ProblemType>()];

    /// <summary>The problems with which any call may be refused.</summary>
    /// <param name="constrainedPath">Whether its path has a part that is no free text.</param>
    public static IEnumerable<ProblemType> OfEveryCall(bool constrainedPath) =>
    [
        ParameterInvalid, ParameterUnknown, RequestInvalid, NotAuthenticated, ScopeInsufficient, AdherentForbidden, TooManyRequests,
        InternalError, Unavailable,
        .. constrainedPath ? new[] { NotFound } : [],
    ];

    /// <summary>Declares the problems with which a call may be refused, besides <see cref="OfEveryCall"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="problems">The problems.</param>
    public static TBuilder MayRefuse<TBuilder>(this TBuilder call, params ProblemType[] problems)
        where TBuilder : IEndpointConventionBuilder => call.WithMetadata(new PossibleProblems(problems));
}

/// <summary>The problems that a call declares.</summary>
/// <param name="Problems">The problems.</param>
internal sealed record PossibleProblems(IReadOnlyList<ProblemType> Problems);
