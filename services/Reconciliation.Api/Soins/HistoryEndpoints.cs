using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The history of a soin: every version, and its cause.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder v1) =>
        v1.MapMethods("/soins/{soinId:guid}/journal", JsonAnswers.ReadMethods, Versions)
            .WithName(AccessActions.ReadJournal)
            .WithSummary("Toutes les versions d'un soin et leurs causes, de la plus ancienne à la plus récente")
            .Produces<Page<VersionDeSoin>>().Produces(304)
            .MayRefuse(ProblemCatalogue.SoinUnknown)
            .WithParameters(DescribedParameter.Limit("versions"), DescribedParameter.Cursor)
            .AnswersDependOnAdherent()
            .RequireAuthorization(Scopes.Reading);

    // A soin that was merged into another keeps its own history: there is no redirect.
    private static async Task<IResult> Versions(Guid soinId, HttpContext http, ReadSoinHistory history, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "limite", "curseur");
        var limit = parameters.Limit();
        var after = parameters.Cursor(Cursors.ReadNumber);
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await history.ReadAsync(http.Caller(), soinId, after, limit, cancellationToken)).Value is { } page
            ? JsonAnswers.Page(http, page, v => v.AsJson(), v => Cursors.Encode(v.Version))
            : Problems.SoinUnknown();
    }
}
