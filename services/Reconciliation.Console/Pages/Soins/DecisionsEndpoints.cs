using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A décision as a form of the console asks for it.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version that was on screen.</param>
/// <param name="Type">What to decide.</param>
/// <param name="Motif">Why.</param>
/// <param name="Positions">The lines, by the rank in which they were received.</param>
/// <param name="DecisionId">The décision to reopen.</param>
public sealed record DecisionForm(
    Guid SoinId, int Version, TypeDeDecision Type, string Motif, IReadOnlyList<long> Positions, Guid? DecisionId)
{
    /// <summary>Reads a form; null if it is none of the console's.</summary>
    public static DecisionForm? From(Guid soinId, IFormCollection f) =>
        Enum.TryParse<TypeDeDecision>(f["type"], out var type) && Enum.IsDefined(type)
        && int.TryParse(f["version"], CultureInfo.InvariantCulture, out var version)
            ? new(
                soinId, version, type, f["motif"].ToString().Trim(),
                [.. f["ligne"].Select(l => long.TryParse(l, CultureInfo.InvariantCulture, out var position) ? position : 0)],
                Guid.TryParse(f["decision"], out var decisionId) ? decisionId : null)
            : null;
}

/// <summary>What will come of a décision, before it is confirmed.</summary>
/// <param name="Form">The décision.</param>
/// <param name="Lignes">The lines that it names.</param>
/// <param name="Before">The soin as it is.</param>
/// <param name="After">The soin as it would be.</param>
/// <param name="Others">The other soins that would change, as they would be.</param>
/// <param name="Refusal">Why it cannot be; null if it can.</param>
public sealed record DecisionPreview(
    DecisionForm Form, IReadOnlyList<LigneFacts> Lignes, Vue Before, Vue? After, IReadOnlyList<Vue> Others, string? Refusal);

/// <summary>A décision that came too late.</summary>
/// <param name="Form">The décision.</param>
/// <param name="Vue">The soin as the agent saw it; null if that version cannot be found.</param>
/// <param name="IsCurrent">The soin as it is now.</param>
public sealed record DecisionConflict(DecisionForm Form, Vue? Vue, Vue IsCurrent);

/// <summary>Décisions on a soin: first what will come of it, then the décision, by the one transaction that takes lines too.</summary>
internal static class DecisionsEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/soins/{soinId:guid}/apercu", (Guid soinId, HttpContext http, DecisionPages d) => d.AnswerAsync(soinId, http, preview: true));
        pages.MapPost("/soins/{soinId:guid}/decisions", (Guid soinId, HttpContext http, DecisionPages d) => d.AnswerAsync(soinId, http, preview: false));
    }
}

/// <summary>Takes décisions of agents.</summary>
internal sealed class DecisionPages(
    DecideSoin decider, VueQueries queries, SoinHistory history, NpgsqlDataSource source, Storage.AccessLog acces, TimeProvider clock)
{
    /// <summary>Answers a form: with what will come of it, or by doing it.</summary>
    public async Task<IResult> AnswerAsync(Guid soinId, HttpContext http, bool preview)
    {
        var end = http.RequestAborted;
        if (DecisionForm.From(soinId, await http.Request.ReadFormAsync(end)) is not { } form)
        {
            return ErrorPages.Page(StatusCodes.Status400BadRequest);
        }

        if (await queries.SoinAsync(soinId, end) is not { } soin)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var facts = await SoinFacts.ReadAsync(source, [soin.Journee], end);
        var lignes = form.Positions.Select(facts.Ligne).OfType<LigneFacts>().ToList();
        DecisionPreview Show(Vue? after, IReadOnlyList<Vue> others, string? refusal) => new(form, lignes, StoredJson.ReadVue(soin.Vue), after, others, refusal);
        if (DecisionMotif.BrokenRule(form.Motif) is { } rule)
        {
            return Refuser(Show(null, [], Regle.Motifs[rule]));
        }

        var issue = await DecideAsync(form, soin, lignes, http, preview);
        switch (issue)
        {
            case DecisionOutcome.Taken taken when preview:
                return Rendering.Page<PreviewPage, DecisionPreview>(Show(StoredJson.ReadVue(taken.Soin.Vue), [.. taken.Others.Select(a => StoredJson.ReadVue(a.Vue))], null));
            case DecisionOutcome.Taken:
                return Results.LocalRedirect($"/soins/{soinId}?fait={form.Type}");
            case DecisionOutcome.StaleVersion stale:
                var vue = (await history.VersionsAsync(soinId, form.Version - 1, null, 1, end)).FirstOrDefault(v => v.Version == form.Version);
                return Rendering.Page<ConflictPage, DecisionConflict>(
                    new(form, vue is null ? null : StoredJson.ReadVue(vue.Vue), StoredJson.ReadVue(stale.Current.Vue)), StatusCodes.Status412PreconditionFailed);
            default:
                return Refuser(Show(null, [], Say(issue)));
        }
    }

    /// <summary>Takes a décision, or finds out what would come of it.</summary>
    public async Task<DecisionOutcome> DecideAsync(
        DecisionForm form, StoredVue soin, IReadOnlyList<LigneFacts> lignes, HttpContext http, bool preview)
    {
        var agent = http.User.Identity!.Name!;
        var issue = await decider(
            new()
            {
                SoinId = form.SoinId,
                Journee = soin.Journee,
                Version = form.Version,
                Author = agent,
                IsPreview = preview,
                Content = new()
                {
                    Type = form.Type,
                    Motif = form.Motif,
                    DecisionId = form.DecisionId,
                    Lignes = [.. lignes.Select(l => l.Stored.Ligne.Id).Select(id => new LigneVisee((PartDeLigne)id.Part, id.Source, LigneMapper.ToReference(id.Reference)))],
                },
            },
            http.RequestAborted);
        if (!preview && issue is DecisionOutcome.Taken)
        {
            // The whole reason: it is the décision's, and longer than one that is given for a reading may be.
            await acces.RecordAsync(
                new(agent, "console", "decider", soin.AdherentIds, form.SoinId, form.Motif), clock.GetUtcNow(), http.RequestAborted);
        }

        return issue;
    }

    /// <summary>What came of a décision, in words.</summary>
    public static string Say(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Taken => "décision enregistrée",
        DecisionOutcome.StaleVersion => "le soin a changé depuis que vous l'avez affiché : rien n'a été décidé",
        DecisionOutcome.ReplacedSoin => "ses lignes sont passées dans un autre soin : rien n'a été décidé",
        DecisionOutcome.NothingToDecide without => without.Motif,
        DecisionOutcome.Refused refused => string.Join(" ", refused.Rejections.Select(r => r.Motif).Distinct()),
        _ => "ce soin n'existe plus",
    };

    private static IResult Refuser(DecisionPreview preview) => Rendering.Page<PreviewPage, DecisionPreview>(preview, StatusCodes.Status422UnprocessableEntity);
}
