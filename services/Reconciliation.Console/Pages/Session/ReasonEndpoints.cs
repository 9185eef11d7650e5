using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Asks why a member's data is read.</summary>
/// <param name="ReturnAddress">The page that was asked for.</param>
/// <param name="Probleme">The error in the answer; null: none was given yet.</param>
public sealed record ReasonRequest(string ReturnAddress, string? Probleme);

/// <summary>Takes the reason of a call. The page that was asked for says whose data it is about.</summary>
internal static class ReasonEndpoints
{
    public static void MapReasons(this IEndpointRouteBuilder pages) => pages.MapPost("/motif", GiveAsync).MayAnswer(302, 404, 422);

    /// <summary>The address of a request, which no token of a form is in.</summary>
    public static string Here(HttpContext http) => http.Request.Path + http.Request.QueryString.ToUriComponent();

    /// <summary>The address of the page that a form stands on.</summary>
    /// <param name="http">The request.</param>
    /// <param name="unexplained">The access that has to be explained.</param>
    public static string PageOf(HttpContext http, UnexplainedAccess unexplained) => unexplained.SoinId is { } soinId
        ? $"/soins/{soinId}"
        : $"/adherents/{http.RequestServices.GetRequiredService<AddressTokens>().ForAdherent(unexplained.AdherentId)}";

    /// <summary>
    /// Leads to a page that a search found, with the reason that stood beside the search: it is recorded before the page is read. Where
    /// none did, or it may not be recorded, the page asks.
    /// </summary>
    /// <param name="http">The request of the search.</param>
    /// <param name="motifs">Takes reasons.</param>
    /// <param name="tokens">Reads addresses.</param>
    /// <param name="address">The page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IResult> OpenAsync(
        HttpContext http, GiveMotif motifs, AddressTokens tokens, string address, CancellationToken cancellationToken)
    {
        var motif = (await http.Request.ReadFormAsync(cancellationToken))["motif"].ToString().Trim();
        if (motif.Length > 0 && Subject(address, tokens) is { } subject)
        {
            await motifs.GiveAsync(http.Caller(), subject, motif, cancellationToken);
        }

        return Results.LocalRedirect(address);
    }

    private static async Task<IResult> GiveAsync(
        HttpContext http, GiveMotif motifs, AddressTokens tokens, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var returnAddress = LocalAddress.Of(form["retour"]);
        var motif = form["autre"].ToString().Trim() is { Length: > 0 } other ? other : form["motif"].ToString().Trim();
        var outcome = Subject(returnAddress, tokens) is { } subject
            ? await motifs.GiveAsync(http.Caller(), subject, motif, cancellationToken)
            : GiveMotifOutcome.Unknown;
        return outcome switch
        {
            GiveMotifOutcome.Given => Results.LocalRedirect(returnAddress),
            GiveMotifOutcome.Invalid => Rendering.Page<ReasonPage, ReasonRequest>(
                new(returnAddress, $"Donnez un motif de {MotifAcces.MotifLengthMax} caractères au plus, sans numéro de sécurité sociale."),
                StatusCodes.Status422UnprocessableEntity),
            GiveMotifOutcome.Unknown => ErrorPages.LinkExpired(),
        };
    }

    // The page is of a member, or of a soin or transfer that leads to one.
    private static MotifSubject? Subject(string returnAddress, AddressTokens tokens) => returnAddress.Split('?')[0].Split('/') switch
    {
        ["", "adherents", var token] when tokens.Adherent(token) is { } adherentId => new MotifSubject.OfAdherent(adherentId),
        ["", "soins", var id] when Guid.TryParse(id, out var soinId) => new MotifSubject.OfSoin(soinId),
        ["", "virements", var token] when tokens.Virement(token) is { } reference => new MotifSubject.OfVirement(reference),
        _ => null,
    };
}
