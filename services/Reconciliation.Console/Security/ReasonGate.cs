using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>Asks why a member's data is read: once, before the first page that shows them.</summary>
internal static class ReasonGate
{
    /// <summary>The reasons that need no typing, the usual one first.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "Appel : où est le second remboursement ?",
        "Appel : montant reçu",
        "Appel : autre question sur un soin",
        "Traitement d'un dossier, sans appel",
    ];

    /// <summary>The page in place of data that a use case did not hand out.</summary>
    /// <param name="http">The request.</param>
    /// <param name="outcome">Why it did not.</param>
    public static IResult Refuse(HttpContext http, DisclosureOutcome outcome) =>
        outcome != DisclosureOutcome.MotifMissing ? ErrorPages.Page(StatusCodes.Status404NotFound)
        : http.Request.Headers.ContainsKey(Fragments.Header) ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : Rendering.Page<ReasonPage, ReasonRequest>(new(ReasonEndpoints.Here(http), null));
}
