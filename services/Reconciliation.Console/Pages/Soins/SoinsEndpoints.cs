using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the page of a soin.</summary>
public sealed record SoinPageModel
{
    public required SoinSheet Sheet { get; init; }

    public Vue Vue => Sheet.Vue;

    /// <summary>The last versions, the oldest first.</summary>
    public required IReadOnlyList<VersionShown> Versions { get; init; }

    /// <summary>The instant that was asked for; null: none.</summary>
    public required DateTimeOffset? Le { get; init; }

    /// <summary>The décision that was just taken.</summary>
    public required TypeDeDecision? Done { get; init; }

    /// <summary>The address of the member's page.</summary>
    public required string AdherentAddress { get; init; }

    public required MemberTexts Texts { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>A version of a soin.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Le">Since when it was shown.</param>
/// <param name="Cause">What caused it, in words.</param>
/// <param name="Vue">What was shown.</param>
public sealed record VersionShown(int Number, DateTimeOffset Le, string Cause, Vue Vue);

/// <summary>The page of a soin.</summary>
internal static class SoinsEndpoints
{
    public static void MapSoins(this IEndpointRouteBuilder pages) => pages.MapGet("/soins/{soinId:guid}", ShowAsync)
        .MayAnswer(200, 302, 403, 404);

    private static async Task<IResult> ShowAsync(
        Guid soinId,
        HttpContext http,
        AddressTokens tokens,
        ReadSoinSheet sheets,
        MemberTexts texts,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var at = Instant(http.Request.Query["le"]);
        var read = await sheets.ReadAsync(http.Caller(), soinId, at, cancellationToken);
        return read.Value switch
        {
            null => ErrorPages.Page(StatusCodes.Status404NotFound),
            { ReplacedBy: { } other } => Results.LocalRedirect($"/soins/{other}"),
            var sheet => Rendering.Page<SoinPage, SoinPageModel>(new()
            {
                Sheet = sheet,
                Versions = [.. sheet.Versions.Select(Show)],
                Le = at,
                Done = Enum.TryParse<TypeDeDecision>(http.Request.Query["fait"], out var done) ? done : null,
                AdherentAddress = $"/adherents/{tokens.ForAdherent(sheet.Stored.AdherentIds[0])}",
                Texts = texts,
                Now = clock.GetUtcNow(),
            }),
        };
    }

    private static VersionShown Show(StoredVersion version) =>
        new(version.Version, version.EcritLe, Labels.CauseText(version.Cause), StoredJson.ReadVue(version.Vue));

    // A field of date and time is in the time of Paris, and to the minute: the whole minute is meant.
    private static DateTimeOffset? Instant(string? fieldText) =>
        DateTime.TryParseExact(fieldText, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
            ? Paris.Instant(hour).AddMinutes(1).AddTicks(-10)
            : null;
}
