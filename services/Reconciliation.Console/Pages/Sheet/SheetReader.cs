using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Situation = Reconciliation.Contracts.Situation;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Reads the sheet of a call: the same page, whether it is opened by the member or by one of their soins.</summary>
/// <param name="adherents">Reads a member.</param>
/// <param name="soins">Reads a soin.</param>
/// <param name="searches">Reads what a caller says of a payment.</param>
/// <param name="tokens">Makes addresses.</param>
/// <param name="texts">The texts that members are told besides the figures.</param>
/// <param name="clock">The clock.</param>
internal sealed class SheetReader(
    ReadAdherentSheet adherents, ReadSoinSheet soins, SearchSoins searches, AddressTokens tokens, MemberTexts texts, TimeProvider clock)
{
    /// <summary>The sheet of a member, with the soin in question that they most likely call about.</summary>
    /// <param name="http">The request.</param>
    /// <param name="adherentId">The member.</param>
    public async Task<IResult> OfAdherentAsync(HttpContext http, string adherentId)
    {
        var since = clock.GetUtcNow();
        if ((await ReadAsync(http, adherentId)).Value is not { } member)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var said = Said(http);
        var soin = InQuestion(member, said) is { } soinId
            ? (await soins.ReadAsync(http.Caller(), soinId, null, http.RequestAborted, adherentId)).Value
            : null;
        return Page(http, adherentId, member, said, soin is { ReplacedBy: null } ? Soin(http, adherentId, soin, null) : null, since);
    }

    /// <summary>The sheet of the member whom a soin concerns, with that soin in question.</summary>
    /// <param name="http">The request.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="at">An instant at which to show it as well; null: none.</param>
    public async Task<IResult> OfSoinAsync(HttpContext http, Guid soinId, DateTimeOffset? at)
    {
        var since = clock.GetUtcNow();
        var caller = tokens.Adherent(http.Request.Query["pour"].ToString());
        switch ((await soins.ReadAsync(http.Caller(), soinId, at, http.RequestAborted, caller)).Value)
        {
            case null:
                return ErrorPages.Page(StatusCodes.Status404NotFound);
            case { ReplacedBy: { } other }:
                return Results.LocalRedirect(FromList.Keep(http, $"/soins/{other}"));
            case var sheet:
                var adherentId = caller is not null && sheet.Stored.AdherentIds.Contains(caller) ? caller : sheet.Stored.AdherentIds[0];
                return (await ReadAsync(http, adherentId)).Value is { } member
                    ? Page(http, adherentId, member, Said(http), Soin(http, adherentId, sheet, at), since)
                    : ErrorPages.Page(StatusCodes.Status404NotFound);
        }
    }

    private SaidPayment? Said(HttpContext http) => SaidPayment.From(http.Request.Query["dit"], searches);

    private Task<Disclosed<AdherentSheet>> ReadAsync(HttpContext http, string adherentId)
    {
        var filter = SoinFilter.From(http.Request.Query, tokens);
        return adherents.ReadAsync(
            http.Caller(),
            new(adherentId, filter.FromDay, filter.ToDay, filter.SituationsRead, filter.After, ReadAdherentSheet.SoinsMax),
            http.RequestAborted);
    }

    // The soin of the payment that was said; else one that is not settled, which most calls are about; else the newest.
    private static Guid? InQuestion(AdherentSheet member, SaidPayment? said) =>
        member.Virements.Where(v => said?.Fits(v) == true).SelectMany(v => v.Lignes).Select(l => l.SoinId)
            .FirstOrDefault(id => id is not null)
        ?? member.Soins.Elements.FirstOrDefault(v => v.Situation is not (Situation.Complet or Situation.Annule))?.SoinId
        ?? (member.Soins.Elements is [var newest, ..] ? newest.SoinId : null);

    private SoinPageModel Soin(HttpContext http, string adherentId, SoinSheet sheet, DateTimeOffset? at) => new()
    {
        Sheet = sheet,
        AdherentId = adherentId,
        Versions = [.. sheet.Versions.Select(v =>
            new VersionShown(v.Version, v.EcritLe, Labels.CauseText(v.Cause, http.Parts()), StoredJson.ReadVue(v.Vue)))],
        Le = at,
        Done = Labels.Done(http.Request.Query["fait"].ToString()),
        Agent = http.User.Identity!.Name!,
        Texts = texts,
        Now = clock.GetUtcNow(),
    };

    private IResult Page(
        HttpContext http, string adherentId, AdherentSheet member, SaidPayment? said, SoinPageModel? soin, DateTimeOffset since)
    {
        var filter = SoinFilter.From(http.Request.Query, tokens);
        var address = $"/adherents/{tokens.ForAdherent(adherentId)}";
        var next = member.Soins is { HasOthers: true, Elements: [.., var last] }
            ? filter with { After = (last.DateSoin, last.SoinId) }
            : null;
        return Rendering.Page<SheetPage, SheetModel>(new()
        {
            AdherentId = adherentId,
            Address = address,
            Here = ReasonEndpoints.Here(http),
            Motif = http.Caller().Disclosures.MotifOf(adherentId),
            Filtre = filter,
            Said = said,
            Synthese = member.Synthese,
            Soins = member.Soins.Elements,
            Virements = member.Virements,
            Continuation = next is null ? null : address + next.ToQuery(tokens),
            Since = InstantUtcConverter.Format(since),
            Soin = soin,
        });
    }
}
