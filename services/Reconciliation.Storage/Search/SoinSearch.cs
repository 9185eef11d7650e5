using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Where a search goes on: on which range of which term, and after what.</summary>
/// <param name="Term">The number of the term that leads: every page of a search follows the same one.</param>
/// <param name="Range">The number of its range.</param>
/// <param name="Keyset">The place on it.</param>
public readonly record struct SearchContinuation(int Term, int Range, Keyset Keyset);

/// <summary>A soin that was found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="FoundBy">By what, in the order of the kinds.</param>
public sealed record FoundSoin(StoredSoin Soin, IReadOnlyList<string> AdherentIds, IReadOnlyList<TrouvePar> FoundBy);

/// <summary>A page of what was found.</summary>
/// <param name="Soins">The soins, those found by one thing together.</param>
/// <param name="Continuation">Where to go on; null: nothing more.</param>
public sealed record SearchPage(IReadOnlyList<FoundSoin> Soins, SearchContinuation? Continuation)
{
    /// <summary>Lines with every term that are in no soin.</summary>
    public IReadOnlyList<StoredLigne> Unattached { get; init; } = [];
}

/// <summary>
/// Finds soins by what people have at hand. The term of which the fewest rows are there is followed through an index, one sense after
/// the other; the facts of the journées that it leads to are read and paired, and the other terms are tried on each soin. So a search
/// reads a bounded number of rows.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
/// <param name="streams">The streams.</param>
public sealed class SoinSearch(NpgsqlDataSource source, TimeProvider clock, PaymentStreams streams)
{
    /// <summary>The most lines or soins that one page looks at: one that ends there may be short, and says where to go on.</summary>
    public const int CandidatesMax = 1_000;

    /// <summary>The most rows of a term that are counted, to find the term that leads.</summary>
    public const int RowsCountedMax = 1_000;

    private readonly TransferSums _sums = new(source);

    /// <summary>Finds a page of soins.</summary>
    /// <param name="asked">The terms, all of which every soin must have; one at least.</param>
    /// <param name="next">Where to go on; null: from the start.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SearchPage> SearchAsync(
        IReadOnlyList<SearchTerm> asked, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        var terms = await WithTransfersAsync(asked, cancellationToken);
        var place = next ?? new(await ShortestAsync(terms, cancellationToken), 0, Keyset.Start);
        if (place.Term >= terms.Count)
        {
            return new([], null);
        }

        var search = new SearchPlan(terms, place.Term, Today);
        if (place.Range >= search.Ranges.Count)
        {
            return new([], null);
        }

        var (foundSoins, unattached, inspected) = (new List<FoundSoin>(), new Dictionary<long, StoredLigne>(), 0);
        SearchPage Page(SearchContinuation? goesOn) => new(foundSoins, goesOn) { Unattached = [.. unattached.Values] };
        bool IsAnswered() => foundSoins.Count > 0 || (next is { } before && !search.Ranges[before.Range].IsLastResort);
        while (place.Range < search.Ranges.Count && !(search.Ranges[place.Range].IsLastResort && IsAnswered()))
        {
            var requests = Math.Min(Math.Max(limit + 1, 100), CandidatesMax - inspected);
            if (requests <= 0)
            {
                return Page(place);
            }

            var candidates = await IndexRanges.FollowAsync(
                source, search.Ranges[place.Range], place.Keyset, requests, cancellationToken);
            inspected += candidates.Count;
            foreach (var (candidate, found) in await RememberAsync(search, place.Range, candidates, unattached, cancellationToken))
            {
                if (foundSoins.Count == limit)
                {
                    return Page(place);
                }

                foundSoins.Add(found);
                place = place with { Keyset = candidate.Keyset };
            }

            // An amount alone is looked for a window of days at a time: only nothing at all is the end of a range.
            place = candidates.Count == 0 ? new(place.Term, place.Range + 1, Keyset.Start) : place with { Keyset = candidates[^1].Keyset };
        }

        return Page(null);
    }

    /// <summary>The members whom the terms name, by their whole number or by that of a beneficiary.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> NamedAsync(IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var numbers = terms.SelectMany(t => t.Reading).Where(r => r.Kind is ReadingKind.Adherent or ReadingKind.Beneficiaire)
            .Select(r => r.Text).Distinct(StringComparer.Ordinal).ToList();
        return numbers.Count == 0 ? [] : await KnownMembers.NamedAsync(source, numbers, cancellationToken);
    }

    /// <summary>Whether anything stored has a term, of whatever kind.</summary>
    /// <param name="term">The term.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> KnowsAsync(SearchTerm term, CancellationToken cancellationToken) =>
        await CountAsync([term], 0, 1, cancellationToken) > 0;

    private DateOnly Today => Paris.Day(clock.GetUtcNow());

    // The sum that a transfer brought for several soins is found first: it is then one more sense of the amount.
    private async Task<IReadOnlyList<SearchTerm>> WithTransfersAsync(
        IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var members = terms.Where(t => t.Rank == 0).SelectMany(t => t.Reading).Where(r => r.Kind == ReadingKind.Adherent)
            .Select(r => r.Text).ToList();
        var days = SearchRange.DaysOf(terms);
        var whole = new List<SearchTerm>(terms.Count);
        foreach (var term in terms)
        {
            var montant = term.Reading.FirstOrDefault(r => r.Kind == ReadingKind.Paid)?.Montant;
            var lignes = montant is null
                ? []
                : await _sums.FindAsync(
                    montant.Value, members, days, Today.AddDays(Limites.PayeLeAvanceMax), cancellationToken);
            whole.Add(lignes.Count == 0 ? term : term with
            {
                Reading =
                [
                    .. term.Reading.TakeWhile(r => !r.IsMontant),
                    new(ReadingKind.Transfer) { Montant = montant!.Value, Lignes = lignes },
                    .. term.Reading.SkipWhile(r => !r.IsMontant),
                ],
            });
        }

        return whole;
    }

    // A pharmacy has more lines than a member will ever have, whichever was typed first. None is counted further than the shortest so far.
    // Amounts are not counted: no index leads to all that has them. One leads where everything else is long, and then only with a day:
    // without, it is not looked for in all years.
    private async Task<int> ShortestAsync(IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var hasDay = SearchRange.DaysOf(terms).Count > 0;
        var order = Enumerable.Range(0, terms.Count).Where(t => SearchRange.Of(terms, t, Today).Count > 0)
            .OrderBy(t => terms[t].Rank).ToList();
        if (order.Count == 0)
        {
            return terms.Count;
        }

        var withMontant = hasDay ? order.Where(t => terms[t].MayBeMontant) : [];
        var (shortest, fewest) = (withMontant.Append(order[0]).First(), RowsCountedMax);
        foreach (var term in order.Count > 1 ? order.Where(t => !terms[t].MayBeMontant) : [])
        {
            var rows = await CountAsync(terms, term, fewest, cancellationToken);
            (shortest, fewest) = rows < fewest ? (term, rows) : (shortest, fewest);
        }

        return shortest;
    }

    private async Task<int> CountAsync(IReadOnlyList<SearchTerm> terms, int leading, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var range in SearchRange.Of(terms, leading, Today))
        {
            for (var place = Keyset.Start; count < most;)
            {
                var rows = await IndexRanges.FollowAsync(source, range, place, most - count, cancellationToken);
                if (rows.Count == 0)
                {
                    break;
                }

                (count, place) = (count + rows.Count, rows[^1].Keyset);
            }
        }

        return count;
    }

    private async Task<IEnumerable<(Candidate Candidate, FoundSoin Found)>> RememberAsync(
        SearchPlan search, int range, IReadOnlyList<Candidate> candidates, Dictionary<long, StoredLigne> unattached,
        CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(
            source, candidates.Select(c => c.Journee), streams, cancellationToken);
        foreach (var ligne in candidates.Where(c => c.Ligne).Select(c => facts.Ligne(c.Keyset.Position)))
        {
            if (ligne is { SoinId: null, IsCurrent: true } && search.KeepsUnattached(ligne.Stored))
            {
                unattached[ligne.Stored.Position] = ligne.Stored;
            }
        }

        var received = facts.State.Lignes.ToLookup(l => facts.Ligne(l.Position)!.SoinId);
        var soins = facts.Identities.Soins.ToDictionary(s => s.Id);
        return from candidate in candidates
               let id = candidate.Ligne ? facts.Ligne(candidate.Keyset.Position)?.SoinId : Current(facts, candidate.Keyset.SoinId)
               where id is not null && soins.ContainsKey(id.Value) && facts.Soin(id.Value) is not null
               let soin = new InspectedSoin(soins[id.Value], facts.Soin(id.Value)!, [.. received[id]], facts.Identities)
               where search.Keeps(soin, range, candidate)
               select (candidate, new FoundSoin(
                   soin.Stored, [.. soin.Soin.Soin.Lignes.Select(l => l.AdherentId).Distinct()], search.ByWhat(soin)));
    }

    private static Guid Current(SoinFacts facts, Guid soinId) => facts.Identities.Replaced.GetValueOrDefault(soinId) ?? soinId;
}
