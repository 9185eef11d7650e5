using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A row of a work list.</summary>
/// <param name="Soin">The facts of it that the list needs.</param>
/// <param name="Vue">Its view.</param>
/// <param name="Address">Its page, from which the list goes on.</param>
public sealed record ListRow(WorkListSoin Soin, Vue Vue, string Address);

/// <summary>The entries of an agent in a form that was refused: they are shown again, but for a NIR.</summary>
/// <param name="Motif">The reason.</param>
/// <param name="Checked">The values of the boxes.</param>
public sealed record FormInput(string Motif, IReadOnlyCollection<string?> Checked)
{
    /// <summary>The reason as it is shown again.</summary>
    public string Motif { get; } = Nir.Redact(Motif, aussiSansCle: true);

    /// <summary>The entries of a form that was not sent, or was accepted: none.</summary>
    public static FormInput None { get; } = new("", []);
}

/// <summary>The data of the page of a work list.</summary>
public sealed record WorkListModel
{
    public required WorkList List { get; init; }

    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>How many soins of this list are of each class of age.</summary>
    public required IReadOnlyList<long> Ages { get; init; }

    public required ListFilter Filtre { get; init; }

    /// <summary>The parts by which rows of late soins can be filtered.</summary>
    public required IReadOnlyList<Domain.Part> AwaitedParts { get; init; }

    public required IReadOnlyList<ListRow> Ranks { get; init; }

    /// <summary>How many rows stand before the first.</summary>
    public required RowCount Before { get; init; }

    /// <summary>How many rows the filter leaves.</summary>
    public required RowCount Total { get; init; }

    /// <summary>The address of the page before; null on the first.</summary>
    public required string? Previous { get; init; }

    /// <summary>The address of the next page; null on the last.</summary>
    public required string? Next { get; init; }

    /// <summary>The colleagues by whom rows can be filtered; for a team leader, to whom they can be given.</summary>
    public required IReadOnlyList<string> Colleagues { get; init; }

    /// <summary>Whether the agent may give rows to a colleague.</summary>
    public required bool IsLeader { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the agent went on from the last row.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The outcomes of the rows of the last action.</summary>
    public IReadOnlyList<RowOutcome> Outcomes { get; init; } = [];

    public string? Probleme { get; init; }

    public FormInput Input { get; init; } = FormInput.None;
}

/// <summary>Reads work lists for their pages.</summary>
internal sealed class ListReader(
    ListWork work, ExportWork exports, AssignWork assignments, AddressTokens tokens, TimeProvider clock)
{
    /// <summary>How many rows a page shows, and an action takes at most.</summary>
    public const int RowsPerPageMax = 50;

    public async Task<WorkListModel> ReadAsync(WorkList list, ListFilter filter, HttpContext http)
    {
        var (caller, now, end) = (http.Caller(), clock.GetUtcNow(), http.RequestAborted);
        var counts = await work.CountAsync(end);
        var page = (await work.ReadAsync(caller, Query(list, filter, http), end)).Value!;
        var ages = counts.Ages[list];
        return new()
        {
            List = list,
            Counts = BySlug(counts),
            Ages = ages,
            Filtre = filter,
            AwaitedParts = http.Parts().Awaited,
            Ranks = [.. page.Soins.Select(s => new ListRow(s, StoredJson.ReadVue(s.Vue), FromList.AddressOf(list, filter, s, tokens)))],
            Before = page.Before,
            Total = filter.IsAgeOnly && page.Total.IsMore ? new(filter.AgeClass is { } age ? ages[age] : ages.Sum(), false) : page.Total,
            Previous = page.HasBefore ? list.Address + (filter.FromStart with { Before = page.Soins[0].Place }).ToQuery(tokens) : null,
            Next = page.HasAfter ? list.Address + (filter.FromStart with { After = page.Soins[^1].Place }).ToQuery(tokens) : null,
            Colleagues = [.. (await assignments.ColleaguesAsync(caller, end)).Where(c => c != caller.Name)],
            IsLeader = caller.IsSupervisor,
            Agent = caller.Name,
            Now = now,
            IsEnd = http.Request.Query["fin"] == "1",
        };
    }

    /// <summary>The part of a list that the address of a request asks for.</summary>
    public ListFilter Filter(HttpContext http) => ListFilter.From(http.Request.Query, tokens, http.Parts());

    /// <summary>The page of the row after a place, or before it; null: the list ends there.</summary>
    public async Task<string?> StepAsync(WorkList list, ListFilter filter, HttpContext http) =>
        (await work.StepAsync(http.Caller(), Query(list, filter, http), http.RequestAborted)).Value!.Elements is [var row]
            ? FromList.AddressOf(list, filter, row, tokens)
            : null;

    /// <summary>The rows to be exported, or why they are not.</summary>
    public async Task<WorkListExport> ExportAsync(WorkList list, ListFilter filter, string motif, HttpContext http) =>
        (await exports.ReadAsync(http.Caller(), Query(list, filter.FromStart, http), motif, http.RequestAborted)).Value!;

    /// <summary>The outcomes of the last action, whose members are recorded once more; none where they may not be named.</summary>
    public async Task<IReadOnlyList<RowOutcome>> NameAgainAsync(WorkList list, IReadOnlyList<RowOutcome> outcomes, HttpContext http)
    {
        var members = outcomes.Select(o => o.AdherentId).OfType<string>().Distinct().ToList();
        return members.Count == 0
            || await work.NameAgainAsync(http.Caller(), list, members, http.RequestAborted) == DisclosureOutcome.Granted
            ? outcomes
            : [];
    }

    /// <summary>How many soins each list has, and how many messages quarantine, by their names in addresses.</summary>
    public static IReadOnlyDictionary<string, long> BySlug(WorkCounts counts)
    {
        var bySlug = counts.Ages.ToDictionary(a => a.Key.Slug, a => a.Value.Sum());
        bySlug["quarantaine"] = counts.OpenMessages;
        return bySlug;
    }

    private WorkListQuery Query(WorkList list, ListFilter filter, HttpContext http) =>
        new(list, filter.Order, filter.Rows(http.Caller().Name, clock.GetUtcNow()), RowsPerPageMax)
        {
            After = filter.After,
            Before = filter.Before,
        };
}
