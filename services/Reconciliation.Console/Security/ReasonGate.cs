using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Asks why a member's data is read, once, before the first page that shows them, and records whose data a page shows, before its first
/// byte: of every page and every form alike, whatever it answers. A page that another site opens shows and records nothing until the
/// agent says that they want it; where that site asks for it within a page of its own, nothing is even read. An endpoint can forget none
/// of this.
/// </summary>
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

    /// <summary>A usual reason; the first one for any other text, which is kept nowhere.</summary>
    /// <param name="motif">The text.</param>
    public static string UsualOrFirst(string? motif) => Usual.FirstOrDefault(u => u == motif, Usual[0]);

    /// <summary>Stands around an endpoint.</summary>
    /// <param name="call">The call.</param>
    /// <param name="next">The endpoint.</param>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var (http, handedOut) = (call.HttpContext, new CallDisclosures());
        if (OtherSites.Embedded(http.Request))
        {
            return ErrorPages.FromAnotherSite(ReasonEndpoints.Here(http));
        }

        http.Features.Set(handedOut);
        var result = await next(call);
        if ((handedOut.HoldsAny || handedOut.Unexplained is not null) && OtherSites.Sent(http.Request))
        {
            return ErrorPages.FromAnotherSite(ReasonEndpoints.Here(http));
        }

        await http.RequestServices.GetRequiredService<RecordAccesses>().SettleAsync(handedOut);
        return handedOut.Unexplained is { } unexplained ? Ask(http, unexplained) : result;
    }

    // An agent who gives a reason gets the page that was asked for; after a form, the page that the form stands on.
    private static IResult Ask(HttpContext http, UnexplainedAccess unexplained) =>
        http.Request.Headers.ContainsKey(Fragments.Header) ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : HttpMethods.IsGet(http.Request.Method)
            ? Rendering.Page<ReasonPage, ReasonRequest>(new(ReasonEndpoints.Here(http), null))
        : Rendering.Page<ReasonPage, ReasonRequest>(
            new(ReasonEndpoints.PageOf(http, unexplained), "Rien n'a été fait : dites d'abord pourquoi, puis recommencez."),
            StatusCodes.Status422UnprocessableEntity);
}
