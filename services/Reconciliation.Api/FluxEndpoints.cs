using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The journal as a feed: in pages, or live. Every version once, in one order for all readers, without gaps.</summary>
internal static class FluxEndpoints
{
    /// <summary>The media type by which a reader asks for the feed live.</summary>
    public const string EnDirect = "text/event-stream";

    private const string DernierRecu = "Last-Event-ID";

    public static void MapFlux(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/flux", Lire)
            .WithName("lireFlux")
            .WithSummary("Toutes les versions de tous les soins, dans l'ordre du journal ; en direct avec Accept: text/event-stream")
            .WithDescription(
                "Chaque élément porte le curseur de la place qui le suit : apres reprend là, sans trou ni doublon. En direct, ce curseur est "
                + "aussi l'id de l'événement, et Last-Event-ID l'emporte sur apres.")
            .Produces<Page<ElementDeFlux>>()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Responses!["200"].Content![EnDirect] =
                    new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Des événements SoinMisAJour, dont data est un élément du flux et id son curseur." } };
                return Task.CompletedTask;
            })
            .PeutRefuser(Catalogue.CurseurPerime, Catalogue.TropDeLecteurs)
            .AvecParametres(
                new ParametreDecrit("apres", "Le curseur d'un élément, ou le curseurSuivant d'une page ; absent : depuis le début."),
                ParametreDecrit.Limite("versions"))
            .SelonLesAdherents()
            .RequireRateLimiting(Limitation.Flux)
            .RequireAuthorization(Portees.Lecture);

    private static async Task<IResult> Lire(HttpContext http, Journal journal, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "apres", "limite");
        var limite = parametres.Limite();
        var apres = parametres.Curseur(Curseurs.LireEntree, "apres");
        var direct = VeutLeDirect(http.Request);
        apres = direct ? parametres.CurseurEnTete(Curseurs.LireEntree, DernierRecu) ?? apres : apres;
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        if (apres is { } entree && !await journal.ContientAsync(entree.Place, entree.SoinId, cancellationToken))
        {
            return Problemes.CurseurPerime();
        }

        var adherentId = http.User.AdherentSeul();
        if (adherentId is not null && !http.PeutRepondreSur([adherentId]))
        {
            return Problemes.AdherentInterdit();
        }

        http.Response.Headers.Vary = HeaderNames.Accept;
        var place = apres?.Place ?? default;
        if (direct)
        {
            return new FluxEnDirect(place, adherentId);
        }

        var entrees = await journal.LireAsync(place, limite + 1, adherentId, cancellationToken);
        var page = entrees.Take(limite).ToList();
        return Reponses.Page(
            http, page.Select(e => e.EnElementDeFlux(Curseurs.Ecrire(e))), entrees.Count > limite ? Curseurs.Ecrire(page[^1]) : null);
    }

    // It must be named: who accepts anything gets a page, which ends.
    private static bool VeutLeDirect(HttpRequest requete)
    {
        var acceptes = requete.GetTypedHeaders().Accept;
        return Qualite(EnDirect) is > 0 and var direct && direct >= (Qualite("application/json") ?? 0);

        double? Qualite(string type) => acceptes.FirstOrDefault(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) is { } accepte
            ? accepte.Quality ?? 1
            : null;
    }
}
