using System.Text;
using System.Text.Json;
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
    private const int Tranche = 500;

    /// <summary>How long records may take to become durable before the caller is asked to try again.</summary>
    private static readonly TimeSpan Delai = TimeSpan.FromSeconds(30);

    public static void MapPaiements(this IEndpointRouteBuilder v1)
    {
        Map<PaiementRoEmis>(v1, "/paiements/ro", Part.Ro, "envoyerPaiementsRo", "Envoyer des lignes de paiement du régime obligatoire");
        Map<PaiementComplementaireEmis>(
            v1, "/paiements/complementaires", Part.Complementaire, "envoyerPaiementsComplementaires", "Envoyer des lignes de paiement complémentaire");
    }

    private static void Map<T>(IEndpointRouteBuilder v1, string chemin, Part part, string nom, string resume)
        where T : notnull => v1
        .MapPost(chemin, (HttpContext http, [AsParameters] Services services, CancellationToken cancellationToken) =>
            Recevoir(part, http, services, cancellationToken))
        .WithName(nom)
        .WithSummary(resume)
        .Accepts<T>(Enregistrements.Types[0], Enregistrements.Types[1..])
        .AvecCorpsDeLignes(typeof(T).Name)
        .Produces<ReponseIngestion>(202)
        .PeutRefuser(
            Catalogue.JsonInvalide, Catalogue.CorpsTropGrand, Catalogue.TropDEnregistrements, Catalogue.TypeNonPrisEnCharge, Catalogue.AucunAccepte)
        .RequireAuthorization(Portees.Producteur);

    private static async Task<IResult> Recevoir(Part part, HttpContext http, Services services, CancellationToken cancellationToken)
    {
        if (new Parametres(http.Request).Probleme is { } probleme)
        {
            return probleme;
        }

        if (Enregistrements.Format(http.Request.ContentType) is not { } format)
        {
            return Problemes.TypeNonPrisEnCharge();
        }

        if (await Enregistrements.LireCorps(http.Request, cancellationToken) is not { } corps)
        {
            return Problemes.CorpsTropGrand();
        }

        if (!services.Debits.Prendre(http, corps.Length))
        {
            return Problemes.TropDeRequetes();
        }

        using var enregistrements = Enregistrements.Lire(corps, format);
        if (enregistrements is null)
        {
            return Problemes.JsonInvalide();
        }

        return enregistrements.Nombre > Limites.EnregistrementsMax
            ? Problemes.TropDEnregistrements()
            : await Deposer(part, enregistrements, services, cancellationToken);
    }

    private static async Task<IResult> Deposer(Part part, Enregistrements enregistrements, Services services, CancellationToken cancellationToken)
    {
        var (deposer, source, horloge, mesures, _) = services;
        var maintenant = horloge.GetUtcNow();
        var (lignes, rejetes, refus) = Trier(part, enregistrements, Paris.Jour(maintenant));
        mesures.Acceptees(lignes);
        using var delai = new CancellationTokenSource(Delai, horloge);
        using var liee = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delai.Token);
        try
        {
            await Quarantaines.DeposerAsync(source, refus, maintenant, liee.Token);
            mesures.Deposes(refus);
            foreach (var tranche in lignes.Chunk(Tranche))
            {
                await deposer(part, tranche, liee.Token);
            }
        }
        catch (OperationCanceledException) when (delai.IsCancellationRequested)
        {
            return Problemes.Indisponible();
        }

        var reponse = new ReponseIngestion(lignes.Count, rejetes);
        return lignes.Count == 0
            ? Problemes.AucunAccepte(reponse)
            : Results.Json(reponse, ContratsJson.Lisible.ReponseIngestion, statusCode: 202);
    }

    private static (List<LigneRecue> Lignes, List<RejetIndexe> Rejetes, List<Refus> Refus) Trier(
        Part part, Enregistrements enregistrements, DateOnly aujourdHui)
    {
        var (lignes, rejetes, refus) = (new List<LigneRecue>(enregistrements.Nombre), new List<RejetIndexe>(), new List<Refus>());
        foreach (var (index, element, corps) in enregistrements.Tous())
        {
            var (ligne, rejets) = element is { } racine
                ? Reception.Lire(part, racine, corps, aujourdHui)
                : new Recu(null, [Regle.Refuse(Regle.Json, "")]);
            if (ligne is not null)
            {
                lignes.Add(ligne);
                continue;
            }

            var premier = rejets[0];
            rejetes.Add(new(index, premier.Membre, premier.Regle, premier.Motif, rejets.Count > 1 ? [.. rejets.Skip(1)] : null));
            refus.Add(new("http", part, corps, rejets));
        }

        return (lignes, rejetes, refus);
    }

    /// <summary>What taking records needs.</summary>
    private sealed record Services(Deposer Deposer, NpgsqlDataSource Source, TimeProvider Horloge, MesuresQuarantaine Mesures, Debits Debits);
}
