using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the local sign-in page.</summary>
/// <param name="ReturnAddress">Where to go afterwards.</param>
/// <param name="Name">The name given before.</param>
/// <param name="Probleme">The error in it; null: there is none.</param>
public sealed record SignInModel(string ReturnAddress, string Name, string? Probleme);

/// <summary>Signing in and out, and keeping a session.</summary>
internal static class SignInEndpoints
{
    /// <summary>The most characters of a name of the local sign-in.</summary>
    private const int NameMax = 40;

    public static void MapSignIn(this IEndpointRouteBuilder app, Settings settings)
    {
        if (settings.DevelopmentKey is null)
        {
            // Without the authority's metadata nobody can be sent there; the session here ends all the same.
            app.MapGet(
                "/connexion",
                async (string? retour, OidcAuthority authority, CancellationToken end) => await authority.IsKnownAsync().WaitAsync(end)
                ? Results.Challenge(new() { RedirectUri = LocalAddress.Of(retour) }, [Session.Oidc])
                : ErrorPages.AuthorityUnreachable()).MayAnswer(302, 503);
            app.MapPost("/deconnexion", async (HttpContext http, OidcAuthority authority, CancellationToken end) =>
            {
                await Session.EndAsync(http);
                return Results.SignOut(
                    new() { RedirectUri = "/au-revoir" },
                    await authority.IsKnownAsync().WaitAsync(end) ? [Session.Cookie, Session.Oidc] : [Session.Cookie]);
            }).MayAnswer(302);
        }
        else
        {
            // Nothing is checked here: this exists only where a development key does, on the machine of whoever starts it.
            app.MapGet("/connexion", (string? retour) => Rendering.Page<SignInPage, SignInModel>(new(LocalAddress.Of(retour), "", null)))
                .MayAnswer(200);
            app.MapPost("/connexion", SignInLocallyAsync).MayAnswer(302, 422);
            app.MapPost("/deconnexion", async (HttpContext http) =>
            {
                await Session.EndAsync(http);
                return Results.SignOut(new() { RedirectUri = "/au-revoir" }, [Session.Cookie]);
            }).MayAnswer(302);
        }

        app.MapGet(
            "/au-revoir",
            () =>
                Rendering.Page<ErrorPage, ErrorModel>(new("Vous êtes déconnecté.", "Rien de ce que vous avez consulté ne reste affiché.")))
                    .MayAnswer(200);
        app.MapGet("/connexion/echec", () => Rendering.Page<ErrorPage, ErrorModel>(
            new("La connexion n'a pas abouti.", "Réessayez ; si cela se répète, prévenez l'exploitation."),
            StatusCodes.Status401Unauthorized)).MayAnswer(401);
        app.MapGet("/interdit", () => ErrorPages.Page(StatusCodes.Status403Forbidden)).MayAnswer(403);
    }

    /// <summary>Any request moves the end of a session: this one does nothing else.</summary>
    public static void MapSessionExtension(this IEndpointRouteBuilder pages) => pages.MapPost("/session", () => Results.NoContent())
        .MayAnswer(204);

    private static async Task<IResult> SignInLocallyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (name, role, returnAddress) = (form["nom"].ToString().Trim(), form["role"].ToString(), LocalAddress.Of(form["retour"]));
        if (!PrintableText.IsPrintable(name, NameMax) || !PrintableText.SaysSomething(name) || Nir.EstPresent(name))
        {
            return Rendering.Page<SignInPage, SignInModel>(
                new(
                    returnAddress,
                    Nir.Redact(name, aussiSansCle: true),
                    $"Donnez un nom de {NameMax} caractères au plus : il est inscrit avec chaque consultation."),
                StatusCodes.Status422UnprocessableEntity);
        }

        string[] roles = role == Scopes.Supervision ? [Scopes.Support, Scopes.Supervision] : [Scopes.Support];
        await http.SignInAsync(Session.Cookie, await Session.BeginAsync(http, name, roles));
        return Results.LocalRedirect(returnAddress);
    }
}
