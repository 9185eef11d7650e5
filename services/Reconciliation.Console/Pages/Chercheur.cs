using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.ConsoleWeb.Textes;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>From what an agent writes to pages that answer it.</summary>
/// <param name="recherches">Finds soins.</param>
/// <param name="jetons">Makes addresses.</param>
/// <param name="acces">Records whose data is shown.</param>
/// <param name="horloge">The clock.</param>
internal sealed class Chercheur(Recherches recherches, Jetons jetons, Storage.Acces acces, TimeProvider horloge)
{
    /// <summary>How many soins a search shows; more than that is too many to read on the telephone.</summary>
    public const int SoinsMax = 40;

    /// <summary>How many are shown as one types.</summary>
    public const int SuggestionsMax = 12;

    /// <summary>What was found, in groups by what it was found by.</summary>
    /// <param name="texte">What the agent wrote.</param>
    /// <param name="limite">The most soins to read.</param>
    /// <param name="http">The request, whose agent is recorded.</param>
    public async Task<ResultatsDeRecherche> ChercherAsync(string texte, int limite, HttpContext http)
    {
        var termes = texte.Length > Limites.RechercheMax ? [] : Texte.Lire(texte);
        if (termes.Count is 0 or > Limites.TermesMax)
        {
            return new(texte, [], $"Donnez de 1 à {Limites.TermesMax} éléments, en {Limites.RechercheMax} caractères au plus.");
        }

        var page = await recherches.ChercherAsync(termes, null, limite, http.RequestAborted);
        var adherents = page.Soins.SelectMany(s => s.AdherentIds).Distinct(StringComparer.Ordinal).ToList();
        if (adherents.Count > 0)
        {
            await acces.EnregistrerAsync(new(http.User.Identity!.Name!, "console", "rechercher", adherents), horloge.GetUtcNow(), http.RequestAborted);
        }

        var groupes = page.Soins.GroupBy(s => s.TrouvePar[0]).OrderBy(g => g.Key).Select(g => Groupe(g.Key, [.. g], termes, page.Suite is not null)).ToList();
        return new(texte, groupes, Conseil(page, termes.Count));
    }

    private Groupe Groupe(TrouvePar par, IReadOnlyList<SoinTrouve> soins, IReadOnlyList<Terme> termes, bool autres) => par switch
    {
        TrouvePar.Adherent => new("Adhérents", [.. Personnes(soins, v => v.AdherentId, "")], false),
        TrouvePar.Beneficiaire => new("Bénéficiaires", [.. Personnes(soins, v => v.BeneficiaireId, "adhérent ")], false),
        TrouvePar.Virement => new("Virements", [.. Virements(termes, soins), .. soins.Select(Soin)], autres),
        _ => new(Titre(par), [.. soins.Select(Soin)], autres),
    };

    // A person is found once, however many soins they have.
    private IEnumerable<Resultat> Personnes(IReadOnlyList<SoinTrouve> soins, Func<Vue, string> numero, string avant) => soins
        .Select(s => Contenus.LireVue(s.Soin.Vue))
        .GroupBy(v => (Numero: numero(v), v.AdherentId))
        .Select(g => new Resultat(
            $"/adherents/{jetons.PourAdherent(g.Key.AdherentId)}",
            g.Key.Numero,
            avant.Length > 0 ? avant + g.Key.AdherentId : $"dernier soin le {Francais.Jour(g.Max(v => v.DateSoin))}"));

    private IEnumerable<Resultat> Virements(IReadOnlyList<Terme> termes, IReadOnlyList<SoinTrouve> soins)
    {
        var references = soins.Select(s => Contenus.LireVue(s.Soin.Vue)).SelectMany(v => new[] { v.PartRo.Virement, v.PartComplementaire.Virement }).ToHashSet();
        return termes.SelectMany(t => t.Sens)
            .Where(s => s.Type == TrouvePar.Virement && references.Contains(s.Texte))
            .Select(s => new Resultat($"/virements/{jetons.PourVirement(s.Texte)}", $"Virement {s.Texte}", "toutes ses lignes"));
    }

    // What the care was is health data: it is shown where the reason is known, and not here.
    private static Resultat Soin(SoinTrouve trouve)
    {
        var vue = Contenus.LireVue(trouve.Soin.Vue);
        return new(
            $"/soins/{vue.SoinId}",
            $"Soin du {Francais.Jour(vue.DateSoin)}, {Francais.Euros(vue.MontantTotal.Valeur)}",
            $"bénéficiaire {vue.BeneficiaireId}",
            vue.Situation);
    }

    private static string Titre(TrouvePar par) => par switch
    {
        TrouvePar.Soin => "Soins",
        TrouvePar.Decompte => "Décomptes",
        TrouvePar.Professionnel => "Professionnels",
        TrouvePar.Date => "Soins de cette date",
        _ => "Soins de ce montant",
    };

    private static string? Conseil(PageDeRecherche page, int termes) => page switch
    {
        { Soins.Count: 0 } when termes > 1 => "Aucun soin ne répond à tout à la fois. Retirez un élément, ou vérifiez-le avec l'adhérent.",
        { Soins.Count: 0 } => "Rien ne correspond. Vérifiez le numéro avec l'adhérent, ou essayez une date et un montant ensemble.",
        { Suite: not null } => "Il y en a d'autres. Précisez : ajoutez une date, un montant ou un numéro.",
        _ => null,
    };
}
