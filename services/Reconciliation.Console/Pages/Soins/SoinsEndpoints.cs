using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The sheet of a call, opened by the soin in question.</summary>
internal static class SoinsEndpoints
{
    public static void MapSoins(this IEndpointRouteBuilder pages) => pages.MapGet(
        "/soins/{soinId:guid}",
        (Guid soinId, HttpContext http, SheetReader sheets) => sheets.OfSoinAsync(http, soinId, Instant(http.Request.Query["le"])))
        .MayAnswer(200, 302, 403, 404);

    // A field of date and time is in the time of Paris, and to the minute: the whole minute is meant.
    private static DateTimeOffset? Instant(string? fieldText) =>
        DateTime.TryParseExact(fieldText, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
            ? Paris.Instant(hour).AddMinutes(1).AddTicks(-10)
            : null;
}
