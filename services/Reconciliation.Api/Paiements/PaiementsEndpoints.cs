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
            ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.NoneAccepted)
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
            _ => Answer(new(accepted, [.. refused.Select(Indexed)])),
        };
    }

    private static IResult Answer(ReponseIngestion answer) => answer.Acceptes == 0
        ? Problems.NoneAccepted(answer)
        : Results.Json(answer, ContratsJson.Lisible.ReponseIngestion, statusCode: 202);

    private static RejetIndexe Indexed(RefusedRecord refused)
    {
        var first = refused.Rejections[0];
        return new(
            refused.Index, first.Membre, first.Regle, first.Motif, refused.Rejections.Count > 1 ? [.. refused.Rejections.Skip(1)] : null);
    }

    /// <summary>What taking records needs.</summary>
    private sealed record Services(SubmitPayments Payments, RateLimits RateLimits);
}
