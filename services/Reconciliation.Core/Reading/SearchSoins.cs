using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Finds soins by what an agent has at hand. What is found is about several members; what is not found is about the members whom the
/// search names. A search asks for no reason: an agent searches to find out about whom the call is.
/// </summary>
/// <param name="search">Finds soins.</param>
/// <param name="disclosure">The door.</param>
public sealed class SearchSoins(SoinSearch search, Disclosure disclosure)
{
    private const string Action = "rechercher";

    /// <summary>
    /// Whether a text holds a NIR: nothing is found by a NIR, and it goes no further, not even back to the person who typed it.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool HoldsNir(string text) => Nir.EstPresent(text);

    /// <summary>The terms of a text; null: there are none, or more than a search takes, or the text holds a NIR.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<SearchTerm>? ReadTerms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !HoldsNir(text) && text.Length <= Limites.RechercheMax
            && SearchText.Read(text) is { Count: > 0 and <= Limites.TermesMax } terms ? terms : null;
    }

    /// <summary>Finds a page of soins.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="terms">The terms that every soin must have, as <see cref="ReadTerms"/> reads them.</param>
    /// <param name="next">The place to go on from; null: the start.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<SearchPage>> SearchAsync(
        Caller caller, IReadOnlyList<SearchTerm> terms, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        if (!caller.MaySeeEveryone)
        {
            return DisclosureOutcome.Forbidden;
        }

        var page = await FindAsync(terms, next, limit, cancellationToken);
        return await HandOutAsync(caller, page, await ConcernedAsync(page, terms, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Finds soins by what an agent is typing. What is half typed mostly finds nobody and names nobody: that tells nothing of anybody and
    /// is not recorded.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="terms">The terms that every soin must have, as <see cref="ReadTerms"/> reads them.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<SearchPage>> SearchTypedAsync(
        Caller caller, IReadOnlyList<SearchTerm> terms, int limit, CancellationToken cancellationToken)
    {
        if (!caller.MaySeeEveryone)
        {
            return DisclosureOutcome.Forbidden;
        }

        var page = await FindAsync(terms, null, limit, cancellationToken);
        var concerned = await ConcernedAsync(page, terms, cancellationToken);
        return concerned.Count == 0 ? Disclosure.OfNobody(page) : await HandOutAsync(caller, page, concerned, cancellationToken);
    }

    // That a member whom the search names has no such soin is said of that member too.
    private async Task<IReadOnlyList<string>> ConcernedAsync(
        SearchPage page, IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken) => page.Soins.Count > 0
        ? [.. page.Soins.SelectMany(s => s.AdherentIds).Distinct()]
        : await search.NamedAsync(terms, cancellationToken);

    private Task<SearchPage> FindAsync(
        IReadOnlyList<SearchTerm> terms, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Count, Limites.TermesMax);
        return search.SearchAsync(terms, next, Slices.Checked(limit), cancellationToken);
    }

    private Task<Disclosed<SearchPage>> HandOutAsync(
        Caller caller, SearchPage page, IReadOnlyList<string> concerned, CancellationToken cancellationToken) =>
        disclosure.HandOutAsync(caller with { MustGiveMotif = false }, Action, concerned, null, page, cancellationToken);
}
