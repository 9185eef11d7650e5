using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The numbers of soins and messages that wait for a person.</summary>
/// <param name="Ages">The number of soins of each class of age, by list.</param>
/// <param name="OpenMessages">The number of open messages in quarantine.</param>
public sealed record WorkCounts(IReadOnlyDictionary<WorkList, IReadOnlyList<long>> Ages, long OpenMessages);

/// <summary>A page of a work list.</summary>
/// <param name="Soins">Its rows, in the order of the list.</param>
/// <param name="Before">How many rows stand before the first.</param>
/// <param name="Total">How many rows the filter leaves.</param>
public sealed record WorkListPage(IReadOnlyList<WorkListSoin> Soins, RowCount Before, RowCount Total)
{
    /// <summary>Whether a page comes before it.</summary>
    public required bool HasBefore { get; init; }

    /// <summary>Whether a page comes after it.</summary>
    public required bool HasAfter { get; init; }
}

/// <summary>The numbers of open messages in quarantine.</summary>
/// <param name="Ages">The number of each class of age; where a rule is asked for, only messages that it keeps out count.</param>
/// <param name="Rules">The number that each rule keeps out, the most first.</param>
public sealed record QuarantaineCounts(IReadOnlyList<long> Ages, IReadOnlyList<(string Rule, long Count)> Rules);

/// <summary>
/// Reads work lists: a page of soins that need a person, recorded for every member whom it shows, and the numbers that wait in all lists.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="lists">Reads lists.</param>
/// <param name="quarantaine">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
/// <param name="clock">The clock.</param>
public sealed class ListWork(
    NpgsqlDataSource source, WorkListQueries lists, QuarantaineQueries quarantaine, Disclosure disclosure, TimeProvider clock)
{
    private const string Action = AccessActions.ListToWorkOn;

    /// <summary>A page of a list. The work is the reason: an agent who opens one of its soins is not asked for it again.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="query">The list and the soins asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<WorkListPage>> ReadAsync(Caller caller, WorkListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var slice = await SliceAsync(query, cancellationToken);
        if (query.Before is not null && !slice.HasOthers)
        {
            // The beginning of the list is reached: its first page, whole.
            query = query with { Before = null, After = null };
            slice = await SliceAsync(query, cancellationToken);
        }

        var total = await lists.CountAsync(query, cancellationToken);
        var before = slice.Elements is [var first, ..] && (query.After ?? query.Before) is not null
            ? await lists.CountBeforeAsync(query, first.Place, cancellationToken)
            : default;
        var page = new WorkListPage(slice.Elements, before, total)
        {
            HasBefore = before.Rows > 0,
            HasAfter = query.Before is null ? slice.HasOthers : total.IsMore || before.Rows + slice.Elements.Count < total.Rows,
        };
        return await HandOutAsync(caller, query.List, page.Soins, page, cancellationToken);
    }

    /// <summary>The row of a list that comes after a place, or before one. It is recorded as a page of one row is.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="query">The list, and the place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The row, or none where the list ends.</returns>
    public async Task<Disclosed<Slice<WorkListSoin>>> StepAsync(Caller caller, WorkListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var slice = await SliceAsync(query with { Limit = 1 }, cancellationToken);
        return await HandOutAsync(caller, query.List, slice.Elements, slice, cancellationToken);
    }

    /// <summary>
    /// Names again the members whose rows of a list an agent has just worked on, most of which are no longer on it: recorded like the list.
    /// </summary>
    /// <param name="caller">The agent who worked on them.</param>
    /// <param name="list">The list.</param>
    /// <param name="adherentIds">The members.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DisclosureOutcome> NameAgainAsync(
        Caller caller, WorkList list, IReadOnlyList<string> adherentIds, CancellationToken cancellationToken) =>
        disclosure.RequestAsync(
            Working(caller, list), Action, adherentIds, null, cancellationToken);

    /// <summary>
    /// Counts the soins and messages that wait in all lists. The figures are of nobody in particular: nothing is recorded.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkCounts> CountAsync(CancellationToken cancellationToken)
    {
        var ages = await Counters.ByAgeAsync(source, Counters.ToWorkOn, WorkListAge.Bounds(clock.GetUtcNow()), cancellationToken);
        return new(
            WorkList.All.ToDictionary(l => l, l => ages.GetValueOrDefault(l.Situation.ToString(), WorkListAge.None)),
            (await quarantaine.OpenAsync(cancellationToken)).Values.Sum());
    }

    /// <summary>Counts the messages that wait in quarantine.</summary>
    /// <param name="rule">Counts only messages that this rule keeps out; null: all.</param>
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

    private async Task<Slice<WorkListSoin>> SliceAsync(WorkListQuery query, CancellationToken cancellationToken)
    {
        var slice = await Slices.ReadAsync(query.Limit, rows => lists.ReadAsync(query with { Limit = rows }, cancellationToken));
        return query.Before is null ? slice : slice with { Elements = [.. slice.Elements.Reverse()] };
    }

    private async Task<Disclosed<T>> HandOutAsync<T>(
        Caller caller, WorkList list, IReadOnlyList<WorkListSoin> soins, T value, CancellationToken cancellationToken)
        where T : class => soins.Count == 0
            ? Disclosure.OfNobody(value)
            : await disclosure.HandOutAsync(
                Working(caller, list), Action, [.. soins.SelectMany(s => s.AdherentIds).Distinct()], null, value, cancellationToken);

    private static Caller Working(Caller caller, WorkList list) => caller with { Motif = $"Liste de travail : {list.Title}" };
}
