using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The facts behind a soin: its lines as they were received.</summary>
internal static class LignesEndpoints
{
    public static void MapLignes(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/soins/{soinId:guid}/lignes", JsonAnswers.ReadMethods, OfSoin)
        .WithName(AccessActions.ReadLignes)
        .WithSummary("Les lignes d'un soin telles qu'elles ont été reçues, toutes révisions comprises")
        .Produces<Page<LigneDePaiement>>().Produces(304).Produces(307)
        .MayRefuse(ProblemCatalogue.SoinUnknown)
        .RequireAuthorization(Scopes.Support);

    private static async Task<IResult> OfSoin(Guid soinId, HttpContext http, ReadLignes lignes, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        if ((await lignes.ReadAsync(http.Caller(), soinId, cancellationToken)).Value is not { } read)
        {
            return Problems.SoinUnknown();
        }

        return read.ReplacedBy is { } other
            ? JsonAnswers.Redirection(http, $"/v1/soins/{other}/lignes")
            : JsonAnswers.Page(http, read.Lignes.Select(l => JsonSerializer.Serialize(l, ContratsJson.Lisible.LigneDePaiement)), null);
    }
}
