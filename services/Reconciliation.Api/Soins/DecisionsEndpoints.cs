using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The calls by which agents decide on soins.</summary>
internal static class DecisionsEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder v1)
    {
        v1.MapMethods("/soins/{soinId:guid}/decisions", JsonAnswers.ReadMethods, List)
            .WithName(AccessActions.ListDecisions)
            .WithSummary("Les décisions prises sur un soin ou sur ses lignes, de la plus ancienne à la plus récente")
            .Produces<Page<DecisionLue>>().Produces(304).Produces(307)
            .MayRefuse(ProblemCatalogue.SoinUnknown)
            .RequireAuthorization(Scopes.Support);
        v1.MapPost("/soins/{soinId:guid}/decisions", Take)
            .WithName(AccessActions.DecideSoin)
            .WithSummary("Lier, délier, accepter un écart, rouvrir une décision ou annoter ; If-Match porte l'ETag de la vue lue")
            .Accepts<DecisionDemandee>("application/json")
            .Produces<DecisionPrise>(201).Produces<DecisionPrise>()
            .MayRefuse(
                ProblemCatalogue.JsonInvalid, ProblemCatalogue.SoinUnknown, ProblemCatalogue.NothingToDecide,
                ProblemCatalogue.SoinReplaced, ProblemCatalogue.VersionStale,
                ProblemCatalogue.BodyTooLarge, ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.DecisionInvalid,
                ProblemCatalogue.PreconditionRequired)
            .WithParameters(new DescribedParameter("apercu", "true : rien n'est décidé, la réponse montre ce qui le serait."))
            .RequireAuthorization(Scopes.Support);
    }

    private static async Task<IResult> List(Guid soinId, HttpContext http, ListDecisions decisions, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        if ((await decisions.ReadAsync(http.Caller(), soinId, cancellationToken)).Value is not { } read)
        {
            return Problems.SoinUnknown();
        }

        return read.ReplacedBy is { } other
            ? JsonAnswers.Redirection(http, $"/v1/soins/{other}/decisions")
            : JsonAnswers.Page(http, read.Decisions.Select(d => JsonSerializer.Serialize(d, ContratsJson.Lisible.DecisionLue)), null);
    }

    private static async Task<IResult> Take(
        Guid soinId, HttpContext http, TakeDecision decisions, ReadSoin soins, CancellationToken cancellationToken)
    {
        var parameters = new QueryParameters(http.Request, "apercu");
        var preview = parameters.Flag("apercu");
        if (parameters.Probleme is { } problem)
        {
            return problem;
        }

        var caller = http.Caller();
        if (!await soins.ExistsForAsync(caller, soinId, cancellationToken))
        {
            return Problems.SoinUnknown();
        }

        var (version, precondition) = Preconditions.Require(http.Request);
        if (precondition is not null)
        {
            return precondition;
        }

        var (content, refusal) = await ReadBody(http, cancellationToken);
        if (content is null)
        {
            return refusal!;
        }

        var answer = await decisions.TakeAsync(caller, new(soinId, version, content, preview), cancellationToken);
        return answer.Value is { } decided ? Answer(http, decided, preview) : Problems.SoinUnknown();
    }

    private static async Task<(DecisionDemandee? Content, IResult? Refusal)> ReadBody(HttpContext http, CancellationToken cancellationToken)
    {
        if (await PaymentBodies.ReadBody(http.Request, cancellationToken) is not { } body)
        {
            return (null, Problems.BodyTooLarge());
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var (decision, rejections) = DecisionReader.Read(document.RootElement, [.. http.Parts().All.Select(p => p.Code)]);
            return (decision, decision is null ? Problems.DecisionInvalid(rejections) : null);
        }
        catch (JsonException)
        {
            return (null, Problems.JsonInvalid());
        }
    }

    private static IResult Answer(HttpContext http, DecisionAnswer answer, bool preview)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        switch (answer.Outcome)
        {
            case DecisionOutcome.Taken taken:
                if (!preview)
                {
                    http.Response.Headers.ETag = Preconditions.Etag(taken.Soin.Tag);
                }

                return JsonAnswers.Json(
                    AsJson(taken, preview), taken.IsNew && !preview ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            case DecisionOutcome.StaleVersion stale:
                http.Response.Headers.ETag = Preconditions.Etag(stale.Current.Tag);
                return Problems.VersionStale(http.Request, stale.Current.Version, stale.Current.Vue, answer.Since);
            case DecisionOutcome.ReplacedSoin replaced:
                return Problems.SoinReplaced(replaced.By);
            case DecisionOutcome.Refused refused:
                return Problems.DecisionInvalid(refused.Rejections);
            case DecisionOutcome.NothingToDecide nothingToDecide:
                return Problems.NothingToDecide(nothingToDecide.Motif);
            case DecisionOutcome.UnknownSoin:
                return Problems.SoinUnknown();
            default:
                throw new InvalidOperationException($"No answer is for a {answer.Outcome.GetType().Name}.");
        }
    }

    // The members of the view, as it is stored, and those of the décision.
    private static string AsJson(DecisionOutcome.Taken taken, bool preview) =>
        $"{taken.Soin.Vue[..^1]},\"decisionId\":\"{taken.DecisionId}\",\"apercu\":{(preview ? "true" : "false")},\"autresSoins\":["
            + $"{string.Join(',', taken.Others.Select(a => a.Vue))}]}}";
}
