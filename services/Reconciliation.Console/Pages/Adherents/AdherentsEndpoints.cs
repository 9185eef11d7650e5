using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The sheet of a call, opened by the member.</summary>
internal static class AdherentsEndpoints
{
    public static void MapAdherents(this IEndpointRouteBuilder pages) => pages.MapGet(
        "/adherents/{jeton}",
        async (string jeton, HttpContext http, AddressTokens tokens, SheetReader sheets) => tokens.Adherent(jeton) is { } adherentId
            ? await sheets.OfAdherentAsync(http, adherentId)
            : ErrorPages.LinkExpired()).MayAnswer(200, 403, 404);
}
