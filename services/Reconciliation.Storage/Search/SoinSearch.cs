using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The place from which a search goes on: a track of a term, and the last find on it.</summary>
/// <param name="Term">The number of the term that leads: every page of a search follows the same one.</param>
/// <param name="Range">The number of its track.</param>
/// <param name="Keyset">The place on it.</param>
public readonly record struct SearchContinuation(int Term, int Range, Keyset Keyset);

/// <summary>A soin that was found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="FoundBy">The kinds of term that found it, in their order.</param>
public sealed record FoundSoin(StoredSoin Soin, IReadOnlyList<string> AdherentIds, IReadOnlyList<TrouvePar> FoundBy);

/// <summary>A page of finds.</summary>
/// <param name="Soins">The soins, those found by one thing together.</param>
/// <param name="Continuation">The place to go on from; null: nothing more.</param>
public sealed record SearchPage(IReadOnlyList<FoundSoin> Soins, SearchContinuation? Continuation);

/// <summary>
/// Finds soins by details that people have at hand. The term of which the fewest rows are there is followed through an index, one sense
/// after the other; the facts of the journées that it leads to are read and paired, and the other terms are tried on each soin. So a search
/// reads a bounded number of rows, and no index but those of insert-only lines is needed.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
public sealed class SoinSearch(NpgsqlDataSource source, TimeProvider clock, PaymentStreams streams)
{
    /// <summary>The most lines or soins that one page looks at: one that ends there may be short, and says where to go on.</summary>
    public const int CandidatesMax = 1_000;

    /// <summary>The most rows of a term that are counted, to find the term that leads.</summary>
    public const int RowsCountedMax = 1_000;

    /// <summary>Finds a page of soins.</summary>
    /// <param name="terms">The terms that every soin must have; one at least.</param>
    /// <param name="next">The place to go on from; null: the start.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SearchPage> SearchAsync(
        IReadOnlyList<SearchTerm> terms, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        var place = next ?? new(await ShortestAsync(terms, cancellationToken), 0, Keyset.Start);
        if (place.Term >= terms.Count)
        {
            return new([], null);
        }

        var search = new SearchPlan(terms, place.Term);
        var (foundSoins, inspected) = (new List<FoundSoin>(), 0);
        while (place.Range < search.Ranges.Count)
        {
            var requests = Math.Min(Math.Max(limit + 1, 100), CandidatesMax - inspected);
            if (requests <= 0)
            {
                return new(foundSoins, place);
            }

            var candidates = await FollowAsync(search.Ranges[place.Range], search.Day, place.Keyset, requests, cancellationToken);
            inspected += candidates.Count;
            foreach (var (candidate, found) in await RememberAsync(search, place.Range, candidates, cancellationToken))
            {
                if (foundSoins.Count == limit)
                {
                    return new(foundSoins, place);
                }

                foundSoins.Add(found);
                place = place with { Keyset = candidate.Keyset };
            }

            // An amount alone is looked for a window of days at a time: only nothing at all is the end of a track.
            place = candidates.Count == 0 ? new(place.Term, place.Range + 1, Keyset.Start) : place with { Keyset = candidates[^1].Keyset };
        }

        return new(foundSoins, null);
    }

    /// <summary>The members whom the terms name, by their whole number or by that of a beneficiary.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> NamedAsync(IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var numbers = terms.SelectMany(t => t.Reading).Where(r => r.Type is TrouvePar.Adherent or TrouvePar.Beneficiaire)
            .Select(r => r.Text).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return numbers.Count == 0 ? [] : await KnownMembers.NamedAsync(source, numbers, cancellationToken);
    }

    // A pharmacy has more lines than a member will ever have, whichever was typed first. None is counted further than the shortest so far;
    // where all are long, the one that is thought to narrow most leads. An amount without a day does not lead before others: it is not
    // looked for in all years.
    private async Task<int> ShortestAsync(IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var day = SearchPlan.DayOf(terms);
        var order = Enumerable.Range(0, terms.Count).OrderBy(t => terms[t].Rank).ToList();
        var eligible = order.Where(t => day is not null || !terms[t].MayBeMontant).ToList();
        var (shortest, fewest) = (order[0], RowsCountedMax);
        foreach (var term in eligible.Count > 1 ? eligible : [])
        {
            var rows = await CountAsync(terms[term], day, fewest, cancellationToken);
            (shortest, fewest) = rows < fewest ? (term, rows) : (shortest, fewest);
        }

        return shortest;
    }

    private async Task<int> CountAsync(SearchTerm term, DateOnly? day, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var reading in term.Reading)
        {
            for (var place = Keyset.Start; count < most;)
            {
                var rows = await FollowAsync(reading, day, place, most - count, cancellationToken);
                if (rows.Count == 0)
                {
                    break;
                }

                (count, place) = (count + rows.Count, rows[^1].Keyset);
            }
        }

        return count;
    }

    private Task<IReadOnlyList<Candidate>> FollowAsync(
        TermReading reading, DateOnly? day, Keyset after, int limit, CancellationToken cancellationToken) =>
        IndexRanges.FollowAsync(source, reading, day, after, limit, Paris.Day(clock.GetUtcNow()), cancellationToken);

    private async Task<IEnumerable<(Candidate Candidate, FoundSoin Found)>> RememberAsync(
        SearchPlan search, int range, IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(
            source, candidates.Select(c => c.Journee), streams, cancellationToken);
        var received = facts.State.Lignes.ToLookup(l => facts.Ligne(l.Position)!.SoinId);
        var soins = facts.Identities.Soins.ToDictionary(s => s.Id);
        return from candidate in candidates
               let id = candidate.Ligne ? facts.Ligne(candidate.Keyset.Position)?.SoinId : Current(facts, candidate.Keyset.SoinId)
               where id is not null && soins.ContainsKey(id.Value)
               let soin = new InspectedSoin(soins[id.Value], [.. received[id]], facts.Identities)
               where search.Keeps(soin, range, candidate)
               select (candidate, new FoundSoin(
                   facts.Soin(id.Value)!,
                   [.. soin.Soin.Soin.Lignes.Select(l => l.AdherentId).Distinct()],
                   search.ByWhat(soin)));
    }

    private static Guid Current(SoinFacts facts, Guid soinId) => facts.Identities.Replaced.GetValueOrDefault(soinId) ?? soinId;
}
