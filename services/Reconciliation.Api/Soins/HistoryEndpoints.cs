using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The history of a soin: every version, and what caused it.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder v1) =>
        v1.MapMethods("/soins/{soinId:guid}/journal", Answers.ReadMethods, Versions)
            .WithName("lireJournal")
            .WithSummary("Toutes les versions d'un soin et leurs causes, de la plus ancienne à la plus récente")
            .Produces<Page<VersionDeSoin>>().Produces(304)
            .MayRefuse(ProblemCatalogue.SoinUnknown)
            .WithParameters(DescribedParameter.Limit("versions"), DescribedParameter.Cursor)
            .AnswersDependOnAdherent()
            .RequireAuthorization(Scopes.Reading);

    // A soin that was merged into another keeps its own history: there is no redirect. Who may read one member only sees the versions
    // that concerned that member, and an unknown soin if there are none.
    private static async Task<IResult> Versions(Guid soinId, HttpContext http, SoinHistory history, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "limite", "curseur");
        var limit = parameters.Limit();
        var after = parameters.Cursor(Cursors.ReadNumber);
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        var versions = await history.VersionsAsync(soinId, after ?? 0, http.User.OnlyAdherent(), limit + 1, cancellationToken);
        if ((versions.Count == 0 && after is null) || !http.MayAnswerAbout(versions.SelectMany(v => v.AdherentIds)))
        {
            return Problems.SoinUnknown();
        }

        var page = versions.Take(limit).Select(v => http.User.IsAgent() ? v : v.SansAgent()).ToList();
        return Answers.Page(http, page.Select(v => v.AsJson()), versions.Count > limit ? Cursors.Encode(page[^1].Version) : null);
    }
}
