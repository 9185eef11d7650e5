using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The facts behind a soin: its lines as they were received.</summary>
internal static class LignesEndpoints
{
    public static void MapLignes(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/soins/{soinId:guid}/lignes", Answers.ReadMethods, OfSoin)
        .WithName("lireLignes")
        .WithSummary("Les lignes d'un soin telles qu'elles ont été reçues, toutes révisions comprises")
        .Produces<Page<LigneDePaiement>>().Produces(304).Produces(307)
        .MayRefuse(ProblemCatalogue.SoinUnknown)
        .RequireAuthorization(Scopes.Support);

    /// <summary>A line, as the record that shows it.</summary>
    public static LigneDePaiement Publish(LigneFacts l) => LignePublication.From(
        l.Stored.Ligne, l.Stored.RecuLe, l.Stored.EvenementId, l.SoinId, l.IsCurrent, l.Contestee);

    private static async Task<IResult> OfSoin(
        Guid soinId, HttpContext http, VueQueries queries, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        if (await queries.SoinAsync(soinId, cancellationToken) is not { } vue || !http.MayAnswerAbout(vue.AdherentIds))
        {
            return Problems.SoinUnknown();
        }

        if (vue.RemplacePar is { } other)
        {
            return Answers.Redirection(http, $"/v1/soins/{other}/lignes");
        }

        // All on one page: the lines of a soin are a handful.
        var lignes = (await SoinFacts.ReadAsync(source, [vue.Journee], cancellationToken)).LignesOf(soinId);
        return Answers.Page(http, lignes.Select(l => JsonSerializer.Serialize(Publish(l), ContratsJson.Lisible.LigneDePaiement)), null);
    }
}
