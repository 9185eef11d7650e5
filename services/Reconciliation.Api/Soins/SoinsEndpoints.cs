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
        v1.MapMethods("/adherents/{adherentId}/soins", JsonAnswers.ReadMethods, OfAdherent)
            .WithName(AccessActions.ListSoins)
            .WithSummary("Les soins d'un adhérent, du plus récent au plus ancien")
            .Produces<Page<Vue>>().Produces(304)
            .WithParameters(
                new("du", "Premier jour de soins, aaaa-mm-jj."),
                new("au", "Dernier jour de soins, aaaa-mm-jj."),
                new("beneficiaire", "Un bénéficiaire."),
                new("payeDu", "Premier jour de paiement d'une des deux parts, aaaa-mm-jj."),
                new("payeAu", "Dernier jour de paiement d'une des deux parts, aaaa-mm-jj."),
                new("situation", "Une situation ou plusieurs, répétées ou séparées par des virgules."),
                DescribedParameter.Limit("soins"),
                DescribedParameter.Cursor)
            .RequireAuthorization(Scopes.Reading);
        v1.MapMethods("/soins/{soinId:guid}", JsonAnswers.ReadMethods, ReadOne)
            .WithName(AccessActions.ReadSoin)
            .WithSummary("La vue unifiée d'un soin, telle qu'elle est ou telle qu'elle était à un instant")
            .Produces<Vue>().Produces(304).Produces(307)
            .MayRefuse(ProblemCatalogue.SoinUnknown, ProblemCatalogue.SoinUnknownThen)
            .WithParameters(new DescribedParameter("le", "Un instant passé, RFC 3339 avec décalage : la vue telle qu'elle était alors."))
            .AnswersDependOnAdherent()
            .RequireAuthorization(Scopes.Reading);
    }

    private static async Task<IResult> OfAdherent(
        string adherentId, HttpContext http, ListSoins soins, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(
            http.Request, "du", "au", "beneficiaire", "payeDu", "payeAu", "situation", "limite", "curseur");
        var query = new SoinQuery(
            adherentId, parameters.Day("du"), parameters.Day("au"), parameters.Situations(), parameters.Cursor(Cursors.ReadSoin),
            parameters.Limit())
        {
            BeneficiaireId = parameters.Identifier("beneficiaire"),
            PaidFrom = parameters.Day("payeDu"),
            PaidTo = parameters.Day("payeAu"),
        };
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await soins.ListAsync(http.Caller(), query, cancellationToken)).Value is { } page
            ? JsonAnswers.Page(http, page, v => v.Vue, v => Cursors.Write(v.DateSoin, v.SoinId))
            : Problems.AdherentForbidden();
    }

    private static async Task<IResult> ReadOne(Guid soinId, HttpContext http, ReadSoin soins, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "le");
        var at = parameters.Instant("le");
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        // Someone else's soin and none at all look the same.
        if ((await soins.ReadAsync(http.Caller(), soinId, at, cancellationToken)).Value is not { } vue)
        {
            return at is null ? Problems.SoinUnknown() : Problems.SoinUnknownThen();
        }

        return vue.RemplacePar is { } other
            ? JsonAnswers.Redirection(http, $"/v1/soins/{other}{http.Request.QueryString}")
            : JsonAnswers.Version(http, vue.Tag, vue.Vue);
    }
}
