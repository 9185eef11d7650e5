using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The call that totals the soins of a member.</summary>
internal static class SyntheseEndpoints
{
    public static void MapSynthese(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/adherents/{adherentId}/synthese", JsonAnswers.ReadMethods, OfAdherent)
        .WithName(AccessActions.ReadSynthese)
        .WithSummary("Les totaux des soins d'un adhérent, par mois et par situation")
        .Produces<Synthese>().Produces(304)
        .WithParameters(
            new("du", $"Premier jour de soins, aaaa-mm-jj ; par défaut, {Limites.SyntheseMoisParDefaut} mois avant le dernier."),
            new("au",
                $"Dernier jour de soins, aaaa-mm-jj ; aujourd'hui par défaut. La période ne dépasse pas {Limites.SyntheseMoisMax} mois."))
        .RequireAuthorization(Scopes.Reading);

    private static async Task<IResult> OfAdherent(
        string adherentId, HttpContext http, ReadSynthese syntheses, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "du", "au");
        var toDay = parameters.Day("au");
        var period = syntheses.PeriodOf(parameters.Day("du"), toDay);
        if (period.BrokenRule is { } rule)
        {
            parameters.Refuse("du", rule);
        }

        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await syntheses.ReadAsync(http.Caller(), adherentId, period, cancellationToken)).Value is { } synthese
            ? JsonAnswers.Content(http, JsonSerializer.Serialize(synthese, ContratsJson.Lisible.Synthese))
            : Problems.AdherentForbidden();
    }
}
