using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the list of messages in quarantine.</summary>
public sealed record QuarantaineListModel
{
    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>How many messages are of each class of age; of those that a rule keeps out where one is chosen.</summary>
    public required IReadOnlyList<long> Ages { get; init; }

    /// <summary>How many messages each rule keeps out, the most first.</summary>
    public required IReadOnlyList<(string Rule, long Count)> Rules { get; init; }

    public required IReadOnlyList<MessageEnQuarantaine> Messages { get; init; }

    /// <summary>The agent who has taken each message up.</summary>
    public required IReadOnlyDictionary<string, string> TakenBy { get; init; }

    public required QuarantaineFilter Filtre { get; init; }

    public required string? Continuation { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Now { get; init; }

    public IReadOnlyList<RowOutcome> Outcomes { get; init; } = [];

    public string? Probleme { get; init; }

    public FormInput Input { get; init; } = FormInput.None;
}

/// <summary>The part of the quarantine that the address asks for.</summary>
/// <param name="AgeClass">The class of age; null: all.</param>
/// <param name="Rule">A rule that is among the reasons; null: any.</param>
/// <param name="After">The last message of the page before.</param>
public sealed record QuarantaineFilter(int? AgeClass, string? Rule, (DateTimeOffset RecuLe, long QuarantaineId)? After)
{
    public static QuarantaineFilter From(IQueryCollection query) => new(
        WorkListAge.Read(query["age"]),
        query["regle"].ToString() is { } rule && Contracts.Regle.Motifs.ContainsKey(rule) ? rule : null,
        ListFilter.ReadInstant(query["le"]) is { } recuLe && long.TryParse(query["apres"], CultureInfo.InvariantCulture, out var id)
            ? (recuLe, id)
            : null);

    public string Address() => QuarantaineEndpoints.Address + QueryString.Create(new Dictionary<string, string?>
    {
        ["age"] = AgeClass?.ToString(CultureInfo.InvariantCulture),
        ["regle"] = Rule,
        ["le"] = After is { } place ? InstantUtcConverter.Format(place.RecuLe) : null,
        ["apres"] = After?.QuarantaineId.ToString(CultureInfo.InvariantCulture),
    }.Where(m => m.Value is not null)).ToUriComponent();
}

/// <summary>The work list of messages that could not be accepted, and what is done about them.</summary>
internal static class QuarantaineEndpoints
{
    public const string Address = "/a-traiter/quarantaine";
    public const string Replay = "rejouer";
    public const string SetAside = "ecarter";

    public static void MapQuarantaine(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, (HttpContext http, QuarantainePages q) => q.ShowAsync(http)).MayAnswer(200, 403);
        pages.MapPost(Address, (HttpContext http, QuarantainePages q) => q.ActAsync(http)).MayAnswer(302, 422);
    }
}

/// <summary>Reads the quarantine for its pages, and takes messages out of it.</summary>
internal sealed class QuarantainePages(
    ReadQuarantaine quarantaine, SettleQuarantined settle, AssignWork assignments, ListWork work, OutcomeTokens tokens, TimeProvider clock)
{
    public async Task<IResult> ShowAsync(HttpContext http) =>
        Rendering.Page<QuarantainePage, QuarantaineListModel>(await ReadAsync(http) with { Outcomes = tokens.Read(http) });

    public async Task<IResult> ActAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (action, motif) = (form["action"].ToString(), form["motif"].ToString().Trim());
        var chosenOnes = form["message"].Select(m => (m ?? "").Split(':')).Where(p => p.Length == 2)
            .Select(
                p => (
                    Id: long.TryParse(p[0], CultureInfo.InvariantCulture, out var id) ? id : 0,
                    Version: int.TryParse(p[1], CultureInfo.InvariantCulture, out var v) ? v : 0))
            .ToList();
        var problem = chosenOnes.Count == 0 ? "Cochez au moins une ligne."
            : chosenOnes.Count > ListReader.RowsPerPageMax ? $"Au plus {ListReader.RowsPerPageMax} lignes à la fois."
            : null;
        if (problem is not null)
        {
            return await RefuseAsync(http, problem, motif, form["message"]);
        }

        var holders = await assignments.OfMessagesAsync(chosenOnes.Select(c => c.Id), http.RequestAborted);
        var outcomes = new List<RowOutcome>();
        foreach (var (id, version) in chosenOnes)
        {
            var (done, text, isMotifInvalid) = action is not (ListActions.Take or ListActions.Return)
                && holders.GetValueOrDefault($"{id}") is { } holder && holder != http.Caller().Name
                ? (false, ListActions.TakenBy(holder), false)
                : await ActAsync(action, id, version, motif, http);
            if (isMotifInvalid)
            {
                // The reason is that of all rows: no row was done, and it is said once.
                return await RefuseAsync(http, text, motif, form["message"]);
            }

            outcomes.Add(new($"/quarantaine/{id}", $"Message {id}", done, text));
        }

        return tokens.Redirect(QuarantaineEndpoints.Address, http, outcomes);
    }

    private async Task<IResult> RefuseAsync(HttpContext http, string problem, string motif, StringValues messages) =>
        Rendering.Page<QuarantainePage, QuarantaineListModel>(
            await ReadAsync(http) with { Probleme = problem, Input = new(motif, [.. messages]) },
            StatusCodes.Status422UnprocessableEntity);

    private async Task<(bool Done, string Text, bool IsMotifInvalid)> ActAsync(
        string action, long id, int version, string motif, HttpContext http)
    {
        var (caller, end) = (http.Caller(), http.RequestAborted);
        switch (action)
        {
            case QuarantaineEndpoints.Replay:
                return Say(await settle.ReplayAsync(caller, id, version, null, motif, end), SettledTexts.Replayed);
            case QuarantaineEndpoints.SetAside:
                return Say(await settle.SetAsideAsync(caller, id, version, motif, end), SettledTexts.PutAside);
            case ListActions.Take:
                if (await assignments.TakeMessageAsync(caller, id, end) is not { } takenBy)
                {
                    return (false, SettledTexts.Say(new(ReplayOutcome.Unknown, [], null), ""), false);
                }

                return (takenBy == caller.Name, takenBy == caller.Name ? "pris en charge" : $"déjà pris en charge par {takenBy}", false);
            case ListActions.Return:
                return await assignments.GiveMessageBackAsync(caller, id, end)
                    ? (true, "rendu", false)
                    : (false, "vous ne l’aviez pas pris en charge", false);
            default:
                return (false, SettledTexts.UnknownAction, false);
        }
    }

    private static (bool Done, string Text, bool IsMotifInvalid) Say(Settled settled, string done) => (
        settled.Outcome == ReplayOutcome.Done, SettledTexts.Say(settled, done), settled.Outcome == ReplayOutcome.InvalidMotif);

    private async Task<QuarantaineListModel> ReadAsync(HttpContext http)
    {
        var (filter, now, end) = (QuarantaineFilter.From(http.Request.Query), clock.GetUtcNow(), http.RequestAborted);
        var read = await quarantaine.ListWorkAsync(
            http.Caller(), WorkListAge.Limits(filter.AgeClass, now), filter.Rule, filter.After, ListReader.RowsPerPageMax, end);
        var (page, hasOthers) = (read.Value!.Elements, read.Value.HasOthers);
        var counts = await work.CountQuarantaineAsync(filter.Rule, end);
        return new()
        {
            Counts = ListReader.BySlug(await work.CountAsync(end)),
            Ages = counts.Ages,
            Rules = counts.Rules,
            Messages = page,
            TakenBy = await assignments.OfMessagesAsync(page.Select(m => m.QuarantaineId), end),
            Filtre = filter,
            Continuation = hasOthers ? (filter with { After = (page[^1].RecuLe, page[^1].QuarantaineId) }).Address() : null,
            Agent = http.User.Identity!.Name!,
            Now = now,
        };
    }
}
