using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Asks why a member's data is read.</summary>
/// <param name="ReturnAddress">The page that was asked for.</param>
/// <param name="Probleme">What was wrong with the answer.</param>
public sealed record ReasonRequest(string ReturnAddress, string? Probleme);

/// <summary>Takes the reason of a call. The page that was asked for says whose data it is about.</summary>
internal static class ReasonEndpoints
{
    public static void MapReasons(this IEndpointRouteBuilder pages) => pages.MapPost("/motif", GiveAsync);

    /// <summary>The address of a request, which no token of a form is in.</summary>
    public static string Here(HttpContext http) => http.Request.Path + http.Request.QueryString.ToUriComponent();

    private static async Task<IResult> GiveAsync(
        HttpContext http, ReasonGate motifs, AddressTokens tokens, VueQueries queries, VirementQueries virements, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var returnAddress = form["retour"].ToString();
        if (await ReadAdherentAsync(returnAddress, tokens, queries, virements, cancellationToken) is not { } adherentId)
        {
            return ErrorPages.LinkExpired();
        }

        var motif = form["autre"].ToString().Trim() is { Length: > 0 } other ? other : form["motif"].ToString().Trim();
        if (!MotifAcces.IsValid(motif))
        {
            return Rendering.Page<ReasonPage, ReasonRequest>(
                new(returnAddress, $"Donnez un motif de {MotifAcces.MotifLengthMax} caractères au plus, sans numéro de sécurité sociale."), StatusCodes.Status422UnprocessableEntity);
        }

        await motifs.GiveAsync(http, adherentId, motif);
        return Results.LocalRedirect(returnAddress);
    }

    // The page is of a member, or of a soin or transfer that leads to one.
    private static async Task<string?> ReadAdherentAsync(
        string returnAddress, AddressTokens tokens, VueQueries queries, VirementQueries virements, CancellationToken cancellationToken) =>
        returnAddress.Split('?')[0].Split('/') switch
        {
            ["", "adherents", var token] => tokens.Adherent(token),
            ["", "soins", var id] when Guid.TryParse(id, out var soinId) => (await queries.SoinAsync(soinId, cancellationToken))?.AdherentIds[0],
            ["", "virements", var token] when tokens.Virement(token) is { } reference =>
                await virements.LignesAsync(reference, 0, 1, cancellationToken) is [var ligne, ..] ? ligne.Stored.Ligne.AdherentId : null,
            _ => null,
        };
}
