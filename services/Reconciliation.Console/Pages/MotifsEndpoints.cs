using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Asks why a member's data is read.</summary>
/// <param name="Retour">The page that was asked for.</param>
/// <param name="Probleme">What was wrong with the answer.</param>
public sealed record DemandeDeMotif(string Retour, string? Probleme);

/// <summary>Takes the reason of a call. The page that was asked for says whose data it is about.</summary>
internal static class MotifsEndpoints
{
    public static void MapMotifs(this IEndpointRouteBuilder pages) => pages.MapPost("/motif", DonnerAsync);

    /// <summary>The address of a request, which no token of a form is in.</summary>
    public static string Ici(HttpContext http) => http.Request.Path + http.Request.QueryString.ToUriComponent();

    private static async Task<IResult> DonnerAsync(
        HttpContext http, Motifs motifs, Jetons jetons, Lectures lectures, Virements virements, CancellationToken cancellationToken)
    {
        var formulaire = await http.Request.ReadFormAsync(cancellationToken);
        var retour = formulaire["retour"].ToString();
        if (await AdherentAsync(retour, jetons, lectures, virements, cancellationToken) is not { } adherentId)
        {
            return Erreurs.LienPerime();
        }

        var motif = formulaire["autre"].ToString().Trim() is { Length: > 0 } autre ? autre : formulaire["motif"].ToString().Trim();
        if (!MotifAcces.EstValide(motif))
        {
            return Rendu.Page<PageMotif, DemandeDeMotif>(
                new(retour, $"Donnez un motif de {MotifAcces.Max} caractères au plus, sans numéro de sécurité sociale."), StatusCodes.Status422UnprocessableEntity);
        }

        await motifs.DonnerAsync(http, adherentId, motif);
        return Results.LocalRedirect(retour);
    }

    // The page is of a member, or of a soin or transfer that leads to one.
    private static async Task<string?> AdherentAsync(
        string retour, Jetons jetons, Lectures lectures, Virements virements, CancellationToken cancellationToken) =>
        retour.Split('?')[0].Split('/') switch
        {
            ["", "adherents", var jeton] => jetons.Adherent(jeton),
            ["", "soins", var id] when Guid.TryParse(id, out var soinId) => (await lectures.SoinAsync(soinId, cancellationToken))?.AdherentIds[0],
            ["", "virements", var jeton] when jetons.Virement(jeton) is { } reference =>
                await virements.LignesAsync(reference, 0, 1, cancellationToken) is [var ligne, ..] ? ligne.Stockee.Ligne.AdherentId : null,
            _ => null,
        };
}
