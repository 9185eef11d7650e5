using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The history of a soin: every version, and what caused it.</summary>
internal static class HistoriqueEndpoints
{
    public static void MapHistorique(this IEndpointRouteBuilder v1) =>
        v1.MapMethods("/soins/{soinId:guid}/journal", Reponses.MethodesDeLecture, Versions)
            .WithName("lireJournal")
            .WithSummary("Toutes les versions d'un soin et leurs causes, de la plus ancienne à la plus récente")
            .Produces<Page<VersionDeSoin>>().Produces(304)
            .PeutRefuser(Catalogue.SoinInconnu)
            .AvecParametres(ParametreDecrit.Limite("versions"), ParametreDecrit.Curseur)
            .SelonLesAdherents()
            .RequireAuthorization(Portees.Lecture);

    // A soin that was merged into another keeps its own history: there is no redirect. Who may read one member only sees the versions
    // that concerned that member, and an unknown soin if there are none.
    private static async Task<IResult> Versions(Guid soinId, HttpContext http, Historique historique, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "limite", "curseur");
        var limite = parametres.Limite();
        var apres = parametres.Curseur(Curseurs.LireNumero);
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        var versions = await historique.VersionsAsync(soinId, apres ?? 0, http.User.AdherentSeul(), limite + 1, cancellationToken);
        if ((versions.Count == 0 && apres is null) || !http.PeutRepondreSur(versions.SelectMany(v => v.AdherentIds)))
        {
            return Problemes.SoinInconnu();
        }

        var page = versions.Take(limite).Select(v => http.User.EstAgent() ? v : v.SansAgent()).ToList();
        return Reponses.Page(http, page.Select(v => v.EnJson()), versions.Count > limite ? Curseurs.Coder(page[^1].Version) : null);
    }
}
