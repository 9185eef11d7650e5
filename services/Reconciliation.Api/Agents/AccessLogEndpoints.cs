using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The call that lists the recorded accesses for supervision, whose own reading is recorded like any other.</summary>
internal static class AccessLogEndpoints
{
    public static void MapAccessLog(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/acces", JsonAnswers.ReadMethods, ListAsync)
        .WithName(AccessActions.ListAccesses)
        .WithSummary("Ce que les agents ont lu et fait, du plus récent au plus ancien")
        .Produces<Page<AccesEnregistre>>()
        .WithParameters(
            new("adherent", "L'adhérent dont les données ont été lues."),
            new("agent", "Qui a lu."),
            new("du", "Premier jour, aaaa-mm-jj."),
            new("au", "Dernier jour, aaaa-mm-jj."),
            DescribedParameter.Limit("accès"),
            DescribedParameter.Cursor)
        .RequireAuthorization(Scopes.Supervision);

    private static async Task<IResult> ListAsync(HttpContext http, ReadAccessLog acces, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "adherent", "agent", "du", "au", "limite", "curseur");
        var query = new AccessQuery(
            parameters.Identifier("adherent"),
            parameters.Identifier("agent"),
            QueryParameters.StartOfDay(parameters.Day("du")),
            QueryParameters.End(parameters.Day("au")),
            parameters.Cursor(Cursors.ReadNumber),
            parameters.Limit());
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await acces.ReadAsync(http.Caller(), query, cancellationToken)).Value is { } page
            ? JsonAnswers.Content(http, JsonSerializer.Serialize(
                new Page<AccesEnregistre>(page.Elements, JsonAnswers.Next(page, a => Cursors.Encode(a.AccesId))),
                ContratsJson.Lisible.PageAccesEnregistre))
            : Problems.AdherentForbidden();
    }
}
