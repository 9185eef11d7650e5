using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Graphiques;
using Reconciliation.ConsoleWeb.Securite;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the overview shows.</summary>
/// <param name="Graphiques">The charts.</param>
/// <param name="Maintenant">When they were read.</param>
public sealed record Ensemble(IReadOnlyList<Graphique> Graphiques, DateTimeOffset Maintenant);

/// <summary>The overview for team leaders: numbers, and nobody's data.</summary>
internal static class VueDEnsembleEndpoints
{
    public static void MapVueDEnsemble(this IEndpointRouteBuilder pages)
    {
        var chefs = pages.MapGroup("/vue-d-ensemble").RequireAuthorization(Session.ChefDEquipe);
        chefs.MapGet("", async (VueDEnsemble vue, TimeProvider horloge, CancellationToken cancellationToken) =>
            Rendu.Page<PageEnsemble, Ensemble>(new(await vue.LireAsync(cancellationToken), horloge.GetUtcNow())));
        chefs.MapGet("/{id}.csv", async (string id, VueDEnsemble vue, CancellationToken cancellationToken) =>
            (await vue.LireAsync(cancellationToken)).FirstOrDefault(g => g.Id == id) is { } graphique
                ? Results.File(graphique.EnCsv(), "text/csv; charset=utf-8", $"{id}.csv")
                : Erreurs.Page(StatusCodes.Status404NotFound));
    }
}
