using Microsoft.AspNetCore.Http;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The text of an error page: the error, and the way on.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Next">The address of a page that waits for the agent's word; null: none does.</param>
public sealed record ErrorModel(string Title, string Advice, string? Next = null);

/// <summary>The pages of refusals and failures: no detail of the system, and always a way on.</summary>
internal static class ErrorPages
{
    public static IResult Page(int status) => Rendering.Page<ErrorPage, ErrorModel>(From(status), status);

    public static IResult LinkExpired() => Rendering.Page<ErrorPage, ErrorModel>(
        new("Cette adresse ne fonctionne plus.",
            "Pour protéger les adhérents, les adresses de cette console ne durent qu'une journée. Recherchez l'adhérent de nouveau."),
        StatusCodes.Status404NotFound);

    /// <summary>Shows nothing, and asks whether the agent wanted the page that another site opened.</summary>
    /// <param name="address">The page.</param>
    public static IResult FromAnotherSite(string address) => Rendering.Page<ErrorPage, ErrorModel>(
        new(
            "Un autre site vous a conduit ici.",
            "Rien n'a été affiché ni inscrit. Si vous vouliez ouvrir cette page, continuez ; sinon, fermez-la.",
            address),
        StatusCodes.Status403Forbidden);

    public static IResult AuthorityUnreachable() => Rendering.Page<ErrorPage, ErrorModel>(
        new(
            "La connexion est momentanément impossible.",
            "L'annuaire de l'entreprise, qui vérifie qui vous êtes, ne répond pas. Réessayez dans une minute ; si cela "
                + "dure, prévenez l'exploitation. "
            + "Les collègues déjà connectés peuvent répondre à votre place."),
        StatusCodes.Status503ServiceUnavailable);

    private static ErrorModel From(int status) => status switch
    {
        400 =>
            new("Cette page était ouverte depuis trop longtemps.",
                "Rien n'a été enregistré. Revenez en arrière, rechargez la page et recommencez."),
        401 => new("Votre session est terminée.", "Connectez-vous de nouveau."),
        403 => new("Cette page n'est pas ouverte à votre rôle.", "Adressez-vous à votre responsable d'équipe si vous en avez besoin."),
        404 =>
            new("Cette page n'existe pas.",
                "Le soin ou l'adhérent est introuvable. Vérifiez le numéro avec l'adhérent et recherchez de nouveau."),
        503 => new("Le service est momentanément indisponible.", "Rien n'a été perdu. Réessayez dans quelques secondes."),
        >= 500 => new("Une erreur est survenue.", "Rien n'a été enregistré. Réessayez ; si cela se répète, prévenez l'exploitation."),
        _ => new("Cette demande n'est pas valide.", "Revenez en arrière et recommencez."),
    };
}
