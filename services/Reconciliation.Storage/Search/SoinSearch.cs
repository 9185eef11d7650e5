using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Where a search goes on: on which track, and after what.</summary>
/// <param name="Range">The number of the track.</param>
/// <param name="Keyset">The place on it.</param>
public readonly record struct SearchContinuation(int Range, Keyset Keyset);

/// <summary>A soin that was found.</summary>
/// <param name="Soin">The soin.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="FoundBy">By what, in the order of the kinds.</param>
public sealed record FoundSoin(StoredSoin Soin, IReadOnlyList<string> AdherentIds, IReadOnlyList<TrouvePar> FoundBy);

/// <summary>A page of what was found.</summary>
/// <param name="Soins">The soins, those found by one thing together.</param>
/// <param name="Continuation">Where to go on; null: nothing more.</param>
public sealed record SearchPage(IReadOnlyList<FoundSoin> Soins, SearchContinuation? Continuation);

/// <summary>
/// Finds soins by what people have at hand. The term that narrows most is followed through an index, one sense after the other; the
/// facts of the journées that it leads to are read and paired, and the other terms are tried on each soin. So a search reads a
/// bounded number of rows, and no index but those of insert-only lines is needed.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="clock">The clock.</param>
public sealed class SoinSearch(NpgsqlDataSource source, TimeProvider clock, PaymentStreams? streams = null)
{
    /// <summary>The most lines or soins that one page looks at: one that ends there may be short, and says where to go on.</summary>
    public const int CandidatesMax = 1_000;

    /// <summary>Finds a page of soins.</summary>
    /// <param name="terms">What every soin must have; one at least.</param>
    /// <param name="next">Where to go on; null: from the start.</param>
    /// <param name="limit">The most soins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SearchPage> SearchAsync(
        IReadOnlyList<SearchTerm> terms, SearchContinuation? next, int limit, CancellationToken cancellationToken)
    {
        var search = new SearchPlan(terms);
        var place = next ?? new(0, Keyset.Start);
        var (foundSoins, inspected) = (new List<FoundSoin>(), 0);
        while (place.Range < search.Ranges.Count)
        {
            var requests = Math.Min(Math.Max(limit + 1, 100), CandidatesMax - inspected);
            if (requests <= 0)
            {
                return new(foundSoins, place);
            }

            var candidates = await IndexRanges.FollowAsync(
                source, search.Ranges[place.Range], search.Day, place.Keyset, requests, Paris.Day(clock.GetUtcNow()), cancellationToken);
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
            place = candidates.Count == 0 ? new(place.Range + 1, Keyset.Start) : place with { Keyset = candidates[^1].Keyset };
        }

        return new(foundSoins, null);
    }

    private async Task<IEnumerable<(Candidate Candidate, FoundSoin Found)>> RememberAsync(
        SearchPlan search, int range, IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
        {
            return [];
        }

        var facts = await SoinFacts.ReadAsync(
            source, candidates.Select(c => c.Journee), streams ?? PaymentStreams.Product, cancellationToken);
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
