using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A row of a work list.</summary>
/// <param name="Soin">What is known of it for the list.</param>
/// <param name="Vue">Its view.</param>
public sealed record RangDeListe(SoinATraiter Soin, Vue Vue);

/// <summary>What became of one row of a bulk action.</summary>
/// <param name="Adresse">The page of what it concerned.</param>
/// <param name="Nom">What it concerned.</param>
/// <param name="Fait">Whether it was done.</param>
/// <param name="Issue">What happened.</param>
public sealed record Issue(string Adresse, string Nom, bool Fait, string Texte);

/// <summary>What an agent wrote and ticked in a form that was refused: it is shown again.</summary>
/// <param name="Motif">The reason.</param>
/// <param name="Coches">The values of the boxes.</param>
public sealed record Saisie(string Motif, IReadOnlyCollection<string?> Coches)
{
    /// <summary>Of a form that was not sent, or was accepted.</summary>
    public static Saisie Aucune { get; } = new("", []);
}

/// <summary>What is shown of a work list, as its address says.</summary>
/// <param name="Tri">The order.</param>
/// <param name="Tranche">The class of age; null: all.</param>
/// <param name="AMoi">Only what the agent has taken up.</param>
/// <param name="Apres">The last row of the page before.</param>
public sealed record FiltreDeListe(TriDeListe Tri, int? Tranche, bool AMoi, (DateTimeOffset Depuis, long Enjeu, Guid SoinId)? Apres)
{
    public static FiltreDeListe De(IQueryCollection requete) => new(
        requete["tri"] == "enjeu" ? TriDeListe.Enjeu : TriDeListe.Age,
        Age.Lire(requete["age"]),
        requete["moi"] == "1",
        DateTimeOffset.TryParse(requete["le"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var depuis)
            && long.TryParse(requete["enjeu"], CultureInfo.InvariantCulture, out var enjeu) && Guid.TryParse(requete["apres"], out var soinId)
            ? (depuis, enjeu, soinId)
            : null);

    public string EnRequete()
    {
        var membres = new Dictionary<string, string?>
        {
            ["tri"] = Tri == TriDeListe.Enjeu ? "enjeu" : null,
            ["age"] = Tranche?.ToString(CultureInfo.InvariantCulture),
            ["moi"] = AMoi ? "1" : null,
            ["le"] = Apres is { } place ? InstantUtcConverter.Format(place.Depuis) : null,
            ["enjeu"] = Apres?.Enjeu.ToString(CultureInfo.InvariantCulture),
            ["apres"] = Apres?.SoinId.ToString(),
        };
        return QueryString.Create(membres.Where(m => m.Value is not null)).ToUriComponent();
    }
}

/// <summary>What the page of a work list shows.</summary>
public sealed record ListeATraiter
{
    public required Liste Liste { get; init; }

    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public required IReadOnlyDictionary<string, long> Nombres { get; init; }

    /// <summary>How many soins of this list are of each class of age.</summary>
    public required IReadOnlyList<long> Ages { get; init; }

    public required FiltreDeListe Filtre { get; init; }

    public required IReadOnlyList<RangDeListe> Rangs { get; init; }

    public required string? Suite { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Maintenant { get; init; }

    /// <summary>What became of the rows of the action before.</summary>
    public IReadOnlyList<Issue> Issues { get; init; } = [];

    public string? Probleme { get; init; }

    public Saisie Saisie { get; init; } = Saisie.Aucune;
}

/// <summary>Reads work lists for their pages.</summary>
internal sealed class LecteurDeListes(
    NpgsqlDataSource source, ListesDeTravail listes, QuarantaineLue quarantaine, Storage.Acces acces, TimeProvider horloge)
{
    /// <summary>How many rows a page shows, and an action takes at most.</summary>
    public const int ParPage = 50;

    public async Task<ListeATraiter> LireAsync(Liste liste, FiltreDeListe filtre, HttpContext http)
    {
        var (agent, maintenant, fin) = (http.User.Identity!.Name!, horloge.GetUtcNow(), http.RequestAborted);
        var ages = await AgesAsync(maintenant, fin);
        var soins = await listes.LireAsync(
            new(liste.Situation, filtre.Tri, Age.Limites(filtre.Tranche, maintenant), filtre.AMoi ? agent : null, filtre.Apres, ParPage + 1), fin);
        var page = soins.Take(ParPage).ToList();

        // The work is the reason: whoever opens one of these soins is not asked for it again.
        if (page.Count > 0)
        {
            await acces.EnregistrerAsync(
                new(agent, "console", "listerATraiter", [.. page.Select(s => s.AdherentId).Distinct()], Motif: $"Liste de travail : {liste.Titre}"), maintenant, fin);
        }

        var suite = soins.Count > ParPage ? (page[^1].Depuis, page[^1].Enjeu.Cents, page[^1].SoinId) : default((DateTimeOffset, long, Guid)?);
        return new()
        {
            Liste = liste,
            Nombres = await NombresAsync(ages, fin),
            Ages = ages[liste],
            Filtre = filtre,
            Rangs = [.. page.Select(s => new RangDeListe(s, Contenus.LireVue(s.Vue)))],
            Suite = suite is null ? null : liste.Adresse + (filtre with { Apres = suite }).EnRequete(),
            Agent = agent,
            Maintenant = maintenant,
        };
    }

    /// <summary>How many soins of each list are of which class of age.</summary>
    public async Task<IReadOnlyDictionary<Liste, IReadOnlyList<long>>> AgesAsync(DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        var ages = await Compteurs.ParAgeAsync(source, Compteurs.ATraiter, Age.Bornes(maintenant), cancellationToken);
        return Liste.Toutes.ToDictionary(l => l, l => ages.GetValueOrDefault(l.Situation.ToString(), Age.Aucun));
    }

    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public async Task<IReadOnlyDictionary<string, long>> NombresAsync(
        IReadOnlyDictionary<Liste, IReadOnlyList<long>> ages, CancellationToken cancellationToken)
    {
        var nombres = ages.ToDictionary(a => a.Key.Nom, a => a.Value.Sum());
        nombres["quarantaine"] = (await quarantaine.OuvertesAsync(cancellationToken)).Values.Sum();
        return nombres;
    }
}

/// <summary>The work lists, and what is done with several of their rows at once.</summary>
internal static class ListesEndpoints
{
    public static void MapListes(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/a-traiter", () => Results.LocalRedirect(Liste.Toutes[0].Adresse));
        pages.MapGet("/a-traiter/{nom}", MontrerAsync);
        pages.MapPost("/a-traiter/{nom}", AgirAsync);
    }

    private static async Task<IResult> MontrerAsync(string nom, HttpContext http, LecteurDeListes lecteur) =>
        Liste.Toutes.FirstOrDefault(l => l.Nom == nom) is { } liste
            ? Rendu.Page<PageListe, ListeATraiter>(await lecteur.LireAsync(liste, FiltreDeListe.De(http.Request.Query), http))
            : Erreurs.Page(StatusCodes.Status404NotFound);

    private static async Task<IResult> AgirAsync(string nom, HttpContext http, LecteurDeListes lecteur, ActionsDeListe actions)
    {
        if (Liste.Toutes.FirstOrDefault(l => l.Nom == nom) is not { } liste)
        {
            return Erreurs.Page(StatusCodes.Status404NotFound);
        }

        var formulaire = await http.Request.ReadFormAsync(http.RequestAborted);
        var choisis = SoinChoisi.Lire(formulaire["soin"]);
        var probleme = choisis.Count switch
        {
            0 => "Cochez au moins une ligne.",
            > LecteurDeListes.ParPage => $"Au plus {LecteurDeListes.ParPage} lignes à la fois.",
            _ => null,
        };
        var (action, motif) = (formulaire["action"].ToString(), formulaire["motif"].ToString().Trim());
        probleme ??= ActionsDeListe.DemandeUnMotif(action) && !Core.MotifAcces.EstValide(motif)
            ? $"Donnez un motif de {Core.MotifAcces.Max} caractères au plus : il reste avec la décision."
            : null;
        var issues = probleme is null ? await actions.AgirAsync(action, choisis, motif, http) : [];
        var page = await lecteur.LireAsync(liste, FiltreDeListe.De(http.Request.Query), http);
        return Rendu.Page<PageListe, ListeATraiter>(
            page with { Issues = issues, Probleme = probleme, Saisie = probleme is null ? Saisie.Aucune : new(motif, [.. formulaire["soin"]]) }, probleme is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}

/// <summary>A row that was ticked: a soin, at the version that was on screen.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version.</param>
public readonly record struct SoinChoisi(Guid SoinId, int Version)
{
    /// <summary>Reads the values of ticked boxes.</summary>
    /// <param name="valeurs">The values.</param>
    public static IReadOnlyList<SoinChoisi> Lire(IEnumerable<string?> valeurs) =>
    [
        .. from valeur in valeurs
           let parties = (valeur ?? "").Split(':')
           where parties.Length == 2
           let lu = (Id: Guid.TryParse(parties[0], out var id) ? id : (Guid?)null, Version: int.TryParse(parties[1], CultureInfo.InvariantCulture, out var version) ? version : 0)
           where lu.Id is not null
           select new SoinChoisi(lu.Id!.Value, lu.Version),
    ];
}
