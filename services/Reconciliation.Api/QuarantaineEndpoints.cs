using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>What could not be accepted: to look at, to replay, to set aside.</summary>
internal static class QuarantaineEndpoints
{
    public static void MapQuarantaine(this IEndpointRouteBuilder v1)
    {
        var groupe = v1.MapGroup("/quarantaine").RequireAuthorization(Portees.Support);
        groupe.MapMethods("", Reponses.MethodesDeLecture, Lister)
            .WithName("listerQuarantaine").WithSummary("Les messages en quarantaine, du plus récent au plus ancien")
            .Produces<Page<MessageEnQuarantaine>>()
            .AvecParametres(RequeteDeQuarantaine.Filtres);
        groupe.MapMethods("/{quarantaineId:long}", Reponses.MethodesDeLecture, Un)
            .WithName("lireQuarantaine").WithSummary("Un message en quarantaine, avec son contenu et ce qui en a été fait")
            .Produces<MessageEnQuarantaineComplet>()
            .PeutRefuser(Catalogue.MessageInconnu);
        groupe.MapPost("/{quarantaineId:long}/rejouer", Rejouer)
            .WithName("rejouerQuarantaine").WithSummary("Rejouer un message, tel quel ou corrigé ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>(isOptional: true, "application/json")
            .Produces<MessageEnQuarantaine>(202)
            .PeutRefuser(
                Catalogue.JsonInvalide, Catalogue.MessageInconnu, Catalogue.DejaRejoue, Catalogue.VersionPerimee, Catalogue.CorpsTropGrand,
                Catalogue.TypeNonPrisEnCharge, Catalogue.RejeuRefuse, Catalogue.PreconditionRequise);
        groupe.MapPost("/{quarantaineId:long}/ecarter", Ecarter)
            .WithName("ecarterQuarantaine").WithSummary("Écarter un message, avec un motif ; If-Match est obligatoire")
            .Accepts<DemandeDeRejeu>("application/json")
            .Produces<MessageEnQuarantaine>()
            .PeutRefuser(
                Catalogue.JsonInvalide, Catalogue.MessageInconnu, Catalogue.DejaRejoue, Catalogue.VersionPerimee, Catalogue.CorpsTropGrand,
                Catalogue.TypeNonPrisEnCharge, Catalogue.PreconditionRequise);
        groupe.MapPost("/rejouer", RejouerPlusieurs)
            .WithName("rejouerPlusieursQuarantaines").WithSummary("Rejouer plusieurs messages, désignés ou filtrés")
            .Accepts<DemandeDeRejeux>("application/json")
            .Produces<ReponseRejeux>()
            .PeutRefuser(Catalogue.JsonInvalide, Catalogue.CorpsTropGrand, Catalogue.TypeNonPrisEnCharge);
    }

    private static async Task<IResult> Lister(HttpContext http, QuarantaineLue lectures, CancellationToken cancellationToken)
    {
        var (requete, probleme) = RequeteDeQuarantaine.Lire(http.Request);
        if (requete is null)
        {
            return probleme!;
        }

        var messages = await lectures.PageAsync(requete with { Limite = requete.Limite + 1 }, cancellationToken);
        var elements = messages.Take(requete.Limite).ToList();
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Ok(new Page<MessageEnQuarantaine>(
            elements, messages.Count > elements.Count ? Curseurs.Coder(elements[^1].QuarantaineId) : null));
    }

    private static async Task<IResult> Un(long quarantaineId, HttpContext http, QuarantaineLue lectures, CancellationToken cancellationToken)
    {
        if (new Parametres(http.Request).Probleme is { } probleme)
        {
            return probleme;
        }

        if (await lectures.UnAsync(quarantaineId, cancellationToken) is not var (message, corps))
        {
            return Problemes.MessageInconnu();
        }

        // Whose data an agent saw: as far as the message says.
        if (Adherent(corps) is { } adherent && !http.PeutRepondreSur([adherent]))
        {
            return Problemes.AdherentInterdit();
        }

        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.ETag = Conditions.Etag(message.Version);
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
            Corps = QuarantaineLue.EnTexte(corps),
            Suites = await lectures.SuitesAsync(quarantaineId, cancellationToken),
        });
    }

    private static async Task<IResult> Rejouer(
        long quarantaineId, HttpContext http, Rejeux rejeux, QuarantaineLue lectures, MesuresQuarantaine mesures, CancellationToken cancellationToken)
    {
        var (version, probleme) = Preparer(http);
        if (probleme is not null)
        {
            return probleme;
        }

        var (demande, invalide) = await Demandes.LireUneAsync(http.Request, cancellationToken);
        if (invalide is not null)
        {
            return invalide;
        }

        var (issue, rejets) = await rejeux.RejouerAsync(quarantaineId, version, demande?.Octets(), Agent(http), demande?.Motif, cancellationToken);
        mesures.Rejoue(issue);
        return issue == IssueDeRejeu.Refuse
            ? Problemes.RejeuRefuse(rejets)
            : await Repondre(issue, quarantaineId, 202, http, lectures, cancellationToken);
    }

    private static async Task<IResult> Ecarter(
        long quarantaineId, HttpContext http, Rejeux rejeux, QuarantaineLue lectures, CancellationToken cancellationToken)
    {
        var (version, probleme) = Preparer(http);
        if (probleme is not null)
        {
            return probleme;
        }

        var (demande, invalide) = await Demandes.LireUneAsync(http.Request, cancellationToken);
        if (invalide is not null)
        {
            return invalide;
        }

        if (string.IsNullOrWhiteSpace(demande?.Motif) || demande.Octets() is not null)
        {
            return Problemes.ParametreInvalide("motif", "un message n'est écarté qu'avec un motif, et sans corps.");
        }

        var issue = await rejeux.EcarterAsync(quarantaineId, version, Agent(http), demande.Motif, cancellationToken);
        return await Repondre(issue, quarantaineId, 200, http, lectures, cancellationToken);
    }

    private static async Task<IResult> RejouerPlusieurs(
        HttpContext http, Rejeux rejeux, QuarantaineLue lectures, MesuresQuarantaine mesures, CancellationToken cancellationToken)
    {
        if (new Parametres(http.Request).Probleme is { } probleme)
        {
            return probleme;
        }

        var (demande, invalide) = await Demandes.LirePlusieursAsync(http.Request, cancellationToken);
        if (demande is null)
        {
            return invalide!;
        }

        var (messages, reste) = await demande.TrouverAsync(lectures, cancellationToken);
        var resultats = new List<ResultatDeRejeu>();
        foreach (var (id, version) in messages)
        {
            var (issue, rejets) = await rejeux.RejouerAsync(id, version, null, Agent(http), demande.Motif, cancellationToken);
            mesures.Rejoue(issue);
            resultats.Add(new(id, Statut(issue), rejets));
        }

        return Results.Ok(new ReponseRejeux(resultats.Count(r => r.Statut == 202), resultats, reste));
    }

    private static (int Version, IResult? Probleme) Preparer(HttpContext http) =>
        new Parametres(http.Request).Probleme is { } probleme ? (0, probleme) : Conditions.Exiger(http.Request);

    private static async Task<IResult> Repondre(
        IssueDeRejeu issue, long quarantaineId, int statut, HttpContext http, QuarantaineLue lectures, CancellationToken cancellationToken)
    {
        if (issue != IssueDeRejeu.Fait || await lectures.UnAsync(quarantaineId, cancellationToken) is not var (message, _))
        {
            return issue switch
            {
                IssueDeRejeu.Perime => Problemes.VersionPerimee(),
                IssueDeRejeu.DejaRejoue => Problemes.DejaRejoue(),
                _ => Problemes.MessageInconnu(),
            };
        }

        http.Response.Headers.ETag = Conditions.Etag(message.Version);
        return Results.Json(message, ContratsJson.Lisible.MessageEnQuarantaine, statusCode: statut);
    }

    private static int Statut(IssueDeRejeu issue) => issue switch
    {
        IssueDeRejeu.Fait => 202,
        IssueDeRejeu.Refuse => 422,
        IssueDeRejeu.Inconnu => 404,
        IssueDeRejeu.DejaRejoue => 409,
        _ => 412,
    };

    private static string Agent(HttpContext http) => http.User.Identity?.Name ?? "?";

    private static string? Adherent(byte[] corps)
    {
        try
        {
            using var document = JsonDocument.Parse(corps);
            return document.RootElement is { ValueKind: JsonValueKind.Object } racine
                && racine.TryGetProperty("adherentId", out var adherent) && adherent.ValueKind == JsonValueKind.String
                && adherent.GetString() is { Length: > 0 and <= Limites.IdentifiantMax } texte && !texte.Any(char.IsControl)
                ? texte
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
