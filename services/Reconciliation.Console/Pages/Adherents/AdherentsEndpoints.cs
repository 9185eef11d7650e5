using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a member shows.</summary>
public sealed record AdherentPageModel
{
    public required string AdherentId { get; init; }

    /// <summary>The address of the page, without filters.</summary>
    public required string Address { get; init; }

    public required SoinFilter Filtre { get; init; }

    /// <summary>What the soins of the period come to, whatever their situation.</summary>
    public required Synthese Synthese { get; init; }

    public required IReadOnlyList<Vue> Soins { get; init; }

    public required IReadOnlyList<VirementReceived> Virements { get; init; }

    /// <summary>The address of the next page of soins; null on the last.</summary>
    public required string? Continuation { get; init; }

    /// <summary>Where following the page begins: before anything of it was read.</summary>
    public required string Since { get; init; }
}

/// <summary>The page of a member.</summary>
internal static class AdherentsEndpoints
{
    /// <summary>How many soins a page shows.</summary>
    public const int PerPage = 30;

    public static void MapAdherents(this IEndpointRouteBuilder pages) => pages.MapGet("/adherents/{jeton}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string jeton,
        HttpContext http,
        AddressTokens tokens,
        ReasonGate motifs,
        VueQueries queries,
        SyntheseQueries syntheses,
        AdherentVirements virements,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (tokens.Adherent(jeton) is not { } adherentId)
        {
            return ErrorPages.LinkExpired();
        }

        return await motifs.WithMotifAsync(http, "lireAdherent", [adherentId], null, async () =>
        {
            var filter = SoinFilter.From(http.Request.Query);
            var since = InstantUtcConverter.Format(clock.GetUtcNow());
            var vues = await queries.SoinsAsync(
                new(adherentId, filter.FromDay, filter.ToDay, filter.SituationsRead, filter.After, PerPage + 1), cancellationToken);
            var (fromDay, toDay) = (filter.FromDay ?? Limites.PremierJour, filter.ToDay ?? Paris.Day(clock.GetUtcNow()).AddDays(Limites.DateSoinAvanceMax));
            var (page, address) = (vues.Take(PerPage).ToList(), http.Request.Path.ToString());
            return Rendering.Page<AdherentPage, AdherentPageModel>(new()
            {
                AdherentId = adherentId,
                Address = address,
                Filtre = filter,
                Synthese = await syntheses.ReadAsync(adherentId, fromDay, toDay, cancellationToken),
                Virements = await virements.ReadAsync(adherentId, fromDay, toDay, cancellationToken),
                Soins = [.. page.Select(v => StoredJson.ReadVue(v.Vue))],
                Continuation = vues.Count > PerPage ? address + (filter with { After = (page[^1].DateSoin, page[^1].SoinId) }).ToQuery() : null,
                Since = since,
            });
        });
    }
}
