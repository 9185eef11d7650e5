using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a transfer shows.</summary>
/// <param name="Reference">The transfer.</param>
/// <param name="Totaux">What all of its lines come to.</param>
/// <param name="Lignes">Its lines, as many as are shown.</param>
/// <param name="AutresExistent">Whether it has more lines.</param>
public sealed record DossierVirement(string Reference, TotauxDeVirement Totaux, IReadOnlyList<LigneLue> Lignes, bool AutresExistent);

/// <summary>The page of a transfer: what one sum on a statement is made of.</summary>
internal static class VirementsEndpoints
{
    /// <summary>The most lines that are shown.</summary>
    public const int LignesMax = 200;

    public static void MapVirements(this IEndpointRouteBuilder pages) => pages.MapGet("/virements/{jeton}", MontrerAsync);

    private static async Task<IResult> MontrerAsync(
        string jeton, HttpContext http, Jetons jetons, Motifs motifs, Virements virements, CancellationToken cancellationToken)
    {
        if (jetons.Virement(jeton) is not { } reference)
        {
            return Erreurs.LienPerime();
        }

        var lignes = await virements.LignesAsync(reference, 0, LignesMax + 1, cancellationToken);
        if (lignes.Count == 0)
        {
            return Erreurs.Page(StatusCodes.Status404NotFound);
        }

        var montrees = lignes.Take(LignesMax).ToList();
        var adherents = montrees.Select(l => l.Stockee.Ligne.AdherentId).Distinct().ToList();
        return await motifs.AvecMotifAsync(http, "lireVirement", adherents, null, async () => Rendu.Page<PageVirement, DossierVirement>(
            new(reference, await virements.TotauxAsync(reference, cancellationToken), montrees, lignes.Count > LignesMax)));
    }
}
