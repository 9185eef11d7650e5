using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>What could not be accepted: to look at, to replay, to set aside.</summary>
internal static class QuarantaineEndpoints
{
    public static void MapQuarantaine(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/quarantaine").RequireAuthorization(Scopes.Support);
        group.MapMethods("", Answers.ReadMethods, List)
            .WithName("listerQuarantaine").WithSummary("Les messages en quarantaine, du plus récent au plus ancien")
            .Produces<Page<MessageEnQuarantaine>>()
            .WithParameters(QuarantaineQuery.Filters);
        group.MapMethods("/{quarantaineId:long}", Answers.ReadMethods, Un)
            .WithName("lireQuarantaine").WithSummary("Un message en quarantaine, avec son contenu et ce qui en a été fait")
            .Produces<MessageEnQuarantaineComplet>()
            .MayRefuse(ProblemCatalogue.MessageUnknown);
        group.MapPost("/{quarantaineId:long}/rejouer", Replay)
            .WithName("rejouerQuarantaine").WithSummary("Rejouer un message, tel quel ou corrigé ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>(isOptional: true, "application/json")
            .Produces<MessageEnQuarantaine>(202)
            .MayRefuse(
                ProblemCatalogue.JsonInvalid, ProblemCatalogue.MessageUnknown, ProblemCatalogue.AlreadyReplayed, ProblemCatalogue.VersionStale, ProblemCatalogue.BodyTooLarge,
                ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.ReplayRefused, ProblemCatalogue.PreconditionRequired);
        group.MapPost("/{quarantaineId:long}/ecarter", SetAside)
            .WithName("ecarterQuarantaine").WithSummary("Écarter un message, avec un motif ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>("application/json")
            .Produces<MessageEnQuarantaine>()
            .MayRefuse(
                ProblemCatalogue.JsonInvalid, ProblemCatalogue.MessageUnknown, ProblemCatalogue.AlreadyReplayed, ProblemCatalogue.VersionStale, ProblemCatalogue.BodyTooLarge,
                ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.PreconditionRequired);
        group.MapPost("/rejouer", ReplayMany)
            .WithName("rejouerPlusieursQuarantaines").WithSummary("Rejouer plusieurs messages, désignés ou filtrés")
            .Accepts<DemandeDeRejeux>("application/json")
            .Produces<ReponseRejeux>()
            .MayRefuse(ProblemCatalogue.JsonInvalid, ProblemCatalogue.BodyTooLarge, ProblemCatalogue.MediaTypeUnsupported);
    }

    private static async Task<IResult> List(HttpContext http, QuarantaineQueries queries, CancellationToken cancellationToken)
    {
        var (query, problem) = QuarantaineQuery.Read(http.Request);
        if (query is null)
        {
            return problem!;
        }

        var messages = await queries.PageAsync(query with { Limit = query.Limit + 1 }, cancellationToken);
        var elements = messages.Take(query.Limit).ToList();
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Ok(new Page<MessageEnQuarantaine>(
            elements, messages.Count > elements.Count ? Cursors.Encode(elements[^1].QuarantaineId) : null));
    }

    private static async Task<IResult> Un(long quarantaineId, HttpContext http, QuarantaineQueries queries, CancellationToken cancellationToken)
    {
        if (new QueryParameters(http.Request).Probleme is { } problem)
        {
            return problem;
        }

        if (await queries.UnAsync(quarantaineId, cancellationToken) is not var (message, body))
        {
            return Problems.MessageUnknown();
        }

        // Whose data an agent saw: as far as the message says.
        if (QuarantaineSubject.AdherentId(body) is { } adherent && !http.MayAnswerAbout([adherent]))
        {
            return Problems.AdherentForbidden();
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
            Corps = QuarantaineQueries.AsText(body),
            Suites = await queries.FollowUpsAsync(quarantaineId, cancellationToken),
        });
    }

    private static async Task<IResult> Replay(
        long quarantaineId, HttpContext http, QuarantaineReplay replays, QuarantaineQueries queries, CancellationToken cancellationToken)
    {
        var (version, problem) = Preparer(http);
        if (problem is not null)
        {
            return problem;
        }

        var (request, invalid) = await ReplayBodies.ReadOneAsync(http.Request, cancellationToken);
        if (invalid is not null)
        {
            return invalid;
        }

        var (outcome, rejections) = await replays.ReplayAsync(quarantaineId, version, request?.Bytes(), Agent(http), request?.Motif, cancellationToken);
        return outcome == ReplayOutcome.Refuse
            ? Problems.ReplayRefused(rejections)
            : await Answer(outcome, quarantaineId, 202, http, queries, cancellationToken);
    }

    private static async Task<IResult> SetAside(
        long quarantaineId, HttpContext http, QuarantaineReplay replays, QuarantaineQueries queries, CancellationToken cancellationToken)
    {
        var (version, problem) = Preparer(http);
        if (problem is not null)
        {
            return problem;
        }

        var (request, invalid) = await ReplayBodies.ReadOneAsync(http.Request, cancellationToken);
        if (invalid is not null)
        {
            return invalid;
        }

        if (string.IsNullOrWhiteSpace(request?.Motif) || request.Bytes() is not null)
        {
            return Problems.ParameterInvalid("motif", "un message n'est écarté qu'avec un motif, et sans corps.");
        }

        var outcome = await replays.SetAsideAsync(quarantaineId, version, Agent(http), request.Motif, cancellationToken);
        return await Answer(outcome, quarantaineId, 200, http, queries, cancellationToken);
    }

    private static async Task<IResult> ReplayMany(
        HttpContext http, QuarantaineReplay replays, QuarantaineQueries queries, CancellationToken cancellationToken)
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

        var (messages, rest) = await request.FindAsync(queries, cancellationToken);
        var results = new List<ResultatDeRejeu>();
        foreach (var (id, version) in messages)
        {
            var (outcome, rejections) = await replays.ReplayAsync(id, version, null, Agent(http), request.Motif, cancellationToken);
            results.Add(new(id, StatusOf(outcome), rejections));
        }

        return Results.Ok(new ReponseRejeux(results.Count(r => r.Statut == 202), results, rest));
    }

    private static (int Version, IResult? Probleme) Preparer(HttpContext http) =>
        new QueryParameters(http.Request).Probleme is { } problem ? (0, problem) : Preconditions.Require(http.Request);

    private static async Task<IResult> Answer(
        ReplayOutcome outcome, long quarantaineId, int status, HttpContext http, QuarantaineQueries queries, CancellationToken cancellationToken)
    {
        if (outcome != ReplayOutcome.Fait || await queries.UnAsync(quarantaineId, cancellationToken) is not var (message, _))
        {
            return outcome switch
            {
                ReplayOutcome.Perime => Problems.VersionStale(),
                ReplayOutcome.DejaRejoue => Problems.AlreadyReplayed(),
                _ => Problems.MessageUnknown(),
            };
        }

        http.Response.Headers.ETag = Preconditions.Etag(message.Version);
        return Results.Json(message, ContratsJson.Lisible.MessageEnQuarantaine, statusCode: status);
    }

    private static int StatusOf(ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.Fait => 202,
        ReplayOutcome.Refuse => 422,
        ReplayOutcome.Inconnu => 404,
        ReplayOutcome.DejaRejoue => 409,
        _ => 412,
    };

    private static string Agent(HttpContext http) => http.User.Identity?.Name ?? "?";
}
