using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>What agents decide on soins.</summary>
internal static class DecisionsEndpoints
{
    /// <summary>The most versions of which an agent is told who came second.</summary>
    public const int ChangementsMax = 20;

    public static void MapDecisions(this IEndpointRouteBuilder v1)
    {
        v1.MapMethods("/soins/{soinId:guid}/decisions", Reponses.MethodesDeLecture, Lister)
            .WithName("listerDecisions")
            .WithSummary("Les décisions prises sur un soin ou sur ses lignes, de la plus ancienne à la plus récente")
            .Produces<Page<DecisionLue>>().Produces(304).Produces(307)
            .PeutRefuser(Catalogue.SoinInconnu)
            .RequireAuthorization(Portees.Support);
        v1.MapPost("/soins/{soinId:guid}/decisions", Prendre)
            .WithName("deciderSoin")
            .WithSummary("Lier, délier, accepter un écart, rouvrir une décision ou annoter ; If-Match porte l'ETag de la vue lue")
            .Accepts<DecisionDemandee>("application/json")
            .Produces<DecisionPrise>(201).Produces<DecisionPrise>()
            .PeutRefuser(
                Catalogue.JsonInvalide, Catalogue.SoinInconnu, Catalogue.DecisionSansObjet, Catalogue.SoinRemplace, Catalogue.VersionPerimee,
                Catalogue.CorpsTropGrand, Catalogue.TypeNonPrisEnCharge, Catalogue.DecisionInvalide, Catalogue.PreconditionRequise)
            .AvecParametres(new ParametreDecrit("apercu", "true : rien n'est décidé, la réponse montre ce qui le serait."))
            .RequireAuthorization(Portees.Support);
    }

    private static async Task<IResult> Lister(
        Guid soinId, HttpContext http, Lectures lectures, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (new Parametres(http.Request).Probleme is { } probleme)
        {
            return probleme;
        }

        if (await lectures.SoinAsync(soinId, cancellationToken) is not { } vue || !http.PeutRepondreSur(vue.AdherentIds))
        {
            return Problemes.SoinInconnu();
        }

        if (vue.RemplacePar is { } autre)
        {
            return Reponses.Redirection(http, $"/v1/soins/{autre}/decisions");
        }

        // All on one page: people take them, one at a time.
        var dossier = await Dossier.LireAsync(source, [vue.Journee], cancellationToken);
        var tenues = Domain.DecisionsEnVigueur.De(dossier.Etat.Decisions).Tenues;
        return Reponses.Page(
            http,
            dossier.DecisionsDe(soinId).Select(d => JsonSerializer.Serialize(DecisionPubliee.De(d, tenues.Contains(d.Id)), ContratsJson.Lisible.DecisionLue)),
            null);
    }

    private static async Task<IResult> Prendre(
        Guid soinId, HttpContext http, Lectures lectures, Decider decider, CancellationToken cancellationToken)
    {
        var parametres = new Parametres(http.Request, "apercu");
        var apercu = parametres.Booleen("apercu");
        if (parametres.Probleme is { } probleme)
        {
            return probleme;
        }

        if (await lectures.SoinAsync(soinId, cancellationToken) is not { } vue || !http.PeutRepondreSur(vue.AdherentIds))
        {
            return Problemes.SoinInconnu();
        }

        var (version, precondition) = Conditions.Exiger(http.Request);
        if (precondition is not null)
        {
            return precondition;
        }

        var (contenu, refus) = await LireCorps(http, cancellationToken);
        if (contenu is null)
        {
            return refus!;
        }

        var issue = await decider(
            new()
            {
                SoinId = soinId,
                Journee = vue.Journee,
                Version = version,
                Auteur = http.User.Identity?.Name ?? "?",
                Contenu = contenu,
                Apercu = apercu,
            },
            cancellationToken);
        return await Repondre(http, lectures, issue, version, apercu, cancellationToken);
    }

    private static async Task<(DecisionDemandee? Contenu, IResult? Refus)> LireCorps(HttpContext http, CancellationToken cancellationToken)
    {
        if (await Enregistrements.LireCorps(http.Request, cancellationToken) is not { } corps)
        {
            return (null, Problemes.CorpsTropGrand());
        }

        try
        {
            using var document = JsonDocument.Parse(corps);
            var (decision, rejets) = LectureDecision.Lire(document.RootElement);
            return (decision, decision is null ? Problemes.DecisionInvalide(rejets) : null);
        }
        catch (JsonException)
        {
            return (null, Problemes.JsonInvalide());
        }
    }

    private static async Task<IResult> Repondre(
        HttpContext http, Lectures lectures, IssueDeDecision issue, int version, bool apercu, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        switch (issue)
        {
            case IssueDeDecision.Prise prise:
                if (!apercu)
                {
                    http.Response.Headers.ETag = Conditions.Etag(prise.Soin.Version);
                }

                return Reponses.Json(EnJson(prise, apercu), prise.Nouvelle && !apercu ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            case IssueDeDecision.VersionPerimee perimee:
                http.Response.Headers.ETag = Conditions.Etag(perimee.Actuelle.Version);
                var depuis = version < 0 ? [] : await lectures.ChangementsAsync(perimee.Actuelle.SoinId, version, ChangementsMax, cancellationToken);
                return Problemes.VersionPerimee(perimee.Actuelle.Version, perimee.Actuelle.Vue, depuis);
            case IssueDeDecision.SoinRemplace remplace:
                return Problemes.SoinRemplace(remplace.Par);
            case IssueDeDecision.Refusee refusee:
                return Problemes.DecisionInvalide(refusee.Rejets);
            case IssueDeDecision.SansObjet sansObjet:
                return Problemes.DecisionSansObjet(sansObjet.Motif);
            default:
                return Problemes.SoinInconnu();
        }
    }

    // The members of the view, as it is stored, and those of the décision.
    private static string EnJson(IssueDeDecision.Prise prise, bool apercu) =>
        $"{prise.Soin.Vue[..^1]},\"decisionId\":\"{prise.DecisionId}\",\"apercu\":{(apercu ? "true" : "false")},\"autresSoins\":[{string.Join(',', prise.Autres.Select(a => a.Vue))}]}}";
}
