using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
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
    /// <summary>How many lines are handed on at a time.</summary>
    private const int RecordsPerSliceMax = 500;

    /// <summary>How long records may take to become durable before the caller is asked to try again.</summary>
    private static readonly TimeSpan DurableTimeout = TimeSpan.FromSeconds(30);

    public static void MapPaiements(this IEndpointRouteBuilder v1)
    {
        Map<PaiementRoEmis>(v1, "/paiements/ro", Part.Ro, "envoyerPaiementsRo", "Envoyer des lignes de paiement du régime obligatoire");
        Map<PaiementComplementaireEmis>(
            v1, "/paiements/complementaires", Part.Complementaire, "envoyerPaiementsComplementaires", "Envoyer des lignes de paiement complémentaire");
    }

    private static void Map<T>(IEndpointRouteBuilder v1, string path, Part part, string name, string resume)
        where T : notnull => v1
        .MapPost(path, (HttpContext http, [AsParameters] Services services, CancellationToken cancellationToken) =>
            Receive(part, http, services, cancellationToken))
        .WithName(name)
        .WithSummary(resume)
        .Accepts<T>(PaymentBodies.Types[0], PaymentBodies.Types[1..])
        .WithLineBodies(typeof(T).Name)
        .Produces<ReponseIngestion>(202)
        .MayRefuse(
            ProblemCatalogue.JsonInvalid, ProblemCatalogue.BodyTooLarge, ProblemCatalogue.TooManyRecords, ProblemCatalogue.MediaTypeUnsupported, ProblemCatalogue.NoneAccepted)
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

        if (await PaymentBodies.ReadBody(http.Request, cancellationToken) is not { } body)
        {
            return Problems.BodyTooLarge();
        }

        if (!services.RateLimits.Take(http, body.Length))
        {
            return Problems.TooManyRequests();
        }

        using var records = PaymentBodies.Read(body, format);
        if (records is null)
        {
            return Problems.JsonInvalid();
        }

        return records.Count > Limites.EnregistrementsMax
            ? Problems.TooManyRecords()
            : await Deposit(part, records, services, cancellationToken);
    }

    private static async Task<IResult> Deposit(Part part, PaymentBodies records, Services services, CancellationToken cancellationToken)
    {
        var (deposit, source, clock, metrics, _) = services;
        var now = clock.GetUtcNow();
        var (lignes, rejected, refusal) = Sort(part, records, Paris.Day(now));
        metrics.NoteAccepted(lignes);
        using var delay = new CancellationTokenSource(DurableTimeout, clock);
        using var tied = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delay.Token);
        try
        {
            await QuarantaineStore.DepositAsync(source, refusal, now, tied.Token);
            metrics.Deposited(refusal);
            foreach (var slice in lignes.Chunk(RecordsPerSliceMax))
            {
                await deposit(part, slice, tied.Token);
            }
        }
        catch (OperationCanceledException) when (delay.IsCancellationRequested)
        {
            return Problems.Unavailable();
        }

        var response = new ReponseIngestion(lignes.Count, rejected);
        return lignes.Count == 0
            ? Problems.NoneAccepted(response)
            : Results.Json(response, ContratsJson.Lisible.ReponseIngestion, statusCode: 202);
    }

    private static (List<ReceivedLigne> Lignes, List<RejetIndexe> Rejected, List<RefusedMessage> Refusal) Sort(
        Part part, PaymentBodies records, DateOnly today)
    {
        var (lignes, rejected, refusal) = (new List<ReceivedLigne>(records.Count), new List<RejetIndexe>(), new List<RefusedMessage>());
        foreach (var (index, element, body) in records.All())
        {
            var (ligne, rejections) = element is { } root
                ? PaymentReader.Lire(part, root, body, today)
                : new ReadResult(null, [Regle.Refuse(Regle.Json, "")]);
            if (ligne is not null)
            {
                lignes.Add(ligne);
                continue;
            }

            var first = rejections[0];
            rejected.Add(new(index, first.Membre, first.Regle, first.Motif, rejections.Count > 1 ? [.. rejections.Skip(1)] : null));
            refusal.Add(new("http", part, body, rejections));
        }

        return (lignes, rejected, refusal);
    }

    /// <summary>What taking records needs.</summary>
    private sealed record Services(DepositLignes Deposit, NpgsqlDataSource Source, TimeProvider Clock, QuarantaineMetrics Measures, RateLimits RateLimits);
}
