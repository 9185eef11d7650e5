using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Leads from an agent's text to the pages that answer it.</summary>
/// <param name="searches">Finds soins.</param>
/// <param name="tokens">Makes addresses.</param>
internal sealed class SoinFinder(SearchSoins searches, AddressTokens tokens)
{
    /// <summary>How many soins a search shows; more than that is too many to read on the telephone.</summary>
    public const int SoinsMax = 40;

    /// <summary>What is said of a NIR, which is never shown again.</summary>
    private const string NirAdvice = "Un numéro de sécurité sociale (NIR) ne se cherche pas ici : rien n'en a été gardé. Cherchez par le "
        + "numéro d'adhérent, une date ou un montant.";

    /// <summary>How many are shown as one types.</summary>
    public const int SuggestionsMax = 12;

    /// <summary>The results, grouped by the kind of term that found them.</summary>
    /// <param name="text">What the agent wrote.</param>
    /// <param name="limit">The most soins to read.</param>
    /// <param name="http">The request, whose agent is recorded.</param>
    /// <param name="isTyping">Whether the agent is still typing: a number may be half of one.</param>
    public async Task<ResultsModel> SearchAsync(string text, int limit, HttpContext http, bool isTyping = false)
    {
        if (SearchSoins.HoldsNir(text))
        {
            return new("", [], NirAdvice);
        }

        var terms = SearchSoins.ReadTerms(text);
        if (terms is null || (await FindAsync(terms)).Value is not { } page)
        {
            return new(text, [], $"Donnez de 1 à {Limites.TermesMax} éléments, en {Limites.RechercheMax} caractères au plus.");
        }

        var groups = page.Soins.GroupBy(s => s.FoundBy[0]).OrderBy(g => g.Key)
            .Select(g => Group(g.Key, [.. g], terms, page.Continuation is not null)).ToList();
        return new(text, groups, Advice(page, terms.Count));

        Task<Disclosed<SearchPage>> FindAsync(IReadOnlyList<SearchTerm> terms) => isTyping
            ? searches.SearchTypedAsync(http.Caller(), terms, limit, http.RequestAborted)
            : searches.SearchAsync(http.Caller(), terms, null, limit, http.RequestAborted);
    }

    private ResultGroup Group(TrouvePar by, IReadOnlyList<FoundSoin> soins, IReadOnlyList<SearchTerm> terms, bool others) => by switch
    {
        TrouvePar.Adherent => new("Adhérents", [.. People(soins, v => v.AdherentId, "")], false),
        TrouvePar.Beneficiaire => new("Bénéficiaires", [.. People(soins, v => v.BeneficiaireId, "adhérent ")], false),
        TrouvePar.Virement => new("Virements", [.. Virements(terms, soins), .. soins.Select(Soin)], others),
        _ => new(Title(by), [.. soins.Select(Soin)], others),
    };

    // A person is found once, however many soins they have.
    private IEnumerable<ResultItem> People(IReadOnlyList<FoundSoin> soins, Func<Vue, string> number, string before) => soins
        .Select(s => StoredJson.ReadVue(s.Soin.Vue))
        .GroupBy(v => (Number: number(v), v.AdherentId))
        .Select(g => new ResultItem(
            $"/adherents/{tokens.ForAdherent(g.Key.AdherentId)}",
            g.Key.Number,
            before.Length > 0 ? before + g.Key.AdherentId : $"dernier soin le {French.Day(g.Max(v => v.DateSoin))}"));

    private IEnumerable<ResultItem> Virements(IReadOnlyList<SearchTerm> terms, IReadOnlyList<FoundSoin> soins)
    {
        var references = soins.Select(s => StoredJson.ReadVue(s.Soin.Vue))
            .SelectMany(v => new[] { v.PartRo.Virement, v.PartComplementaire.Virement }).ToHashSet();
        return terms.SelectMany(t => t.Reading)
            .Where(s => s.Type == TrouvePar.Virement && references.Contains(s.Text))
            .Select(s => new ResultItem($"/virements/{tokens.ForVirement(s.Text)}", $"Virement {s.Text}", "toutes ses lignes"));
    }

    // The kind of care is health data: it is shown where the reason is known, and not here.
    private static ResultItem Soin(FoundSoin found)
    {
        var vue = StoredJson.ReadVue(found.Soin.Vue);
        return new(
            $"/soins/{vue.SoinId}",
            $"Soin du {French.Day(vue.DateSoin)}, {French.Euros(vue.MontantTotal.Valeur)}",
            $"bénéficiaire {vue.BeneficiaireId}",
            vue.Situation);
    }

    private static string Title(TrouvePar by) => by switch
    {
        TrouvePar.Soin => "Soins",
        TrouvePar.Decompte => "Décomptes",
        TrouvePar.Professionnel => "Professionnels",
        TrouvePar.Date => "Soins de cette date",
        _ => "Soins de ce montant",
    };

    private static string? Advice(SearchPage page, int terms) => page switch
    {
        { Soins.Count: 0 } when terms > 1 => "Aucun soin ne répond à tout à la fois. Retirez un élément, ou vérifiez-le avec l'adhérent.",
        { Soins.Count: 0 } => "Rien ne correspond. Vérifiez le numéro avec l'adhérent, ou essayez une date et un montant ensemble.",
        { Continuation: not null } => "Il y en a d'autres. Précisez : ajoutez une date, un montant ou un numéro.",
        _ => null,
    };
}
