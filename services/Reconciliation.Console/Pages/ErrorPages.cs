using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The text of an error page: the error, and the way on.</summary>
/// <param name="Title">The error, in words.</param>
/// <param name="Advice">The way on, in words.</param>
public sealed record ErrorModel(string Title, string Advice)
{
    /// <summary>The page that waits for the agent's word; null: none does.</summary>
    public string? Next { get; init; }

    /// <summary>The page on which the form stood that was not taken; null: there was none.</summary>
    public string? Back { get; init; }

    /// <summary>Where that page is reached: by a new sign-in, or at once.</summary>
    public string? Way { get; init; }

    /// <summary>The texts that the agent had typed there, each with the name of its field, without a NIR.</summary>
    public IReadOnlyList<(string Field, string Text)> Typed { get; init; } = [];
}

/// <summary>The pages of refusals and failures: no detail of the system, and always a way on.</summary>
internal static class ErrorPages
{
    // The fields of forms that an agent types in.
    private static readonly string[] TypedFields = ["motif", "autre", "rappel", "corps", "q"];

    public static IResult Page(int status) => Rendering.Page<ErrorPage, ErrorModel>(From(status), status);

    /// <summary>
    /// The page of a failure, which keeps what was typed where a form was sent and leads back to where it stood. Of a form of another site,
    /// and of a field that no form of this console has, nothing is repeated.
    /// </summary>
    /// <param name="http">The request that failed.</param>
    /// <param name="status">The status of the answer.</param>
    public static async Task<IResult> KeepingAsync(HttpContext http, int status)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.Headers.ContainsKey(Fragments.Header)
            || OtherSites.Made(http.Request) || await FormAsync(http) is not { } form)
        {
            return Page(status);
        }

        var back = PageOfForm(http.Request.Path, form);
        return Rendering.Page<ErrorPage, ErrorModel>(
            From(status) with
            {
                Back = back,
                Way = status == StatusCodes.Status401Unauthorized ? "/connexion?retour=" + Uri.EscapeDataString(back) : back,
                Typed =
                [
                    .. TypedFields.Concat(RecordFields(http)).Select(f => (f, Nir.Redact(form[f].ToString(), aussiSansCle: true)))
                        .Where(f => f.Item2.Length > 0),
                ],
            },
            status);
    }

    private static IEnumerable<string> RecordFields(HttpContext http) =>
        http.RequestServices.GetRequiredService<PaymentStreams>().All.SelectMany(RecordField.Of)
            .Select(f => MessageEndpoints.FieldPrefix + f.Path).Distinct(StringComparer.Ordinal);

    public static IResult LinkExpired() => Rendering.Page<ErrorPage, ErrorModel>(
        new("Cette adresse ne fonctionne plus.",
            "Pour protéger les adhérents, les adresses de cette console ne durent qu’une journée. Recherchez l’adhérent de nouveau."),
        StatusCodes.Status404NotFound);

    /// <summary>Shows nothing, and asks whether the agent wanted the page that another site opened.</summary>
    /// <param name="address">The page.</param>
    public static IResult FromAnotherSite(string address) => Rendering.Page<ErrorPage, ErrorModel>(
        new(
            "Un autre site vous a conduit ici.",
            "Rien n’a été affiché ni inscrit. Si vous vouliez ouvrir cette page, continuez ; sinon, fermez-la.")
        {
            Next = address,
        },
        StatusCodes.Status403Forbidden);

    public static IResult AuthorityUnreachable() => Rendering.Page<ErrorPage, ErrorModel>(
        new(
            "La connexion est momentanément impossible.",
            "L’annuaire de l’entreprise, qui vérifie qui vous êtes, ne répond pas. Réessayez dans une minute ; si cela "
                + "dure, prévenez l’exploitation. "
            + "Les collègues déjà connectés peuvent répondre à votre place."),
        StatusCodes.Status503ServiceUnavailable);

    // A form that cannot be read any more, or never could, keeps nothing.
    private static async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        try
        {
            return http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string PageOfForm(PathString path, IFormCollection form) => path.Value!.Split('/') switch
    {
        ["", "soins", var id, _] when Guid.TryParse(id, out var soinId) => $"/soins/{soinId}",
        ["", "motif"] => LocalAddress.Of(form["retour"]),
        ["", "a-traiter", _] or ["", "quarantaine", _] => LocalAddress.Of(path.Value),
        ["", "a-traiter", var list, "export"] => LocalAddress.Of($"/a-traiter/{list}"),
        _ => "/",
    };

    private static ErrorModel From(int status) => status switch
    {
        400 =>
            new("Cette page était ouverte depuis trop longtemps.",
                "Rien n’a été enregistré. Revenez à la page et recommencez."),
        401 => new("Votre session est terminée.", "Rien n’a été enregistré. Connectez-vous de nouveau."),
        403 => new("Cette page n’est pas ouverte à votre rôle.", "Adressez-vous à votre responsable d’équipe si vous en avez besoin."),
        404 =>
            new("Cette page n’existe pas.",
                "Le soin ou l’adhérent est introuvable. Vérifiez le numéro avec l’adhérent et recherchez de nouveau."),
        503 => new("Le service est momentanément indisponible.", "Rien n’a été perdu. Réessayez dans quelques secondes."),
        >= 500 => new("Une erreur est survenue.", "Rien n’a été enregistré. Réessayez ; si cela se répète, prévenez l’exploitation."),
        _ => new("Cette demande n’est pas valide.", "Revenez en arrière et recommencez."),
    };
}
