using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>A soin in FHIR, for whoever may read its view.</summary>
internal static class FhirEndpoints
{
    public static void MapFhir(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/soins/{soinId:guid}/fhir", JsonAnswers.ReadMethods, OfSoin)
        .WithName(AccessActions.ReadSoinFhir)
        .WithSummary("Un soin en FHIR R4 : un Bundle d'un ExplanationOfBenefit par payeur, liés entre eux")
        .Produces<SoinFhir>(200, SoinFhir.TypeDeContenu).Produces(304).Produces(307)
        .MayRefuse(ProblemCatalogue.SoinUnknown, ProblemCatalogue.SoinUnknownThen)
        .WithParameters(new DescribedParameter("le", "Un instant passé, RFC 3339 avec décalage : le soin tel qu'il était alors."))
        .AnswersDependOnAdherent()
        .RequireAuthorization(Scopes.Reading);

    private static async Task<IResult> OfSoin(Guid soinId, HttpContext http, ReadSoinFhir soins, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "le");
        var at = parameters.Instant("le");
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        if ((await soins.ReadAsync(http.Caller(), soinId, at, cancellationToken)).Value is not { } read)
        {
            return at is null ? Problems.SoinUnknown() : Problems.SoinUnknownThen();
        }

        // The ETag is that of the content: a release that says more of a version must not be taken for what the caller has.
        return read.ReplacedBy is { } other
            ? JsonAnswers.Redirection(http, $"/v1/soins/{other}/fhir{http.Request.QueryString}")
            : JsonAnswers.Content(http, read.Json, SoinFhir.TypeDeContenu);
    }
}
