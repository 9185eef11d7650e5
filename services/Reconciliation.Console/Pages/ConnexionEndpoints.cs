using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the local sign-in shows.</summary>
/// <param name="Retour">Where to go afterwards.</param>
/// <param name="Nom">The name given before.</param>
/// <param name="Probleme">What was wrong with it.</param>
public sealed record Connexion(string Retour, string Nom, string? Probleme);

/// <summary>Signing in and out, and keeping a session.</summary>
internal static class ConnexionEndpoints
{
    /// <summary>The most characters of a name of the local sign-in.</summary>
    private const int NomMax = 40;

    public static void MapConnexion(this IEndpointRouteBuilder app, Reglages reglages)
    {
        if (reglages.CleDeDeveloppement is null)
        {
            // Without its metadata nobody can be sent to the authority; the session here ends all the same.
            app.MapGet("/connexion", async (string? retour, Autorite autorite, CancellationToken fin) => await autorite.EstConnueAsync().WaitAsync(fin)
                ? Results.Challenge(new() { RedirectUri = Local(retour) }, [Session.Oidc])
                : Erreurs.AutoriteInjoignable());
            app.MapPost("/deconnexion", async (Autorite autorite, CancellationToken fin) => Results.SignOut(
                new() { RedirectUri = "/au-revoir" }, await autorite.EstConnueAsync().WaitAsync(fin) ? [Session.Cookie, Session.Oidc] : [Session.Cookie]));
        }
        else
        {
            // Nothing is checked here: this exists only where a development key does, on the machine of whoever starts it.
            app.MapGet("/connexion", (string? retour) => Rendu.Page<PageConnexion, Connexion>(new(Local(retour), "", null)));
            app.MapPost("/connexion", LocaleAsync);
            app.MapPost("/deconnexion", () => Results.SignOut(new() { RedirectUri = "/au-revoir" }, [Session.Cookie]));
        }

        app.MapGet("/au-revoir", () => Rendu.Page<PageErreur, Erreur>(new("Vous êtes déconnecté.", "Rien de ce que vous avez consulté ne reste affiché.")));
        app.MapGet("/connexion/echec", () => Rendu.Page<PageErreur, Erreur>(
            new("La connexion n'a pas abouti.", "Réessayez ; si cela se répète, prévenez l'exploitation."), StatusCodes.Status401Unauthorized));
        app.MapGet("/interdit", () => Erreurs.Page(StatusCodes.Status403Forbidden));
    }

    /// <summary>Any request moves the end of a session: this one does nothing else.</summary>
    public static void MapProlongation(this IEndpointRouteBuilder pages) => pages.MapPost("/session", () => Results.NoContent());

    private static async Task<IResult> LocaleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var formulaire = await http.Request.ReadFormAsync(cancellationToken);
        var (nom, role, retour) = (formulaire["nom"].ToString().Trim(), formulaire["role"].ToString(), Local(formulaire["retour"]));
        if (nom.Length is 0 or > NomMax || nom.Any(char.IsControl))
        {
            return Rendu.Page<PageConnexion, Connexion>(
                new(retour, nom, $"Donnez un nom de {NomMax} caractères au plus : il est inscrit avec chaque consultation."), StatusCodes.Status422UnprocessableEntity);
        }

        string[] roles = role == Portees.Supervision ? [Portees.Support, Portees.Supervision] : [Portees.Support];
        await http.SignInAsync(Session.Cookie, Session.Identite(nom, roles));
        return Results.LocalRedirect(retour);
    }

    // A sign-in never leads to another site.
    private static string Local(string? retour) =>
        retour is ['/', ..] and not ['/', '/' or '\\', ..] && !retour.Any(char.IsControl) ? retour : "/";
}
