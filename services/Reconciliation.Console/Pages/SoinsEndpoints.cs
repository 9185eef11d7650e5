using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.ConsoleWeb.Textes;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a soin shows.</summary>
public sealed record DossierSoin
{
    public required Vue Vue { get; init; }

    /// <summary>The facts behind it, every revision.</summary>
    public required IReadOnlyList<LigneLue> Lignes { get; init; }

    /// <summary>The payments of the journée that count: what can be linked or set apart.</summary>
    public required IReadOnlyList<LigneLue> Paiements { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Which décisions hold.</summary>
    public required IReadOnlySet<Guid> EnVigueur { get; init; }

    /// <summary>The last versions, the oldest first.</summary>
    public required IReadOnlyList<VersionVue> Versions { get; init; }

    /// <summary>The instant that was asked for; null: none.</summary>
    public required DateTimeOffset? Le { get; init; }

    /// <summary>The soin at that instant.</summary>
    public required Vue? Alors { get; init; }

    /// <summary>The décision that was just taken.</summary>
    public required TypeDeDecision? Fait { get; init; }

    /// <summary>The address of the member's page.</summary>
    public required string AdresseAdherent { get; init; }

    public required TextesMembre Textes { get; init; }

    public required DateTimeOffset Maintenant { get; init; }
}

/// <summary>A version of a soin.</summary>
/// <param name="Numero">Its number.</param>
/// <param name="Le">Since when it was shown.</param>
/// <param name="Cause">What caused it, in words.</param>
/// <param name="Vue">What was shown.</param>
public sealed record VersionVue(int Numero, DateTimeOffset Le, string Cause, Vue Vue);

/// <summary>The page of a soin.</summary>
internal static class SoinsEndpoints
{
    /// <summary>The most versions that are shown.</summary>
    public const int VersionsMax = 50;

    public static void MapSoins(this IEndpointRouteBuilder pages) => pages.MapGet("/soins/{soinId:guid}", MontrerAsync);

    private static async Task<IResult> MontrerAsync(
        Guid soinId,
        HttpContext http,
        Jetons jetons,
        Motifs motifs,
        Lectures lectures,
        Historique historique,
        NpgsqlDataSource source,
        TextesMembre textes,
        TimeProvider horloge,
        CancellationToken cancellationToken)
    {
        if (await lectures.SoinAsync(soinId, cancellationToken) is not { } stockee)
        {
            return Erreurs.Page(StatusCodes.Status404NotFound);
        }

        if (stockee.RemplacePar is { } autre)
        {
            return Results.LocalRedirect($"/soins/{autre}");
        }

        return await motifs.AvecMotifAsync(http, "lireSoin", stockee.AdherentIds, soinId, async () =>
        {
            var dossier = await Dossier.LireAsync(source, [stockee.Journee], cancellationToken);
            var le = Instant(http.Request.Query["le"]);
            return Rendu.Page<PageSoin, DossierSoin>(new()
            {
                Vue = Contenus.LireVue(stockee.Vue),
                Lignes = dossier.LignesDe(soinId),
                Paiements = Paiements(dossier, stockee.Journee),
                Decisions = dossier.DecisionsDe(soinId),
                EnVigueur = DecisionsEnVigueur.De(dossier.Etat.Decisions).Tenues,
                Versions =
                [
                    .. (await historique.VersionsAsync(soinId, Math.Max(0, stockee.Version - VersionsMax), null, VersionsMax, cancellationToken))
                        .Select(v => new VersionVue(v.Version, v.EcritLe, Libelles.Cause(v.Cause), Contenus.LireVue(v.Vue))),
                ],
                Le = le,
                Alors = le is { } instant && await lectures.SoinAsync(soinId, instant, cancellationToken) is { } alors ? Contenus.LireVue(alors.Vue) : null,
                Fait = Enum.TryParse<TypeDeDecision>(http.Request.Query["fait"], out var fait) ? fait : null,
                AdresseAdherent = $"/adherents/{jetons.PourAdherent(stockee.AdherentIds[0])}",
                Textes = textes,
                Maintenant = horloge.GetUtcNow(),
            });
        });
    }

    private static IReadOnlyList<LigneLue> Paiements(Dossier dossier, Journee journee) =>
    [
        .. dossier.Etat.Lignes
            .Where(l => l.Ligne.Nature == Domain.Nature.Paiement && l.Ligne.Journee == journee)
            .Select(l => dossier.Ligne(l.Position))
            .OfType<LigneLue>()
            .Where(l => l.Actuelle)
            .OrderBy(l => l.Stockee.Ligne.Id, LigneId.Ordre),
    ];

    // A field of date and time is in the time of Paris, and to the minute: the whole minute is meant.
    private static DateTimeOffset? Instant(string? champ) =>
        DateTime.TryParseExact(champ, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var heure)
            ? Paris.Instant(heure).AddMinutes(1).AddTicks(-10)
            : null;
}
