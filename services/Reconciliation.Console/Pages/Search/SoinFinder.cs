using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Leads from an agent's text to the pages that answer it.</summary>
/// <param name="searches">Finds soins.</param>
/// <param name="tokens">Makes addresses.</param>
internal sealed class SoinFinder(SearchSoins searches, AddressTokens tokens)
{
    /// <summary>The soins that a search shows at most; more than that is too many to read on the telephone.</summary>
    public const int SoinsMax = 40;

    /// <summary>The answer to a NIR, which is never shown again.</summary>
    private const string NirAdvice = "Un numéro de sécurité sociale (NIR) ne se cherche pas ici : rien n’en a été gardé. Cherchez par le "
        + "numéro d'adhérent, une date ou un montant.";

    /// <summary>The soins that are shown at most as one types.</summary>
    public const int SuggestionsMax = 12;

    /// <summary>The results, grouped by the kind of term that found them.</summary>
    /// <param name="text">The text of the agent.</param>
    /// <param name="limit">The most soins to read.</param>
    /// <param name="http">The request, whose agent is recorded.</param>
    /// <param name="isTyping">Whether the agent may be in the middle of it.</param>
    public async Task<ResultsModel> SearchAsync(string text, int limit, HttpContext http, bool isTyping = false)
    {
        if (SearchSoins.HoldsNir(text))
        {
            return new("", [], NirAdvice);
        }

        if (text.Length > Limites.RechercheMax
            || (await searches.SearchTypedAsync(http.Caller(), text, limit, isTyping, http.RequestAborted)).Value is not { } found)
        {
            return new(text, [], ResultTexts.TooMuch);
        }

        var groups = new ResultGroups(found, tokens);
        var model = new ResultsModel(text, groups.All(), ResultTexts.Advice(found))
        {
            Understood = ResultTexts.Understood(found),
            Ignored = [.. found.Ignored.Select(i => i.Text).Where(t => !SearchSoins.HoldsNir(t)).Distinct()],
            Notes = ResultTexts.Notes(found),
        };
        return model with { Opens = groups.Opens(model.Groups) };
    }
}
