using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the page of a member shows.</summary>
public sealed record DossierAdherent
{
    public required string AdherentId { get; init; }

    /// <summary>The address of the page, without filters.</summary>
    public required string Adresse { get; init; }

    public required FiltreDeSoins Filtre { get; init; }

    /// <summary>What the soins of the period come to, whatever their situation.</summary>
    public required Synthese Synthese { get; init; }

    public required IReadOnlyList<Vue> Soins { get; init; }

    public required IReadOnlyList<LigneVirementRecu> Virements { get; init; }

    /// <summary>The address of the next page of soins; null on the last.</summary>
    public required string? Suite { get; init; }

    /// <summary>Where following the page begins: before anything of it was read.</summary>
    public required string Depuis { get; init; }
}

/// <summary>The page of a member.</summary>
internal static class AdherentsEndpoints
{
    /// <summary>How many soins a page shows.</summary>
    public const int ParPage = 30;

    public static void MapAdherents(this IEndpointRouteBuilder pages) => pages.MapGet("/adherents/{jeton}", MontrerAsync);

    private static async Task<IResult> MontrerAsync(
        string jeton,
        HttpContext http,
        Jetons jetons,
        Motifs motifs,
        Lectures lectures,
        Syntheses syntheses,
        VirementsDeLAdherent virements,
        TimeProvider horloge,
        CancellationToken cancellationToken)
    {
        if (jetons.Adherent(jeton) is not { } adherentId)
        {
            return Erreurs.LienPerime();
        }

        return await motifs.AvecMotifAsync(http, "lireAdherent", [adherentId], null, async () =>
        {
            var filtre = FiltreDeSoins.De(http.Request.Query);
            var depuis = InstantUtcConverter.Format(horloge.GetUtcNow());
            var vues = await lectures.SoinsAsync(
                new(adherentId, filtre.Du, filtre.Au, filtre.SituationsLues, filtre.Apres, ParPage + 1), cancellationToken);
            var (du, au) = (filtre.Du ?? Limites.PremierJour, filtre.Au ?? Paris.Jour(horloge.GetUtcNow()).AddDays(Limites.DateSoinAvanceMax));
            var (page, adresse) = (vues.Take(ParPage).ToList(), http.Request.Path.ToString());
            return Rendu.Page<PageAdherent, DossierAdherent>(new()
            {
                AdherentId = adherentId,
                Adresse = adresse,
                Filtre = filtre,
                Synthese = await syntheses.LireAsync(adherentId, du, au, cancellationToken),
                Virements = await virements.LireAsync(adherentId, du, au, cancellationToken),
                Soins = [.. page.Select(v => Contenus.LireVue(v.Vue))],
                Suite = vues.Count > ParPage ? adresse + (filtre with { Apres = (page[^1].DateSoin, page[^1].SoinId) }).EnRequete() : null,
                Depuis = depuis,
            });
        });
    }
}
