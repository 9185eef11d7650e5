using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Who read what: for supervision, whose own reading is recorded like any other.</summary>
internal static class AccesEndpoints
{
    public static void MapAcces(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/acces", Reponses.MethodesDeLecture, ListerAsync)
        .WithName("listerAcces")
        .WithSummary("Ce que les agents ont lu et fait, du plus récent au plus ancien")
        .Produces<Page<AccesEnregistre>>()
        .AvecParametres(
            new("adherent", "L'adhérent dont les données ont été lues."),
            new("agent", "Qui a lu."),
            new("du", "Premier jour, aaaa-mm-jj."),
            new("au", "Dernier jour, aaaa-mm-jj."),
            ParametreDecrit.Limite("accès"),
            ParametreDecrit.Curseur)
        .RequireAuthorization(Portees.Supervision);

    private static async Task<IResult> ListerAsync(HttpContext http, Acces acces, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "adherent", "agent", "du", "au", "limite", "curseur");
        var limite = parametres.Limite();
        var requete = new RequeteAcces(
            parametres.Identifiant("adherent"),
            parametres.Identifiant("agent"),
            Parametres.Debut(parametres.Jour("du")),
            Parametres.Fin(parametres.Jour("au")),
            parametres.Curseur(Curseurs.LireNumero),
            limite + 1);
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        http.PeutRepondreSur(requete.AdherentId is { } adherentId ? [adherentId] : []);
        var lus = await acces.ListerAsync(requete, cancellationToken);
        var elements = lus.Take(limite).ToList();
        return Reponses.Contenu(http, JsonSerializer.Serialize(
            new Page<AccesEnregistre>(elements, lus.Count > limite ? Curseurs.Coder(elements[^1].AccesId) : null),
            ContratsJson.Lisible.PageAccesEnregistre));
    }
}
