using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Bank transfers: their lines and the totals.</summary>
internal static class VirementsEndpoints
{
    public static void MapVirements(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/virements/{virement}", JsonAnswers.ReadMethods, ReadOne)
        .WithName(AccessActions.ReadVirement)
        .WithSummary("Les lignes d'un virement et leur somme")
        .Produces<PageDeVirement>().Produces(304)
        .MayRefuse(ProblemCatalogue.VirementUnknown)
        .WithParameters(DescribedParameter.Limit("lignes"), DescribedParameter.Cursor)
        .RequireAuthorization(Scopes.Support);

    private static async Task<IResult> ReadOne(
        string virement, HttpContext http, ReadVirement virements, CancellationToken cancellationToken)
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

        return (await virements.ReadAsync(http.Caller(), virement, after, limit, cancellationToken)).Value is { } read
            ? JsonAnswers.Content(http, JsonSerializer.Serialize(Page(read), ContratsJson.Lisible.PageDeVirement))
            : Problems.VirementUnknown();
    }

    private static PageDeVirement Page(Virement read) => new(
        read.Reference,
        read.Totals.Count,
        (read.Totals.AuCompte + read.Totals.AuProfessionnel).Euros,
        read.Totals.AuCompte.Euros,
        read.Totals.AuProfessionnel.Euros,
        [.. read.Lignes.Elements.Select(LignePublication.From)],
        JsonAnswers.Next(read.Lignes, l => Cursors.Encode(l.Stored.Position)));
}
