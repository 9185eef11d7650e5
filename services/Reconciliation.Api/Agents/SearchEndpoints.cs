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

/// <summary>Search by any number or text that an agent has at hand.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/recherche", JsonAnswers.ReadMethods, Search)
        .WithName(AccessActions.Search)
        .WithSummary("Les soins qui répondent à tous les termes d'une recherche")
        .Produces<Page<VueTrouvee>>().Produces(304)
        .WithParameters(
            new("q",
                "Un ou plusieurs termes : soin, adhérent, bénéficiaire, décompte, virement, professionnel, jour du "
                    + "soin ou d'un paiement, montant d'une ligne, d'un virement ou d'un soin."),
            DescribedParameter.Limit("soins"),
            DescribedParameter.Cursor)
        .RequireAuthorization(Scopes.Support);

    private static async Task<IResult> Search(HttpContext http, SearchSoins searches, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "q", "limite", "curseur");
        var text = parameters.Text("q", Limites.RechercheMax);
        var terms = searches.ReadTerms(text);
        if (terms is null)
        {
            parameters.Refuse(
                "q", SearchSoins.HoldsNir(text) ? Regle.Motifs[Regle.NirInterdit] : $"de 1 à {Limites.TermesMax} termes.");
        }

        var (limit, next) = (parameters.Limit(), parameters.Cursor(Read));
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await searches.SearchAsync(http.Caller(), terms!, next, limit, cancellationToken)).Value is { } page
            ? JsonAnswers.Page(http, page.Soins.Select(Element), page.Continuation is { } place ? Write(place) : null)
            : Problems.AdherentForbidden();
    }

    // Joins the members of the view and the criteria by which it was found, without parsing the view.
    private static string Element(FoundSoin found) =>
        $"{Encoding.UTF8.GetString(found.Soin.Vue.AsSpan(..^1))},\"trouvePar\":"
            + $"{JsonSerializer.Serialize(found.FoundBy, ContratsJson.Lisible.IReadOnlyListTrouvePar)}}}";

    private static string Write(SearchContinuation next) => Cursors.Encode(
        next.Term, next.Range, next.Keyset.Day.DayNumber, next.Keyset.Cents, next.Keyset.Position, next.Keyset.SoinId.ToString("N"));

    private static SearchContinuation? Read(string text) =>
        Cursors.Decode(text, 6) is [var term, var range, var day, var cents, var position, var id]
        && int.TryParse(term, NumberStyles.None, CultureInfo.InvariantCulture, out var termNumber)
        && int.TryParse(range, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Cursors.ReadDay(day) is { } dateSoin
        && long.TryParse(cents, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var montant)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && Guid.TryParseExact(id, "N", out var soinId)
            ? new(termNumber, number, new(dateSoin, montant, place, soinId))
            : null;
}
