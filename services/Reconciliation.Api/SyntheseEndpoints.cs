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
        .MapMethods("/adherents/{adherentId}/synthese", Reponses.MethodesDeLecture, DeLAdherent)
        .WithName("lireSynthese")
        .WithSummary("Les totaux des soins d'un adhérent, par mois et par situation")
        .Produces<Synthese>().Produces(304)
        .AvecParametres(
            new("du", $"Premier jour de soins, aaaa-mm-jj ; par défaut, {Limites.SyntheseMoisParDefaut} mois avant le dernier."),
            new("au", $"Dernier jour de soins, aaaa-mm-jj ; aujourd'hui par défaut. La période ne dépasse pas {Limites.SyntheseMoisMax} mois."))
        .RequireAuthorization(Portees.Lecture);

    private static async Task<IResult> DeLAdherent(
        string adherentId, HttpContext http, Syntheses syntheses, TimeProvider horloge, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "du", "au");
        var au = parametres.Jour("au") ?? Paris.Jour(horloge.GetUtcNow());
        var du = parametres.Jour("du") ?? Recule(au, Limites.SyntheseMoisParDefaut);
        if (au < du)
        {
            parametres.Refuser("du", "le premier jour ne vient pas après le dernier.");
        }
        else if (du < Recule(au, Limites.SyntheseMoisMax))
        {
            parametres.Refuser("du", $"la période ne dépasse pas {Limites.SyntheseMoisMax} mois.");
        }

        return parametres.Probleme
            ?? Reponses.Contenu(http, JsonSerializer.Serialize(
                await syntheses.LireAsync(adherentId, du, au, cancellationToken), ContratsJson.Lisible.Synthese));
    }

    // The first day of a period of so many months that ends on a day; the calendar has a first day, too.
    private static DateOnly Recule(DateOnly au, int mois) =>
        au.DayNumber < 366 * (mois / 12 + 1) ? DateOnly.MinValue : au.AddMonths(-mois).AddDays(1);
}
