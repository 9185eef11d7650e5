using System.Text.RegularExpressions;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Finds soins by what an agent has at hand. A search that finds something is about the members of what it finds; one that finds nothing
/// is about the members whom it names. It asks for no reason: an agent searches to find out about whom the call is.
/// </summary>
/// <param name="search">Finds soins.</param>
/// <param name="traces">Finds what else there is of a person.</param>
/// <param name="disclosure">The door.</param>
/// <param name="clock">The clock: what "mardi" means depends on it.</param>
public sealed partial class SearchSoins(SoinSearch search, PersonTraces traces, Disclosure disclosure, TimeProvider clock)
{
    /// <summary>The most words of which it is asked whether anything stored has them; others count as unknown.</summary>
    public const int WordsAskedMax = 8;

    private const string Action = AccessActions.Search;

    /// <summary>
    /// Whether a text holds a NIR: nothing is found by a NIR, and it goes no further, not even back to the person who typed it.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool HoldsNir(string text) => Nir.EstPresent(Days().Replace(text, " x "));

    // A day and an amount of 100 euros or more have thirteen digits together. No spelling of a NIR has groups of four.
    [GeneratedRegex(
        @"(?<!\d)(?:20[0-4]\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
            + @"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.]20[0-4]\d)(?!\d)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Days();

    /// <summary>The terms of a text; null: there are none, or more than a search takes, or the text holds a NIR.</summary>
    /// <param name="text">The text.</param>
    public IReadOnlyList<SearchTerm>? ReadTerms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !HoldsNir(text) && text.Length <= Limites.RechercheMax && Read(text).Terms is { Count: > 0 and <= Limites.TermesMax } terms
            ? terms
            : null;
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

        var page = await FindAsync(terms, next, limit, cancellationToken) with { Unattached = [] };
        return await HandOutAsync(caller, page, await ConcernedAsync(MembersOf(page), terms, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Finds by what an agent typed while a caller spoke, all or half of it: words of which nothing stored knows are left out and named,
    /// and what there is of a person besides soins is found too. Half-typed text mostly finds nobody and names nobody: that tells nothing
    /// of anybody and is not recorded.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="text">The text: no NIR, and no longer than a search takes.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="isTyping">Whether it may be half of what will be asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<TypedSearch>> SearchTypedAsync(
        Caller caller, string text, int limit, bool isTyping, CancellationToken cancellationToken)
    {
        if (!caller.MaySeeEveryone)
        {
            return DisclosureOutcome.Forbidden;
        }

        var (terms, ignored) = await SortAsync(Read(text), cancellationToken);
        if (terms.Count is 0 or > Limites.TermesMax)
        {
            var nothing = new TypedSearch(terms, ignored, new([], null), []);
            return terms.Count > 0 || isTyping ? Disclosure.OfNobody(nothing) : await HandOutAsync(caller, nothing, [], cancellationToken);
        }

        var page = await FindAsync(terms, null, limit, cancellationToken);
        var known = page.Unattached.Select(l => l.Position).ToHashSet();
        page = page with
        {
            Unattached =
            [
                .. page.Unattached,
                .. (await traces.UnattachedAsync(terms, cancellationToken)).Where(l => !known.Contains(l.Position)),
            ],
        };
        // A refused payment that is found by its day, amount and references tells them of whoever it names: only what was sent is answered.
        var refusals = await traces.RefusalsAsync(terms, cancellationToken);
        var found = new TypedSearch(terms, ignored, page, isTyping ? [.. refusals.Where(r => r.Name is not null)] : refusals);
        var members = await ConcernedAsync(
            [.. MembersOf(page).Concat(await traces.MembersOfAsync(found.Refusals, cancellationToken)).Distinct()],
            terms,
            cancellationToken);
        return members.Count == 0 && isTyping
            ? Disclosure.OfNobody(found)
            : await HandOutAsync(caller, found, members, cancellationToken);
    }

    // That a member whom the search names has no such soin is said of that member too.
    private async Task<IReadOnlyList<string>> ConcernedAsync(
        IReadOnlyList<string> found, IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken) =>
        found.Count > 0 ? found : await search.NamedAsync(terms, cancellationToken);

    // A number that was copied from elsewhere may hold signs that nobody sees.
    private ReadPhrase Read(string text) => SearchText.Read(PlainSigns.WithoutInvisible(text), Paris.Day(clock.GetUtcNow()));

    // A word may be an identifier. A word that nothing stored has is perhaps a name, and would find nothing.
    private async Task<(List<SearchTerm> Terms, List<IgnoredText> Ignored)> SortAsync(
        ReadPhrase phrase, CancellationToken cancellationToken)
    {
        var ignored = phrase.Ignored.Select(t => new IgnoredText(t, null)).ToList();
        var (terms, asked) = (new List<SearchTerm>(), 0);
        foreach (var term in phrase.Terms)
        {
            if (term.Said.IfUnknown == UnknownKind.Number
                || (++asked <= WordsAskedMax
                    && (await search.KnowsAsync(term, cancellationToken) || await traces.KnowsAsync(term, cancellationToken))))
            {
                terms.Add(term);
            }
            else
            {
                ignored.Add(new(term.Said.Text, term.Said.IfUnknown));
            }
        }

        return (terms, ignored);
    }

    private Task<SearchPage> FindAsync(
        IReadOnlyList<SearchTerm> terms, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Count, Limites.TermesMax);
        return search.SearchAsync(terms, next, Slices.Checked(limit), cancellationToken);
    }

    private static IReadOnlyList<string> MembersOf(SearchPage page) =>
        [.. page.Soins.SelectMany(s => s.AdherentIds).Concat(page.Unattached.Select(l => l.Ligne.AdherentId)).Distinct()];

    private Task<Disclosed<T>> HandOutAsync<T>(
        Caller caller, T found, IReadOnlyList<string> members, CancellationToken cancellationToken)
        where T : class =>
        disclosure.HandOutAsync(caller with { MustGiveMotif = false }, Action, members, null, found, cancellationToken);
}
