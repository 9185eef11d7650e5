using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>What the soins of a member come to.</summary>
internal static class SyntheseEndpoints
{
    public static void MapSynthese(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/adherents/{adherentId}/synthese", Answers.ReadMethods, OfAdherent)
        .WithName("lireSynthese")
        .WithSummary("Les totaux des soins d'un adhérent, par mois et par situation")
        .Produces<Synthese>().Produces(304)
        .WithParameters(
            new("du", $"Premier jour de soins, aaaa-mm-jj ; par défaut, {Limites.SyntheseMoisParDefaut} mois avant le dernier."),
            new("au", $"Dernier jour de soins, aaaa-mm-jj ; aujourd'hui par défaut. La période ne dépasse pas {Limites.SyntheseMoisMax} mois."))
        .RequireAuthorization(Scopes.Reading);

    private static async Task<IResult> OfAdherent(
        string adherentId, HttpContext http, SyntheseQueries syntheses, TimeProvider clock, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "du", "au");
        var toDay = parameters.Day("au") ?? Paris.Day(clock.GetUtcNow());
        var fromDay = parameters.Day("du") ?? GoesBack(toDay, Limites.SyntheseMoisParDefaut);
        if (toDay < fromDay)
        {
            parameters.Refuser("du", "le premier jour ne vient pas après le dernier.");
        }
        else if (fromDay < GoesBack(toDay, Limites.SyntheseMoisMax))
        {
            parameters.Refuser("du", $"la période ne dépasse pas {Limites.SyntheseMoisMax} mois.");
        }

        return parameters.Probleme
            ?? Answers.Content(http, JsonSerializer.Serialize(
                await syntheses.ReadAsync(adherentId, fromDay, toDay, cancellationToken), ContratsJson.Lisible.Synthese));
    }

    // The first day of a period of so many months that ends on a day; the calendar has a first day, too.
    private static DateOnly GoesBack(DateOnly toDay, int months) =>
        toDay.DayNumber < 366 * (months / 12 + 1) ? DateOnly.MinValue : toDay.AddMonths(-months).AddDays(1);
}
