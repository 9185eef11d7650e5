using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Search by what an agent has at hand.</summary>
internal static class RechercheEndpoints
{
    public static void MapRecherche(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/recherche", Reponses.MethodesDeLecture, Chercher)
        .WithName("rechercher")
        .WithSummary("Les soins qui répondent à tous les termes d'une recherche")
        .Produces<Page<VueTrouvee>>().Produces(304)
        .AvecParametres(
            new("q", "Un ou plusieurs termes : soin, adhérent, bénéficiaire, décompte, virement, professionnel, date du soin ou montant d'une ligne."),
            ParametreDecrit.Limite("soins"),
            ParametreDecrit.Curseur)
        .RequireAuthorization(Portees.Support);

    private static async Task<IResult> Chercher(HttpContext http, Recherches recherches, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "q", "limite", "curseur");
        var termes = Texte.Lire(parametres.Texte("q", Limites.RechercheMax));
        if (termes.Count is 0 or > Limites.TermesMax)
        {
            parametres.Refuser("q", $"de 1 à {Limites.TermesMax} termes.");
        }

        var (limite, suite) = (parametres.Limite(), parametres.Curseur(Lire));
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        var page = await recherches.ChercherAsync(termes, suite, limite, cancellationToken);
        http.PeutRepondreSur(page.Soins.SelectMany(s => s.AdherentIds));
        return Reponses.Page(http, page.Soins.Select(Element), page.Suite is { } place ? Ecrire(place) : null);
    }

    // The members of the view and by what it was found, without parsing it.
    private static string Element(SoinTrouve trouve) =>
        $"{Encoding.UTF8.GetString(trouve.Soin.Vue.AsSpan(..^1))},\"trouvePar\":{JsonSerializer.Serialize(trouve.TrouvePar, ContratsJson.Lisible.IReadOnlyListTrouvePar)}}}";

    private static string Ecrire(SuiteDeRecherche suite) => Curseurs.Coder(
        suite.Piste, suite.Repere.Jour.DayNumber, suite.Repere.Cents, suite.Repere.Position, suite.Repere.SoinId.ToString("N"));

    private static SuiteDeRecherche? Lire(string texte) =>
        Curseurs.Decoder(texte, 5) is [var piste, var jour, var cents, var position, var id]
        && int.TryParse(piste, NumberStyles.None, CultureInfo.InvariantCulture, out var numero)
        && int.TryParse(jour, NumberStyles.None, CultureInfo.InvariantCulture, out var numeroDeJour)
        && numeroDeJour <= DateOnly.MaxValue.DayNumber
        && long.TryParse(cents, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var montant)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && Guid.TryParseExact(id, "N", out var soinId)
            ? new(numero, new(DateOnly.FromDayNumber(numeroDeJour), montant, place, soinId))
            : null;
}
