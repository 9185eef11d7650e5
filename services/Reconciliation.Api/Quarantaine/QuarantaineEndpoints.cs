using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The calls about messages that could not be accepted: to look at one, to replay it, to set it aside.</summary>
internal static class QuarantaineEndpoints
{
    public static void MapQuarantaine(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/quarantaine").RequireAuthorization(Scopes.Support);
        group.MapMethods("", JsonAnswers.ReadMethods, List)
            .WithName(AccessActions.ListQuarantaine).WithSummary("Les messages en quarantaine, du plus récent au plus ancien")
            .Produces<Page<MessageEnQuarantaine>>()
            .WithParameters(QuarantaineQuery.Filters);
        group.MapMethods("/{quarantaineId:long}", JsonAnswers.ReadMethods, ReadOne)
            .WithName(AccessActions.ReadQuarantaine).WithSummary("Un message en quarantaine, avec son contenu et ce qui en a été fait")
            .Produces<MessageEnQuarantaineComplet>()
            .MayRefuse(ProblemCatalogue.MessageUnknown);
        group.MapPost("/{quarantaineId:long}/rejouer", Replay)
            .WithName(AccessActions.ReplayQuarantaine).WithSummary("Rejouer un message, tel quel ou corrigé ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>(isOptional: true, "application/json")
            .Produces<MessageEnQuarantaine>(202)
            .MayRefuse(
                ProblemCatalogue.JsonInvalid, ProblemCatalogue.MessageUnknown, ProblemCatalogue.AlreadyReplayed,
                ProblemCatalogue.VersionStale, ProblemCatalogue.BodyTooLarge,
                ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.ReplayRefused, ProblemCatalogue.PreconditionRequired);
        group.MapPost("/{quarantaineId:long}/ecarter", SetAside)
            .WithName(AccessActions.SetAsideQuarantaine).WithSummary("Écarter un message, avec un motif ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>("application/json")
            .Produces<MessageEnQuarantaine>()
            .MayRefuse(
                ProblemCatalogue.JsonInvalid, ProblemCatalogue.MessageUnknown, ProblemCatalogue.AlreadyReplayed,
                ProblemCatalogue.VersionStale, ProblemCatalogue.BodyTooLarge,
                ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.PreconditionRequired);
        group.MapPost("/rejouer", ReplayMany)
            .WithName(AccessActions.ReplayManyQuarantaine).WithSummary("Rejouer plusieurs messages, désignés ou filtrés")
            .Accepts<DemandeDeRejeux>("application/json")
            .Produces<ReponseRejeux>()
            .MayRefuse(ProblemCatalogue.JsonInvalid, ProblemCatalogue.BodyTooLarge, ProblemCatalogue.MediaTypeUnsupported);
    }

    private static async Task<IResult> List(HttpContext http, ReadQuarantaine quarantaine, CancellationToken cancellationToken)
    {
        var (query, problem) = QuarantaineQuery.Read(http.Request);
        if (query is null)
        {
            return problem!;
        }

        http.Response.Headers.CacheControl = "private, no-store";
        return (await quarantaine.ListAsync(http.Caller(), query, cancellationToken)).Value is { } page
            ? Results.Ok(new Page<MessageEnQuarantaine>(page.Elements, JsonAnswers.Next(page, m => Cursors.Encode(m.QuarantaineId))))
            : Problems.AdherentForbidden();
    }

    private static async Task<IResult> ReadOne(
        long quarantaineId, HttpContext http, ReadQuarantaine quarantaine, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        var read = await quarantaine.ReadAsync(http.Caller(), quarantaineId, cancellationToken);
        if (read.Value is not var (message, body, followUps))
        {
            return read.Outcome == DisclosureOutcome.Forbidden ? Problems.AdherentForbidden() : Problems.MessageUnknown();
        }

        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.ETag = Preconditions.Etag(message.Version);
        return Results.Ok(new MessageEnQuarantaineComplet
        {
            QuarantaineId = message.QuarantaineId,
            Etat = message.Etat,
            Part = message.Part,
            Origine = message.Origine,
            Motifs = message.Motifs,
            Nombre = message.Nombre,
            RecuLe = message.RecuLe,
            DernierLe = message.DernierLe,
            Version = message.Version,
            Taille = message.Taille,
            Corps = body,
            Suites = followUps,
        });
    }

    private static async Task<IResult> Replay(
        long quarantaineId, HttpContext http, SettleQuarantined quarantaine, CancellationToken cancellationToken)
    {
        var (version, problem) = Prepare(http);
        if (problem is not null)
        {
            return problem;
        }

        var (request, invalid) = await ReplayBodies.ReadOneAsync(http.Request, cancellationToken);
        return invalid ?? Answer(
            await quarantaine.ReplayAsync(http.Caller(), quarantaineId, version, request?.Bytes(), request?.Motif, cancellationToken), 202,
            http);
    }

    private static async Task<IResult> SetAside(
        long quarantaineId, HttpContext http, SettleQuarantined quarantaine, CancellationToken cancellationToken)
    {
        var (version, problem) = Prepare(http);
        if (problem is not null)
        {
            return problem;
        }

        var (request, invalid) = await ReplayBodies.ReadOneAsync(http.Request, cancellationToken);
        if (invalid is not null)
        {
            return invalid;
        }

        return request?.Bytes() is not null
            ? Problems.ParameterInvalid("corps", "un message n'est écarté qu'avec un motif, et sans corps.")
            : Answer(await quarantaine.SetAsideAsync(http.Caller(), quarantaineId, version, request?.Motif, cancellationToken), 200, http);
    }

    private static async Task<IResult> ReplayMany(HttpContext http, SettleQuarantined quarantaine, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        var (request, invalid) = await ReplayBodies.ReadManyAsync(http.Request, cancellationToken);
        if (request is null)
        {
            return invalid!;
        }

        var settled = await quarantaine.ReplayManyAsync(http.Caller(), request, cancellationToken);
        if (settled.InvalidMotif is { } refusal)
        {
            return Problems.ParameterInvalid(refusal.Membre, refusal.Motif);
        }

        ResultatDeRejeu[] results =
            [.. settled.Results.Select(r => new ResultatDeRejeu(r.QuarantaineId, StatusOf(r.Settled.Outcome), r.Settled.Rejections))];
        return Results.Ok(new ReponseRejeux(results.Count(r => r.Statut == 202), results, settled.HasOthers));
    }

    private static (int Version, IResult? Probleme) Prepare(HttpContext http)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return (0, problem);
        }

        var (tag, refusal) = Preconditions.Require(http.Request);
        return (tag is { Mark: null } seen ? seen.Version : -1, refusal);
    }

    private static IResult Answer(Settled settled, int status, HttpContext http)
    {
        if (settled.Message is { } message)
        {
            http.Response.Headers.ETag = Preconditions.Etag(message.Version);
            return Results.Json(message, ContratsJson.Lisible.MessageEnQuarantaine, statusCode: status);
        }

        return settled.Outcome switch
        {
            ReplayOutcome.RefusedAgain => Problems.ReplayRefused(settled.Rejections),
            ReplayOutcome.Stale => Problems.VersionStale(http.Request),
            ReplayOutcome.AlreadyReplayed => Problems.AlreadyReplayed(),
            ReplayOutcome.InvalidMotif => Problems.ParameterInvalid("motif", settled.Rejections[0].Motif),
            ReplayOutcome.Unknown or ReplayOutcome.Done => Problems.MessageUnknown(),
        };
    }

    private static int StatusOf(ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.Done => 202,
        ReplayOutcome.RefusedAgain => 422,
        ReplayOutcome.Unknown => 404,
        ReplayOutcome.AlreadyReplayed => 409,
        ReplayOutcome.InvalidMotif => 400,
        ReplayOutcome.Stale => 412,
    };
}
