using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a transfer shows.</summary>
/// <param name="Reference">The transfer.</param>
/// <param name="Totals">What all of its lines come to.</param>
/// <param name="Lignes">Its lines, as many as are shown.</param>
/// <param name="HasOthers">Whether it has more lines.</param>
public sealed record VirementPageModel(string Reference, VirementTotals Totals, IReadOnlyList<LigneFacts> Lignes, bool HasOthers);

/// <summary>The page of a transfer: what one sum on a statement is made of.</summary>
internal static class VirementsEndpoints
{
    /// <summary>The most lines that are shown.</summary>
    public const int LignesMax = 200;

    public static void MapVirements(this IEndpointRouteBuilder pages) => pages.MapGet("/virements/{jeton}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string jeton, HttpContext http, AddressTokens tokens, ReasonGate motifs, VirementQueries virements, CancellationToken cancellationToken)
    {
        if (tokens.Virement(jeton) is not { } reference)
        {
            return ErrorPages.LinkExpired();
        }

        var lignes = await virements.LignesAsync(reference, 0, LignesMax + 1, cancellationToken);
        if (lignes.Count == 0)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var shown = lignes.Take(LignesMax).ToList();
        var adherents = shown.Select(l => l.Stored.Ligne.AdherentId).Distinct().ToList();
        return await motifs.WithMotifAsync(http, "lireVirement", adherents, null, async () => Rendering.Page<VirementPage, VirementPageModel>(
            new(reference, await virements.TotalsAsync(reference, cancellationToken), shown, lignes.Count > LignesMax)));
    }
}
