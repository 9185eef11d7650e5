using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Charts;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the overview.</summary>
/// <param name="Charts">The charts.</param>
/// <param name="Days">The length of the period, in days.</param>
/// <param name="Now">When they were read.</param>
public sealed record OverviewModel(IReadOnlyList<ChartModel> Charts, int Days, DateTimeOffset Now);

/// <summary>The overview for team leaders: numbers, and nobody's data.</summary>
internal static class OverviewEndpoints
{
    public const string Address = "/vue-d-ensemble";

    public static void MapOverview(this IEndpointRouteBuilder pages)
    {
        var leaders = pages.MapGroup(Address).RequireAuthorization(Session.TeamLeader);
        leaders.MapGet("", async (HttpContext http, ReadOverview read, Overview drawing) =>
            await ReadAsync(http, read, drawing) is { } page
                ? Rendering.Page<OverviewPage, OverviewModel>(page)
                : ErrorPages.Page(StatusCodes.Status403Forbidden)).MayAnswer(200);
        leaders.MapGet("/{id}.csv", async (string id, HttpContext http, ReadOverview read, Overview drawing) =>
            (await ReadAsync(http, read, drawing))?.Charts.FirstOrDefault(g => g.Id == id) is { } chart
                ? Results.File(chart.AsCsv(), Csv.ContentType, $"{id}.csv")
                : ErrorPages.Page(StatusCodes.Status404NotFound)).MayAnswer(200, 404);
    }

    private static async Task<OverviewModel?> ReadAsync(HttpContext http, ReadOverview read, Overview drawing)
    {
        var asked = int.TryParse(http.Request.Query["periode"], CultureInfo.InvariantCulture, out var days)
            && ReadOverview.PeriodDays.Contains(days) ? days : ReadOverview.DefaultPeriodDays;
        return await read.ReadAsync(http.Caller(), asked, http.RequestAborted) is { } figures
            ? new(drawing.Draw(figures), asked, figures.Now)
            : null;
    }
}
