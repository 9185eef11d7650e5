using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Fragments;
using Reconciliation.ConsoleWeb.Securite;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Something that was found.</summary>
/// <param name="Adresse">Its page.</param>
/// <param name="Titre">What it is.</param>
/// <param name="Detail">What tells it from its neighbours.</param>
/// <param name="Situation">The situation of a soin.</param>
public sealed record Resultat(string Adresse, string Titre, string Detail, Contracts.Situation? Situation = null);

/// <summary>Things of one kind that were found.</summary>
/// <param name="Titre">The kind.</param>
/// <param name="Resultats">The things.</param>
/// <param name="AutresExistent">Whether there are more than these.</param>
public sealed record Groupe(string Titre, IReadOnlyList<Resultat> Resultats, bool AutresExistent);

/// <summary>What was searched and found.</summary>
/// <param name="Texte">What the agent wrote.</param>
/// <param name="Groupes">What was found.</param>
/// <param name="Conseil">What to do where nothing, or too much, was found.</param>
public sealed record ResultatsDeRecherche(string Texte, IReadOnlyList<Groupe> Groupes, string? Conseil);

/// <summary>The start page and the search. What is searched never stands in an address.</summary>
internal static class RechercheEndpoints
{
    public static void MapRecherche(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", () => Rendu.Page<PageAccueil, Accueil>(new()));
        pages.MapPost("/recherche", ChercherAsync);
        pages.MapPost("/recherche/suggestions", SuggererAsync);
        pages.MapGet("/recherche/{jeton}", MontrerAsync);
    }

    private static async Task<IResult> ChercherAsync(HttpContext http, Chercheur chercheur, Jetons jetons, CancellationToken cancellationToken)
    {
        var texte = await TexteAsync(http, cancellationToken);
        if (texte.Length == 0)
        {
            return Results.LocalRedirect("/");
        }

        // One answer is an answer: straight to its page.
        var trouve = await chercheur.ChercherAsync(texte, Chercheur.SoinsMax, http);
        return trouve.Groupes is [{ Resultats: [var seul], AutresExistent: false }]
            ? Results.LocalRedirect(seul.Adresse)
            : Results.LocalRedirect($"/recherche/{jetons.PourRecherche(texte)}");
    }

    // A number that is half typed finds nothing: no reason to send the agent back to the member.
    private static async Task<IResult> SuggererAsync(HttpContext http, Chercheur chercheur, CancellationToken cancellationToken)
    {
        var trouve = await chercheur.ChercherAsync(await TexteAsync(http, cancellationToken), Chercheur.SuggestionsMax, http);
        return Rendu.Page<FragmentSuggestions, ResultatsDeRecherche>(
            trouve.Groupes.Count > 0 ? trouve : trouve with { Conseil = "Rien pour l'instant : donnez le numéro, la date ou le montant en entier." });
    }

    private static async Task<IResult> MontrerAsync(string jeton, HttpContext http, Chercheur chercheur, Jetons jetons) =>
        jetons.Recherche(jeton) is { } texte
            ? Rendu.Page<PageResultats, ResultatsDeRecherche>(await chercheur.ChercherAsync(texte, Chercheur.SoinsMax, http))
            : Erreurs.LienPerime();

    private static async Task<string> TexteAsync(HttpContext http, CancellationToken cancellationToken) =>
        (await http.Request.ReadFormAsync(cancellationToken))["q"].ToString().Trim();
}

/// <summary>What the start page shows.</summary>
public sealed record Accueil;
