using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A row of a work list.</summary>
/// <param name="Soin">The soin, as the list knows it.</param>
/// <param name="Vue">Its view.</param>
public sealed record ListRow(WorkListSoin Soin, Vue Vue);

/// <summary>The outcome of one row of a bulk action.</summary>
/// <param name="Address">The page of what it concerned.</param>
/// <param name="Name">The name of the soin or message that it concerned.</param>
/// <param name="Done">Whether it was done.</param>
/// <param name="Text">The outcome, in words.</param>
/// <param name="AdherentId">The member whom the name names; null: none.</param>
public sealed record RowOutcome(string Address, string Name, bool Done, string Text, string? AdherentId = null);

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

/// <summary>The part of a work list that the address asks for.</summary>
/// <param name="Order">The order.</param>
/// <param name="AgeClass">The class of age; null: all.</param>
/// <param name="Mine">Only what the agent has taken up.</param>
/// <param name="After">The last row of the page before.</param>
public sealed record ListFilter(WorkListOrder Order, int? AgeClass, bool Mine, (DateTimeOffset Since, long Enjeu, Guid SoinId)? After)
{
    public static ListFilter From(IQueryCollection query) => new(
        query["tri"] == "enjeu" ? WorkListOrder.Enjeu : WorkListOrder.Age,
        WorkListAge.Read(query["age"]),
        query["moi"] == "1",
        DateTimeOffset.TryParse(query["le"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            && long.TryParse(query["enjeu"], CultureInfo.InvariantCulture, out var enjeu) && Guid.TryParse(query["apres"], out var soinId)
            ? (since, enjeu, soinId)
            : null);

    public string ToQuery()
    {
        var members = new Dictionary<string, string?>
        {
            ["tri"] = Order == WorkListOrder.Enjeu ? "enjeu" : null,
            ["age"] = AgeClass?.ToString(CultureInfo.InvariantCulture),
            ["moi"] = Mine ? "1" : null,
            ["le"] = After is { } place ? InstantUtcConverter.Format(place.Since) : null,
            ["enjeu"] = After?.Enjeu.ToString(CultureInfo.InvariantCulture),
            ["apres"] = After?.SoinId.ToString(),
        };
        return QueryString.Create(members.Where(m => m.Value is not null)).ToUriComponent();
    }
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

    public required IReadOnlyList<ListRow> Ranks { get; init; }

    public required string? Continuation { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The outcomes of the rows of the last action.</summary>
    public IReadOnlyList<RowOutcome> Outcomes { get; init; } = [];

    public string? Probleme { get; init; }

    public FormInput Input { get; init; } = FormInput.None;
}

/// <summary>Reads work lists for their pages.</summary>
internal sealed class ListReader(ListWork work, TimeProvider clock)
{
    /// <summary>How many rows a page shows, and an action takes at most.</summary>
    public const int RowsPerPageMax = 50;

    public async Task<WorkListModel> ReadAsync(WorkList list, ListFilter filter, HttpContext http)
    {
        var (caller, now, end) = (http.Caller(), clock.GetUtcNow(), http.RequestAborted);
        var counts = await work.CountAsync(end);
        var read = await work.ReadAsync(
            caller,
            new(list, filter.Order, WorkListAge.Limits(filter.AgeClass, now), filter.Mine ? caller.Name : null, filter.After,
                RowsPerPageMax),
            end);
        var (page, hasOthers) = (read.Value!.Elements, read.Value.HasOthers);
        var next = hasOthers ? (page[^1].Since, page[^1].Enjeu.Cents, page[^1].SoinId) : default((DateTimeOffset, long, Guid)?);
        return new()
        {
            List = list,
            Counts = BySlug(counts),
            Ages = counts.Ages[list],
            Filtre = filter,
            Ranks = [.. page.Select(s => new ListRow(s, StoredJson.ReadVue(s.Vue)))],
            Continuation = next is null ? null : list.Address + (filter with { After = next }).ToQuery(),
            Agent = caller.Name,
            Now = now,
        };
    }

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
}

/// <summary>The work lists, and what is done with several of their rows at once.</summary>
internal static class WorkListEndpoints
{
    public static void MapWorkLists(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/a-traiter", () => Results.LocalRedirect(WorkList.All[0].Address)).MayAnswer(302);
        pages.MapGet("/a-traiter/{nom}", ShowAsync).MayAnswer(200, 403, 404);
        pages.MapPost("/a-traiter/{nom}", ActAsync).MayAnswer(302, 404, 422);
    }

    private static async Task<IResult> ShowAsync(string nom, HttpContext http, ListReader reader, OutcomeTokens tokens)
    {
        if (WorkList.All.FirstOrDefault(l => l.Slug == nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var outcomes = await reader.NameAgainAsync(list, tokens.Read(http), http);
        var page = await reader.ReadAsync(list, ListFilter.From(http.Request.Query), http);
        return Rendering.Page<WorkListPage, WorkListModel>(page with { Outcomes = outcomes });
    }

    private static async Task<IResult> ActAsync(
        string nom, HttpContext http, ListReader reader, ListActions actions, OutcomeTokens tokens)
    {
        if (WorkList.All.FirstOrDefault(l => l.Slug == nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var chosenOnes = ChosenSoin.Read(form["soin"]);
        var problem = chosenOnes.Count switch
        {
            0 => "Cochez au moins une ligne.",
            > ListReader.RowsPerPageMax => $"Au plus {ListReader.RowsPerPageMax} lignes à la fois.",
            _ => null,
        };
        var (action, motif) = (form["action"].ToString(), form["motif"].ToString().Trim());
        problem ??= ListActions.MotifProblem(action, motif);
        if (problem is null)
        {
            return tokens.Redirect(list.Address, http, await actions.ActAsync(action, chosenOnes, motif, http));
        }

        var page = await reader.ReadAsync(list, ListFilter.From(http.Request.Query), http);
        return Rendering.Page<WorkListPage, WorkListModel>(
            page with { Probleme = problem, Input = new(motif, [.. form["soin"]]) }, StatusCodes.Status422UnprocessableEntity);
    }
}

/// <summary>A row that was ticked: a soin, at the version that was on screen.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Seen">The version.</param>
public readonly record struct ChosenSoin(Guid SoinId, VersionTag Seen)
{
    /// <summary>Reads the values of ticked boxes.</summary>
    /// <param name="values">The values.</param>
    public static IReadOnlyList<ChosenSoin> Read(IEnumerable<string?> values) =>
    [
        .. from value in values
           let pieces = (value ?? "").Split(':')
           where pieces.Length == 2
           let wasRead = (Id: Guid.TryParse(pieces[0], out var id) ? id : (Guid?)null, Seen: VersionTag.Parse(pieces[1]) ?? default)
           where wasRead.Id is not null
           select new ChosenSoin(wasRead.Id!.Value, wasRead.Seen),
    ];
}
