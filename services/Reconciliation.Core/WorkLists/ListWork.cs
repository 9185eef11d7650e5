using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>How much waits for a person.</summary>
/// <param name="Ages">How many soins of each list are of each class of age.</param>
/// <param name="OpenMessages">How many messages in quarantine are open.</param>
public sealed record WorkCounts(IReadOnlyDictionary<WorkList, IReadOnlyList<long>> Ages, long OpenMessages);

/// <summary>How many open messages in quarantine wait.</summary>
/// <param name="Ages">Of each class of age; of those that a rule keeps out where one is asked for.</param>
/// <param name="Rules">How many each rule keeps out, the most first.</param>
public sealed record QuarantaineCounts(IReadOnlyList<long> Ages, IReadOnlyList<(string Rule, long Count)> Rules);

/// <summary>
/// Reads work lists: a page of soins that need a person, recorded for every member whom it shows, and how much waits in all.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="lists">Reads lists.</param>
/// <param name="quarantaine">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
/// <param name="clock">The clock.</param>
public sealed class ListWork(
    NpgsqlDataSource source, WorkListQueries lists, QuarantaineQueries quarantaine, Disclosure disclosure, TimeProvider clock)
{
    private const string Action = "listerATraiter";

    /// <summary>A page of a list. The work is the reason: whoever opens one of its soins is not asked for it again.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<Slice<WorkListSoin>>> ReadAsync(Caller caller, WorkListQuery query, CancellationToken cancellationToken)
    {
        var page = await Slices.ReadAsync(query.Limit, rows => lists.ReadAsync(query with { Limit = rows }, cancellationToken));
        return page.Elements.Count == 0
            ? Disclosure.OfNobody(page)
            : await disclosure.HandOutAsync(
                caller with { Motif = $"Liste de travail : {query.List.Title}" },
                Action,
                [.. page.Elements.SelectMany(s => s.AdherentIds).Distinct()],
                null,
                page,
                cancellationToken);
    }

    /// <summary>How much waits in all lists. Figures of nobody in particular: nothing is recorded.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkCounts> CountAsync(CancellationToken cancellationToken)
    {
        var ages = await Counters.ByAgeAsync(source, Counters.ToWorkOn, WorkListAge.Bounds(clock.GetUtcNow()), cancellationToken);
        return new(
            WorkList.All.ToDictionary(l => l, l => ages.GetValueOrDefault(l.Situation.ToString(), WorkListAge.None)),
            (await quarantaine.OpenAsync(cancellationToken)).Values.Sum());
    }

    /// <summary>How many messages wait in quarantine.</summary>
    /// <param name="rule">Of those that a rule keeps out; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<QuarantaineCounts> CountQuarantaineAsync(string? rule, CancellationToken cancellationToken)
    {
        var bounds = WorkListAge.Bounds(clock.GetUtcNow());
        var byRule = await Counters.ByAgeAsync(source, Counters.QuarantaineByRule, bounds, cancellationToken);
        var ages = rule is not null
            ? [byRule.GetValueOrDefault(rule, WorkListAge.None)]
            : (await Counters.ByAgeAsync(source, Counters.Quarantaine, bounds, cancellationToken)).Values;
        return new(
            [.. WorkListAge.Classes.Select((_, t) => ages.Sum(a => a[t]))],
            [.. byRule.Select(r => (r.Key, r.Value.Sum())).OrderByDescending(r => r.Item2).ThenBy(r => r.Key, StringComparer.Ordinal)]);
    }
}
