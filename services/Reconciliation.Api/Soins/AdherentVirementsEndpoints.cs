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

/// <summary>The transfers that reached a member's account.</summary>
internal static class AdherentVirementsEndpoints
{
    public static void MapAdherentVirements(this IEndpointRouteBuilder v1) => v1
        .MapMethods("/adherents/{adherentId}/virements", JsonAnswers.ReadMethods, OfAdherent)
        .WithName(AccessActions.ListVirements)
        .WithSummary("Les virements reçus par un adhérent, du plus récent au plus ancien, chacun avec les soins qu'il paie")
        .Produces<Page<VirementRecu>>().Produces(304)
        .WithParameters(
            new("du", "Premier jour de paiement, aaaa-mm-jj."),
            new("au", "Dernier jour de paiement, aaaa-mm-jj."),
            DescribedParameter.Limit("virements"),
            DescribedParameter.Cursor)
        .RequireAuthorization(Scopes.Reading);

    private static async Task<IResult> OfAdherent(
        string adherentId, HttpContext http, ReadAdherentVirements virements, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "du", "au", "limite", "curseur");
        var (period, limit) = ((parameters.Day("du"), parameters.Day("au")), parameters.Limit());
        var after = parameters.Cursor(ReadPlace);
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        return (await virements.ListAsync(http.Caller(), adherentId, period, after, limit, cancellationToken)).Value is { } page
            ? JsonAnswers.Page(http, page, v => JsonSerializer.Serialize(v, ContratsJson.Lisible.VirementRecu), Write)
            : Problems.AdherentForbidden();
    }

    // A reference may hold any character, the dot that parts a cursor too.
    private static string Write(VirementRecu last) =>
        Cursors.Encode(last.PayeLe.DayNumber, Convert.ToHexString(Encoding.UTF8.GetBytes(last.Virement)));

    private static VirementPlace? ReadPlace(string text) =>
        Cursors.Decode(text, 2) is [var day, var reference]
        && Cursors.ReadDay(day) is { } payeLe
        && reference.Length % 2 == 0 && reference.All(char.IsAsciiHexDigit)
            ? new(payeLe, Encoding.UTF8.GetString(Convert.FromHexString(reference)))
            : null;
}
