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
        .MapMethods("/soins/{soinId:guid}/lignes", Reponses.MethodesDeLecture, DuSoin)
        .WithName("lireLignes")
        .WithSummary("Les lignes d'un soin telles qu'elles ont été reçues, toutes révisions comprises")
        .Produces<Page<LigneDePaiement>>().Produces(304).Produces(307)
        .PeutRefuser(Catalogue.SoinInconnu)
        .RequireAuthorization(Portees.Support);

    /// <summary>A line, as the record that shows it.</summary>
    public static LigneDePaiement Publier(LigneLue l) => LignePubliee.De(
        l.Stockee.Ligne, l.Stockee.RecuLe, l.Stockee.EvenementId, l.SoinId, l.Actuelle, l.Contestee);

    private static async Task<IResult> DuSoin(
        Guid soinId, HttpContext http, Lectures lectures, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (new Parametres(http.Request).Probleme is { } probleme)
        {
            return probleme;
        }

        if (await lectures.SoinAsync(soinId, cancellationToken) is not { } vue || !http.PeutRepondreSur(vue.AdherentIds))
        {
            return Problemes.SoinInconnu();
        }

        if (vue.RemplacePar is { } autre)
        {
            return Reponses.Redirection(http, $"/v1/soins/{autre}/lignes");
        }

        // All on one page: the lines of a soin are a handful.
        var lignes = (await Dossier.LireAsync(source, [vue.Journee], cancellationToken)).LignesDe(soinId);
        return Reponses.Page(http, lignes.Select(l => JsonSerializer.Serialize(Publier(l), ContratsJson.Lisible.LigneDePaiement)), null);
    }
}
