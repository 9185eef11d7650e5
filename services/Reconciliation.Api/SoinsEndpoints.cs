using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Reads of views.</summary>
internal static class SoinsEndpoints
{
    public static void MapSoins(this IEndpointRouteBuilder v1)
    {
        v1.MapMethods("/adherents/{adherentId}/soins", Reponses.MethodesDeLecture, DeLAdherent)
            .WithName("listerSoins")
            .WithSummary("Les soins d'un adhérent, du plus récent au plus ancien")
            .Produces<Page<Vue>>().Produces(304)
            .AvecParametres(
                new("du", "Premier jour de soins, aaaa-mm-jj."),
                new("au", "Dernier jour de soins, aaaa-mm-jj."),
                new("situation", "Une situation ou plusieurs, répétées ou séparées par des virgules."),
                ParametreDecrit.Limite("soins"),
                ParametreDecrit.Curseur)
            .RequireAuthorization(Portees.Lecture);
        v1.MapMethods("/soins/{soinId:guid}", Reponses.MethodesDeLecture, Un)
            .WithName("lireSoin")
            .WithSummary("La vue unifiée d'un soin, telle qu'elle est ou telle qu'elle était à un instant")
            .Produces<Vue>().Produces(304).Produces(307)
            .PeutRefuser(Catalogue.SoinInconnu, Catalogue.SoinInconnuAlors)
            .AvecParametres(new ParametreDecrit("le", "Un instant passé, RFC 3339 avec décalage : la vue telle qu'elle était alors."))
            .SelonLesAdherents()
            .RequireAuthorization(Portees.Lecture);
    }

    private static async Task<IResult> DeLAdherent(
        string adherentId, HttpContext http, Lectures lectures, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "du", "au", "situation", "limite", "curseur");
        var limite = parametres.Limite();
        var requete = new RequeteSoins(
            adherentId, parametres.Jour("du"), parametres.Jour("au"), parametres.Situations(), parametres.Curseur(Curseurs.LireSoin), limite + 1);
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        var vues = await lectures.SoinsAsync(requete, cancellationToken);
        var page = vues.Take(limite).ToList();
        return Reponses.Page(
            http, page.Select(v => v.Vue), vues.Count > limite ? Curseurs.Ecrire(page[^1].DateSoin, page[^1].SoinId) : null);
    }

    private static async Task<IResult> Un(Guid soinId, HttpContext http, Lectures lectures, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "le");
        var le = parametres.Instant("le");
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        // Someone else's soin and none at all look the same.
        var lue = le is { } alors ? await lectures.SoinAsync(soinId, alors, cancellationToken) : await lectures.SoinAsync(soinId, cancellationToken);
        if (lue is not { } vue || !http.PeutRepondreSur(vue.AdherentIds))
        {
            return le is null ? Problemes.SoinInconnu() : Problemes.SoinInconnuAlors();
        }

        if (vue.RemplacePar is { } autre)
        {
            return Reponses.Redirection(http, $"/v1/soins/{autre}{http.Request.QueryString}");
        }

        return Reponses.Version(http, vue.Version, vue.Vue);
    }
}
