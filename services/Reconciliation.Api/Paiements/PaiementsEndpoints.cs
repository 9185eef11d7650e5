using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Api.Description;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Ingestion over HTTP: one record, an array, or NDJSON.</summary>
internal static class PaiementsEndpoints
{
    /// <summary>The refused records of an answer of which every reason is told.</summary>
    public const int DetailedRejectionsMax = 100;

    /// <summary>When a sender may come again of whom too many refused messages wait.</summary>
    public static readonly TimeSpan QuarantineRetryAfter = TimeSpan.FromMinutes(5);

    public static void MapPaiements(this IEndpointRouteBuilder v1)
    {
        foreach (var stream in v1.ServiceProvider.GetRequiredService<PaymentStreams>().All)
        {
            Map(v1, stream.Part, stream.Record, stream.Address);
        }
    }

    private static void Map(IEndpointRouteBuilder v1, Part part, Type record, PaymentAddress address) => v1
        .MapPost(
            "/paiements/" + address.Segment,
            (HttpContext http, [AsParameters] Services services, CancellationToken cancellationToken) =>
            Receive(part, http, services, cancellationToken))
        .WithName(address.Operation)
        .WithSummary(address.Summary)
        .Accepts(record, PaymentBodies.Types[0], PaymentBodies.Types[1..])
        .WithLineBodies(record.Name)
        .Produces<ReponseIngestion>(202)
        .MayRefuse(
            ProblemCatalogue.JsonInvalid, ProblemCatalogue.BodyTooLarge, ProblemCatalogue.TooManyRecords,
            ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.NoneAccepted, ProblemCatalogue.QuarantineFull)
        .RequireAuthorization(Scopes.Producer);

    private static async Task<IResult> Receive(Part part, HttpContext http, Services services, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        if (PaymentBodies.Format(http.Request.ContentType) is not { } format)
        {
            return Problems.MediaTypeUnsupported();
        }

        if (!PaymentBodies.IsPlain(http.Request))
        {
            http.Response.Headers.AcceptEncoding = "identity";
            return Problems.MediaTypeUnsupported();
        }

        if (await PaymentBodies.ReadBody(http.Request, cancellationToken) is not { } body)
        {
            return Problems.BodyTooLarge();
        }

        if (!services.RateLimits.Take(http, body.Length))
        {
            return Problems.TooManyRequests();
        }

        if (PaymentBodies.Read(body, format) is not { } records)
        {
            return Problems.JsonInvalid();
        }

        var sender = http.User.Sender();
        var (outcome, accepted, refused) = await services.Payments.SubmitAsync(
            [.. records.Select(r => new SubmittedRecord(part, SubmitPayments.HttpOrigin, r, sender))], cancellationToken);
        return outcome switch
        {
            SubmitOutcome.TooMany => Problems.TooManyRecords(),
            SubmitOutcome.NotInTime => Problems.Unavailable(),
            SubmitOutcome.QuarantineFull => Full(http),
            SubmitOutcome.Durable => Answer(new(accepted, [.. refused.Select(Indexed)])),
        };
    }

    // Agents have to settle some first: that takes minutes, not seconds.
    private static IResult Full(HttpContext http)
    {
        http.Response.Headers.RetryAfter = $"{QuarantineRetryAfter.TotalSeconds}";
        return Problems.QuarantineFull();
    }

    private static IResult Answer(ReponseIngestion answer) => answer.Acceptes == 0
        ? Problems.NoneAccepted(answer)
        : Results.Json(answer, ContratsJson.Lisible.ReponseIngestion, statusCode: 202);

    // Of the first refused records every reason that is kept; of the others the first one: ten thousand records of eleven bytes would
    // else be answered with fourteen megabytes.
    private static RejetIndexe Indexed(RefusedRecord refused, int rank)
    {
        var (first, others) = (refused.Rejections[0], refused.Rejections.Take(QuarantaineStore.RejectionsMax).Skip(1).ToList());
        return new(
            refused.Index, first.Membre, first.Regle, first.Motif, others.Count > 0 && rank < DetailedRejectionsMax ? others : null);
    }

    /// <summary>The services that take records.</summary>
    private sealed record Services(SubmitPayments Payments, RateLimits RateLimits);
}
