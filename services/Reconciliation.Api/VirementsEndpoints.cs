using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Bank transfers: their lines and what they come to.</summary>
internal static class VirementsEndpoints
{
    public static void MapVirements(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/virements/{virement}", Reponses.MethodesDeLecture, Un)
        .WithName("lireVirement")
        .WithSummary("Les lignes d'un virement et leur somme")
        .Produces<PageDeVirement>().Produces(304)
        .PeutRefuser(Catalogue.VirementInconnu)
        .AvecParametres(ParametreDecrit.Limite("lignes"), ParametreDecrit.Curseur)
        .RequireAuthorization(Portees.Support);

    private static async Task<IResult> Un(string virement, HttpContext http, Virements virements, CancellationToken cancellationToken)
    {
        if (Parametres.RegleDIdentifiant(virement) is { } regle)
        {
            return Problemes.ParametreInvalide("virement", regle);
        }

        var parametres = new Parametres(http.Request, "limite", "curseur");
        var (limite, apres) = (parametres.Limite(), parametres.Curseur(Curseurs.LireNumero));
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        var lignes = await virements.LignesAsync(virement, apres ?? 0, limite + 1, cancellationToken);
        if (lignes.Count == 0 && apres is null)
        {
            return Problemes.VirementInconnu();
        }

        var totaux = await virements.TotauxAsync(virement, cancellationToken);
        var page = lignes.Take(limite).ToList();
        http.PeutRepondreSur(page.Select(l => l.Stockee.Ligne.AdherentId));
        return Reponses.Contenu(http, JsonSerializer.Serialize(
            new PageDeVirement(
                virement,
                totaux.Nombre,
                (totaux.AuCompte + totaux.AuProfessionnel).Euros,
                totaux.AuCompte.Euros,
                totaux.AuProfessionnel.Euros,
                [.. page.Select(LignesEndpoints.Publier)],
                lignes.Count > limite ? Curseurs.Coder(page[^1].Stockee.Position) : null),
            ContratsJson.Lisible.PageDeVirement));
    }
}
