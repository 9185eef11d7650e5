using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The page of a transfer: what one sum on a statement is made of.</summary>
internal static class VirementsEndpoints
{
    /// <summary>The most lines that are shown.</summary>
    public const int LignesMax = 200;

    public static void MapVirements(this IEndpointRouteBuilder pages) => pages.MapGet("/virements/{jeton}", ShowAsync)
        .MayAnswer(200, 403, 404);

    private static async Task<IResult> ShowAsync(
        string jeton, HttpContext http, AddressTokens tokens, ReadVirement virements, CancellationToken cancellationToken)
    {
        if (tokens.Virement(jeton) is not { } reference)
        {
            return ErrorPages.LinkExpired();
        }

        var read = await virements.ReadAsync(http.Caller(), reference, null, LignesMax, cancellationToken);
        return read.Value is { } virement
            ? Rendering.Page<VirementPage, Virement>(virement)
            : ErrorPages.Page(StatusCodes.Status404NotFound);
    }
}
