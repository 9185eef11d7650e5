using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a soin shows.</summary>
public sealed record SoinPageModel
{
    public required Vue Vue { get; init; }

    /// <summary>The facts behind it, every revision.</summary>
    public required IReadOnlyList<LigneFacts> Lignes { get; init; }

    /// <summary>The payments of the journée that count: what can be linked or set apart.</summary>
    public required IReadOnlyList<LigneFacts> Paiements { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Which décisions hold.</summary>
    public required IReadOnlySet<Guid> InForce { get; init; }

    /// <summary>The last versions, the oldest first.</summary>
    public required IReadOnlyList<VersionShown> Versions { get; init; }

    /// <summary>The instant that was asked for; null: none.</summary>
    public required DateTimeOffset? Le { get; init; }

    /// <summary>The soin at that instant.</summary>
    public required Vue? Then { get; init; }

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
    /// <summary>The most versions that are shown.</summary>
    public const int VersionsMax = 50;

    public static void MapSoins(this IEndpointRouteBuilder pages) => pages.MapGet("/soins/{soinId:guid}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        Guid soinId,
        HttpContext http,
        AddressTokens tokens,
        ReasonGate motifs,
        VueQueries queries,
        SoinHistory history,
        NpgsqlDataSource source,
        MemberTexts texts,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await queries.SoinAsync(soinId, cancellationToken) is not { } stored)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        if (stored.RemplacePar is { } other)
        {
            return Results.LocalRedirect($"/soins/{other}");
        }

        return await motifs.WithMotifAsync(http, "lireSoin", stored.AdherentIds, soinId, async () =>
        {
            var facts = await SoinFacts.ReadAsync(source, [stored.Journee], cancellationToken);
            var at = Instant(http.Request.Query["le"]);
            return Rendering.Page<SoinPage, SoinPageModel>(new()
            {
                Vue = StoredJson.ReadVue(stored.Vue),
                Lignes = facts.LignesOf(soinId),
                Paiements = Paiements(facts, stored.Journee),
                Decisions = facts.DecisionsOf(soinId),
                InForce = DecisionsInForce.From(facts.State.Decisions).Held,
                Versions =
                [
                    .. (await history.VersionsAsync(soinId, Math.Max(0, stored.Version - VersionsMax), null, VersionsMax, cancellationToken))
                        .Select(v => new VersionShown(v.Version, v.EcritLe, Labels.CauseText(v.Cause), StoredJson.ReadVue(v.Vue))),
                ],
                Le = at,
                Then = at is { } instant && await queries.SoinAsync(soinId, instant, cancellationToken) is { } then ? StoredJson.ReadVue(then.Vue) : null,
                Done = Enum.TryParse<TypeDeDecision>(http.Request.Query["fait"], out var done) ? done : null,
                AdherentAddress = $"/adherents/{tokens.ForAdherent(stored.AdherentIds[0])}",
                Texts = texts,
                Now = clock.GetUtcNow(),
            });
        });
    }

    private static IReadOnlyList<LigneFacts> Paiements(SoinFacts facts, Journee journee) =>
    [
        .. facts.State.Lignes
            .Where(l => l.Ligne.Nature == Domain.Nature.Paiement && l.Ligne.Journee == journee)
            .Select(l => facts.Ligne(l.Position))
            .OfType<LigneFacts>()
            .Where(l => l.IsCurrent)
            .OrderBy(l => l.Stored.Ligne.Id, LigneId.Ordre),
    ];

    // A field of date and time is in the time of Paris, and to the minute: the whole minute is meant.
    private static DateTimeOffset? Instant(string? fieldText) =>
        DateTime.TryParseExact(fieldText, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
            ? Paris.Instant(hour).AddMinutes(1).AddTicks(-10)
            : null;
}
