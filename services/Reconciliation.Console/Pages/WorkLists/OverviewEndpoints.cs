using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Charts;
using Reconciliation.ConsoleWeb.Security;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the overview.</summary>
/// <param name="Charts">The charts.</param>
/// <param name="Now">When they were read.</param>
public sealed record OverviewModel(IReadOnlyList<ChartModel> Charts, DateTimeOffset Now);

/// <summary>The overview for team leaders: numbers, and nobody's data.</summary>
internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder pages)
    {
        var leaders = pages.MapGroup("/vue-d-ensemble").RequireAuthorization(Session.TeamLeader);
        leaders.MapGet("", async (Overview vue, TimeProvider clock, CancellationToken cancellationToken) =>
            Rendering.Page<OverviewPage, OverviewModel>(new(await vue.ReadAsync(cancellationToken), clock.GetUtcNow()))).MayAnswer(200);
        leaders.MapGet("/{id}.csv", async (string id, Overview vue, CancellationToken cancellationToken) =>
            (await vue.ReadAsync(cancellationToken)).FirstOrDefault(g => g.Id == id) is { } chart
                ? Results.File(chart.AsCsv(), "text/csv; charset=utf-8", $"{id}.csv")
                : ErrorPages.Page(StatusCodes.Status404NotFound)).MayAnswer(200, 404);
    }
}
