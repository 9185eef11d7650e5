using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;

namespace Reconciliation.Api;

/// <summary>The first soins of several members in one call.</summary>
internal static class SoinsOfSeveralEndpoints
{
    public static void MapSoinsOfSeveral(this IEndpointRouteBuilder v1) => v1
        .MapPost("/adherents/soins", ListAsync)
        .WithName("listerSoinsDAdherents")
        .WithSummary(
            $"Les soins les plus récents de plusieurs adhérents, {Limites.AdherentsParAppelMax} au plus : "
            + $"{ListSoinsOfSeveral.SoinsPerAdherentMax} de chacun, et le curseur pour la suite")
        .Accepts<DemandeDeSoins>("application/json")
        .Produces<SoinsDAdherents>()
        .MayRefuse(ProblemCatalogue.JsonInvalid, ProblemCatalogue.BodyTooLarge, ProblemCatalogue.MediaTypeUnsupported)
        .AnswersDependOnAdherent()
        .RequireAuthorization(Scopes.Espace);

    private static async Task<IResult> ListAsync(HttpContext http, ListSoinsOfSeveral soins, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } unknown)
        {
            return unknown;
        }

        var (request, problem) = await JsonBodies.ReadAsync(http.Request, ContratsJson.Lisible.DemandeDeSoins, cancellationToken);
        if ((problem ?? Broken(request!)) is { } refused)
        {
            return refused;
        }

        http.Response.Headers.CacheControl = "private, no-store";
        return (await soins.ListAsync(http.Caller(), request!.Adherents!, request.Du, request.Au, cancellationToken)).Value is { } listed
            ? JsonAnswers.Json($"{{\"adherents\":[{string.Join(',', listed.Select(Element))}]}}")
            : Problems.AdherentForbidden();
    }

    private static IResult? Broken(DemandeDeSoins request)
    {
        if (request.Adherents is not { Count: > 0 and <= Limites.AdherentsParAppelMax } adherents
            || adherents.Distinct(StringComparer.Ordinal).Count() < adherents.Count)
        {
            return Problems.ParameterInvalid("adherents", $"de 1 à {Limites.AdherentsParAppelMax} adhérents, chacun une fois.");
        }

        return adherents.Select(a => a is null ? Regle.Motifs[Regle.TypeJson] : QueryParameters.IdentifierRule(a))
            .FirstOrDefault(r => r is not null) is { } rule
                ? Problems.ParameterInvalid("adherents", rule)
                : null;
    }

    // Views leave as they are stored.
    private static string Element(SoinsOfAdherent of) =>
        $"{{\"adherentId\":{JsonSerializer.Serialize(of.AdherentId)},"
        + $"\"elements\":[{string.Join(',', of.Soins.Elements.Select(v => v.Vue))}],"
        + $"\"curseurSuivant\":{JsonSerializer.Serialize(JsonAnswers.Next(of.Soins, v => Cursors.Write(v.DateSoin, v.SoinId)))}}}";
}
