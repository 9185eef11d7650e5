using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the list of messages in quarantine shows.</summary>
public sealed record QuarantaineListModel
{
    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>How many messages are of each class of age; of those that a rule keeps out where one is chosen.</summary>
    public required IReadOnlyList<long> Ages { get; init; }

    /// <summary>How many messages each rule keeps out, the most first.</summary>
    public required IReadOnlyList<(string Rule, long Count)> Rules { get; init; }

    public required IReadOnlyList<MessageEnQuarantaine> Messages { get; init; }

    /// <summary>Who has taken which message up.</summary>
    public required IReadOnlyDictionary<string, string> TakenBy { get; init; }

    public required QuarantaineFilter Filtre { get; init; }

    public required string? Continuation { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Now { get; init; }

    public IReadOnlyList<RowOutcome> Outcomes { get; init; } = [];

    public string? Probleme { get; init; }

    public FormInput Input { get; init; } = FormInput.None;
}

/// <summary>What is shown of the quarantine, as its address says.</summary>
/// <param name="AgeClass">The class of age; null: all.</param>
/// <param name="Rule">A rule that is among the reasons; null: any.</param>
/// <param name="After">The last message of the page before.</param>
public sealed record QuarantaineFilter(int? AgeClass, string? Rule, (DateTimeOffset RecuLe, long QuarantaineId)? After)
{
    public static QuarantaineFilter From(IQueryCollection query) => new(
        WorkListAge.Read(query["age"]),
        query["regle"].ToString() is { } rule && Contracts.Regle.Motifs.ContainsKey(rule) ? rule : null,
        DateTimeOffset.TryParse(query["le"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recuLe)
            && long.TryParse(query["apres"], CultureInfo.InvariantCulture, out var id)
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

/// <summary>What the page of a message in quarantine shows.</summary>
/// <param name="Message">The message.</param>
/// <param name="Body">Its body.</param>
/// <param name="FollowUps">What was done about it.</param>
/// <param name="Probleme">What was wrong with the last attempt.</param>
/// <param name="Corrected">The body that was last tried.</param>
public sealed record MessagePageModel(
    MessageEnQuarantaine Message, CorpsDeMessage Body, IReadOnlyList<SuiteDeQuarantaine> FollowUps, string? Probleme, string? Corrected);

/// <summary>The work list of messages that could not be accepted, and what is done about them.</summary>
internal static class QuarantaineEndpoints
{
    public const string Address = "/a-traiter/quarantaine";
    public const string Replay = "rejouer";
    public const string SetAside = "ecarter";

    public static void MapQuarantaine(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, (HttpContext http, QuarantainePages q) => q.ShowAsync(http));
        pages.MapPost(Address, (HttpContext http, QuarantainePages q) => q.ActAsync(http));
        pages.MapGet("/quarantaine/{id:long}", (long id, HttpContext http, QuarantainePages q) => q.UnAsync(id, http, null, null, StatusCodes.Status200OK));
        pages.MapPost("/quarantaine/{id:long}", (long id, HttpContext http, QuarantainePages q) => q.CorrectAsync(id, http));
    }
}

/// <summary>Reads the quarantine for its pages, and takes messages out of it.</summary>
internal sealed class QuarantainePages(
    NpgsqlDataSource source, QuarantaineQueries queries, QuarantaineReplay replays, Assignments assignments, ListReader lists, Storage.AccessLog acces, TimeProvider clock)
{
    private const string Motif = "Liste de travail : quarantaine";

    public async Task<IResult> ShowAsync(HttpContext http) => Rendering.Page<QuarantainePage, QuarantaineListModel>(await ReadAsync(http));

    public async Task<IResult> ActAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (action, motif) = (form["action"].ToString(), form["motif"].ToString().Trim());
        var chosenOnes = form["message"].Select(m => (m ?? "").Split(':')).Where(p => p.Length == 2)
            .Select(p => (Id: long.TryParse(p[0], CultureInfo.InvariantCulture, out var id) ? id : 0, Version: int.TryParse(p[1], CultureInfo.InvariantCulture, out var v) ? v : 0))
            .ToList();
        var problem = chosenOnes.Count == 0 ? "Cochez au moins une ligne."
            : chosenOnes.Count > ListReader.PerPage ? $"Au plus {ListReader.PerPage} lignes à la fois."
            : ListActions.MotifProblem(action, motif);
        var outcomes = new List<RowOutcome>();
        foreach (var (id, version) in problem is null ? chosenOnes : [])
        {
            var (done, text) = await ActAsync(action, id, version, null, motif, http);
            outcomes.Add(new($"/quarantaine/{id}", $"Message {id}", done, text));
        }

        var page = await ReadAsync(http);
        return Rendering.Page<QuarantainePage, QuarantaineListModel>(
            page with { Outcomes = outcomes, Probleme = problem, Input = problem is null ? FormInput.None : new(motif, [.. form["message"]]) }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    public async Task<IResult> UnAsync(long id, HttpContext http, string? problem, string? corrected, int status)
    {
        if (await queries.UnAsync(id, http.RequestAborted) is not var (message, body))
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        IReadOnlyList<string> members = QuarantaineSubject.AdherentId(body) is { } member ? [member] : [];
        await acces.RecordAsync(
            new(http.User.Identity!.Name!, "console", "lireQuarantaine", members, Motif: Motif), clock.GetUtcNow(), http.RequestAborted);
        return Rendering.Page<MessagePage, MessagePageModel>(
            new(message, QuarantaineQueries.AsText(body), await queries.FollowUpsAsync(id, http.RequestAborted), problem, corrected), status);
    }

    public async Task<IResult> CorrectAsync(long id, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (motif, body) = (form["motif"].ToString().Trim(), form["corps"].ToString());
        if (DecisionMotif.BrokenRule(motif) is { } rule)
        {
            return await UnAsync(id, http, Regle.Motifs[rule], body, StatusCodes.Status422UnprocessableEntity);
        }

        _ = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version);
        var corrected = form["corrige"] == "1" ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(body) : null;
        var (done, text) = await ActAsync(form["action"].ToString(), id, version, corrected, motif, http);
        return done
            ? Results.LocalRedirect($"/quarantaine/{id}")
            : await UnAsync(id, http, $"Rien n'est changé : {text}", body, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<(bool Done, string Text)> ActAsync(
        string action, long id, int version, ReadOnlyMemory<byte>? corrected, string motif, HttpContext http)
    {
        var (agent, end) = (http.User.Identity!.Name!, http.RequestAborted);
        var key = id.ToString(CultureInfo.InvariantCulture);
        switch (action)
        {
            case QuarantaineEndpoints.Replay:
                var (issue, rejections) = await replays.ReplayAsync(id, version, corrected, agent, motif, end);
                return (issue == ReplayOutcome.Fait, Say(issue, rejections, "rejoué et accepté"));
            case QuarantaineEndpoints.SetAside:
                var setAside = await replays.SetAsideAsync(id, version, agent, motif, end);
                return (setAside == ReplayOutcome.Fait, Say(setAside, [], "écarté"));
            case ListActions.Take:
                var takenBy = await assignments.TakeAsync(Assignments.Quarantaine, key, agent, clock.GetUtcNow(), end);
                return (takenBy == agent, takenBy == agent ? "pris en charge" : $"déjà pris en charge par {takenBy}");
            case ListActions.Return:
                return await assignments.ReturnAsync(Assignments.Quarantaine, key, agent, end) ? (true, "rendu") : (false, "vous ne l'aviez pas pris en charge");
            default:
                return (false, "action inconnue");
        }
    }

    private static string Say(ReplayOutcome issue, IReadOnlyList<Rejet> rejections, string done) => issue switch
    {
        ReplayOutcome.Fait => done,
        ReplayOutcome.Refuse => "encore refusé : " + string.Join(" ", rejections.Select(r => r.Membre.Length > 0 ? $"{r.Membre} : {r.Motif}" : r.Motif)),
        ReplayOutcome.DejaRejoue => "déjà rejoué",
        ReplayOutcome.Perime => "le message a changé depuis que vous l'avez affiché",
        _ => "ce message n'existe pas",
    };

    private async Task<QuarantaineListModel> ReadAsync(HttpContext http)
    {
        var (filter, now, end) = (QuarantaineFilter.From(http.Request.Query), clock.GetUtcNow(), http.RequestAborted);
        var rows = await queries.WorkListAsync(WorkListAge.Limits(filter.AgeClass, now), filter.Rule, filter.After, ListReader.PerPage + 1, end);
        var page = rows.Take(ListReader.PerPage).ToList();
        await acces.RecordAsync(new(http.User.Identity!.Name!, "console", "listerQuarantaine", [], Motif: Motif), now, end);
        var byRule = await Counters.ByAgeAsync(source, Counters.QuarantaineByRule, WorkListAge.Bounds(now), end);
        var ages = filter.Rule is { } rule
            ? [byRule.GetValueOrDefault(rule, WorkListAge.None)]
            : (await Counters.ByAgeAsync(source, Counters.Quarantaine, WorkListAge.Bounds(now), end)).Values;
        return new()
        {
            Counts = await lists.CountsAsync(await lists.AgesAsync(now, end), end),
            Ages = [.. WorkListAge.Classes.Select((_, t) => ages.Sum(a => a[t]))],
            Rules = [.. byRule.Select(r => (r.Key, r.Value.Sum())).OrderByDescending(r => r.Item2).ThenBy(r => r.Key, StringComparer.Ordinal)],
            Messages = page,
            TakenBy = await assignments.ReadAsync(Assignments.Quarantaine, [.. page.Select(m => m.QuarantaineId.ToString(CultureInfo.InvariantCulture))], end),
            Filtre = filter,
            Continuation = rows.Count > page.Count ? (filter with { After = (page[^1].RecuLe, page[^1].QuarantaineId) }).Address() : null,
            Agent = http.User.Identity!.Name!,
            Now = now,
        };
    }
}
