using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the page of a member.</summary>
public sealed record AdherentPageModel
{
    public required string AdherentId { get; init; }

    /// <summary>The address of the page, without filters.</summary>
    public required string Address { get; init; }

    public required SoinFilter Filtre { get; init; }

    /// <summary>The totals of the soins of the period, whatever their situation.</summary>
    public required Synthese Synthese { get; init; }

    public required IReadOnlyList<Vue> Soins { get; init; }

    public required IReadOnlyList<ReceivedTransfer> Virements { get; init; }

    /// <summary>The address of the next page of soins; null on the last.</summary>
    public required string? Continuation { get; init; }

    /// <summary>Where following the page begins: before anything of it was read.</summary>
    public required string Since { get; init; }
}

/// <summary>The page of a member.</summary>
internal static class AdherentsEndpoints
{
    public static void MapAdherents(this IEndpointRouteBuilder pages) => pages.MapGet("/adherents/{jeton}", ShowAsync)
        .MayAnswer(200, 403, 404);

    private static async Task<IResult> ShowAsync(
        string jeton, HttpContext http, AddressTokens tokens, ReadAdherentSheet sheets, CancellationToken cancellationToken)
    {
        if (tokens.Adherent(jeton) is not { } adherentId)
        {
            return ErrorPages.LinkExpired();
        }

        var filter = SoinFilter.From(http.Request.Query);
        var query = new SoinQuery(
            adherentId, filter.FromDay, filter.ToDay, filter.SituationsRead, filter.After, ReadAdherentSheet.SoinsMax);
        var read = await sheets.ReadAsync(http.Caller(), query, cancellationToken);
        return read.Value is { } sheet
            ? Rendering.Page<AdherentPage, AdherentPageModel>(Model(adherentId, http.Request.Path.ToString(), filter, sheet))
            : ErrorPages.Page(StatusCodes.Status404NotFound);
    }

    private static AdherentPageModel Model(string adherentId, string address, SoinFilter filter, AdherentSheet sheet)
    {
        var next = sheet.Soins is { HasOthers: true, Elements: [.., var last] }
            ? filter with { After = (last.DateSoin, last.SoinId) }
            : null;
        return new()
        {
            AdherentId = adherentId,
            Address = address,
            Filtre = filter,
            Synthese = sheet.Synthese,
            Virements = sheet.Virements,
            Soins = sheet.Soins.Elements,
            Continuation = next is null ? null : address + next.ToQuery(),
            Since = InstantUtcConverter.Format(sheet.Since),
        };
    }
}
