using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Bank transfers: their lines and what they come to.</summary>
internal static class VirementsEndpoints
{
    public static void MapVirements(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/virements/{virement}", Answers.ReadMethods, Un)
        .WithName("lireVirement")
        .WithSummary("Les lignes d'un virement et leur somme")
        .Produces<PageDeVirement>().Produces(304)
        .MayRefuse(ProblemCatalogue.VirementUnknown)
        .WithParameters(DescribedParameter.Limit("lignes"), DescribedParameter.Cursor)
        .RequireAuthorization(Scopes.Support);

    private static async Task<IResult> Un(string virement, HttpContext http, VirementQueries virements, CancellationToken cancellationToken)
    {
        if (QueryParameters.IdentifierRule(virement) is { } rule)
        {
            return Problems.ParameterInvalid("virement", rule);
        }

        var parameters = new QueryParameters(http.Request, "limite", "curseur");
        var (limit, after) = (parameters.Limit(), parameters.Cursor(Cursors.ReadNumber));
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        var lignes = await virements.LignesAsync(virement, after ?? 0, limit + 1, cancellationToken);
        if (lignes.Count == 0 && after is null)
        {
            return Problems.VirementUnknown();
        }

        var totals = await virements.TotalsAsync(virement, cancellationToken);
        var page = lignes.Take(limit).ToList();
        http.MayAnswerAbout(page.Select(l => l.Stored.Ligne.AdherentId));
        return Answers.Content(http, JsonSerializer.Serialize(
            new PageDeVirement(
                virement,
                totals.Count,
                (totals.AuCompte + totals.AuProfessionnel).Euros,
                totals.AuCompte.Euros,
                totals.AuProfessionnel.Euros,
                [.. page.Select(LignesEndpoints.Publish)],
                lignes.Count > limit ? Cursors.Encode(page[^1].Stored.Position) : null),
            ContratsJson.Lisible.PageDeVirement));
    }
}
