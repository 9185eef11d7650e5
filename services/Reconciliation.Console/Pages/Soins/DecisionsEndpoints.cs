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

/// <summary>A décision as a form of the console asks for it.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Seen">The version that was on screen.</param>
/// <param name="Type">The kind of décision.</param>
/// <param name="Motif">Why.</param>
/// <param name="Positions">The lines, by the rank in which they were received.</param>
/// <param name="DecisionId">The décision to reopen.</param>
/// <param name="Part">The part of which nothing more is to be expected.</param>
public sealed record DecisionForm(
    Guid SoinId, VersionTag Seen, TypeDeDecision Type, string Motif, IReadOnlyList<long> Positions, Guid? DecisionId, PartDeLigne? Part)
{
    /// <summary>The value of the button that asks for it: the type, and the part where it says something of one.</summary>
    public string Value => Part is { } part ? $"{Type}/{part.Code}" : Type.ToString();

    /// <summary>Reads a form; null if it is none of the console's.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="f">The form.</param>
    /// <param name="parts">The parts of the streams that this host takes.</param>
    public static DecisionForm? From(Guid soinId, IFormCollection f, Domain.PartCatalogue parts)
    {
        var pieces = f["type"].ToString().Split('/', 2);
        PartDeLigne? part = pieces.Length == 2 && parts.OfCode(pieces[1]) is { Code: var code } ? new(code) : null;
        return Enum.TryParse<TypeDeDecision>(pieces[0], out var type) && Enum.IsDefined(type)
            && (part is not null) == (type == TypeDeDecision.NeRienAttendre)
            && VersionTag.Parse(f["version"]) is { } version
            ? new(
                soinId, version, type, f["motif"].ToString().Trim(),
                [.. f["ligne"].Select(l => long.TryParse(l, CultureInfo.InvariantCulture, out var position) ? position : 0)],
                Guid.TryParse(f["decision"], out var decisionId) ? decisionId : null,
                part)
            : null;
    }
}

/// <summary>The effect of a décision, before it is confirmed.</summary>
/// <param name="Form">The décision.</param>
/// <param name="Lignes">The lines that it names.</param>
/// <param name="Before">The soin as it is.</param>
/// <param name="After">The soin as it would be.</param>
/// <param name="Others">The other soins that would change, as they would be.</param>
/// <param name="Refusal">Why it cannot be; null if it can.</param>
public sealed record DecisionPreview(
    DecisionForm Form, IReadOnlyList<LigneFacts> Lignes, Vue Before, Vue? After, IReadOnlyList<Vue> Others, string? Refusal)
{
    /// <summary>Whether it would leave everything as it is, and so is nothing to confirm. A note is to be kept all the same.</summary>
    public bool ChangesNothing => Form.Type != TypeDeDecision.Annoter && Others.Count == 0 && After?.Version == Before.Version;
}

/// <summary>A décision that came too late.</summary>
/// <param name="Form">The décision.</param>
/// <param name="Vue">The soin as the agent saw it; null if that version cannot be found.</param>
/// <param name="Current">The soin as it is now.</param>
public sealed record DecisionConflict(DecisionForm Form, Vue? Vue, Vue Current);

/// <summary>Décisions on a soin: first what will come of it, then the décision, by the one transaction that takes lines too.</summary>
internal static class DecisionsEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder pages)
    {
        pages.MapPost(
            "/soins/{soinId:guid}/apercu", (Guid soinId, HttpContext http, DecisionPages d) => d.AnswerAsync(soinId, http, preview: true))
                .MayAnswer(200, 400, 404, 412, 422);
        pages.MapPost(
            "/soins/{soinId:guid}/decisions",
            (Guid soinId, HttpContext http, DecisionPages d) => d.AnswerAsync(soinId, http, preview: false))
                .MayAnswer(302, 400, 404, 412, 422);
    }
}

/// <summary>Takes décisions of agents.</summary>
/// <param name="decisions">Takes them.</param>
/// <param name="streams">The streams, of which a form may name the part.</param>
internal sealed class DecisionPages(TakeDecision decisions, PaymentStreams streams)
{
    /// <summary>The most characters of a note, of which a day to call back may be a part.</summary>
    public const int NoteMax = Limites.MotifMax - CallBackMax;

    // Characters of « À rappeler le mercredi 30 septembre 2026 : ».
    private const int CallBackMax = 50;

    /// <summary>Leaves a note: it changes no view, so nobody has to look first, nor to begin again where the soin has changed.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="http">The request.</param>
    /// <param name="version">The version that was on screen.</param>
    /// <param name="note">The note.</param>
    public async Task<IResult> NoteAsync(Guid soinId, HttpContext http, string version, string note)
    {
        if (VersionTag.Parse(version) is not { } seen)
        {
            return ErrorPages.Page(StatusCodes.Status400BadRequest);
        }

        var form = new DecisionForm(soinId, seen, TypeDeDecision.Annoter, note, [], null, null);
        var answer = (await TakeAsync(form, http, preview: false)).Value;
        if (answer is { Outcome: DecisionOutcome.StaleVersion stale })
        {
            form = form with { Seen = stale.Current.Tag };
            answer = (await TakeAsync(form, http, preview: false)).Value;
        }

        return answer is null ? ErrorPages.Page(StatusCodes.Status404NotFound) : Answer(http, form, answer, preview: false);
    }

    /// <summary>Answers a form: with what will come of it, or by doing it.</summary>
    public async Task<IResult> AnswerAsync(Guid soinId, HttpContext http, bool preview)
    {
        if (DecisionForm.From(soinId, await http.Request.ReadFormAsync(http.RequestAborted), streams.Parts) is not { } form)
        {
            return ErrorPages.Page(StatusCodes.Status400BadRequest);
        }

        return (await TakeAsync(form, http, preview)).Value is { } answer
            ? Answer(http, form, answer, preview)
            : ErrorPages.Page(StatusCodes.Status404NotFound);
    }

    private static IResult Answer(HttpContext http, DecisionForm form, DecisionAnswer answer, bool preview)
    {
        if (answer.Before is not { } before)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        // A reason that is not accepted is shown again, but for a NIR.
        var shown = form with { Motif = Nir.Redact(form.Motif, aussiSansCle: true) };
        DecisionPreview Show(Vue? after, IReadOnlyList<Vue> others, string? refusal) =>
            new(shown, answer.Lignes, StoredJson.ReadVue(before.Vue), after, others, refusal);
        return answer.Outcome switch
        {
            DecisionOutcome.Taken taken when preview => Rendering.Page<PreviewPage, DecisionPreview>(
                Show(StoredJson.ReadVue(taken.Soin.Vue), [.. taken.Others.Select(a => StoredJson.ReadVue(a.Vue))], null)),
            DecisionOutcome.Taken taken => Results.LocalRedirect(
                FromList.Keep(http, $"/soins/{Holder(form.SoinId, taken, answer.Lignes)}?fait={form.Type}")),
            DecisionOutcome.StaleVersion stale => Rendering.Page<ConflictPage, DecisionConflict>(
                new(shown, answer.Seen is { } seen ? StoredJson.ReadVue(seen.Vue) : null, StoredJson.ReadVue(stale.Current.Vue)),
                StatusCodes.Status412PreconditionFailed),
            var other => Refuse(Show(null, [], Say(other))),
        };
    }

    /// <summary>Takes a décision, or finds out what would come of it.</summary>
    public Task<Disclosed<DecisionAnswer>> TakeAsync(DecisionForm form, HttpContext http, bool preview) => decisions.TakeAsync(
        http.Caller(),
        new(
            form.SoinId,
            form.Seen,
            new() { Type = form.Type, Motif = form.Motif, DecisionId = form.DecisionId, Part = form.Part, Lignes = [] },
            preview)
        {
            Positions = form.Positions,
        },
        http.RequestAborted);

    /// <summary>The outcome of a décision, in words.</summary>
    public static string Say(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Taken => "décision enregistrée",
        DecisionOutcome.StaleVersion => "le soin a changé depuis que vous l’avez affiché : rien n’a été décidé",
        DecisionOutcome.ReplacedSoin => "ses lignes sont passées dans un autre soin : rien n’a été décidé",
        DecisionOutcome.NothingToDecide without => without.Motif,
        DecisionOutcome.Refused refused => string.Join(" ", refused.Rejections.Select(r => r.Motif).Distinct()),
        DecisionOutcome.UnknownSoin => "ce soin n’existe plus",
        _ => throw new InvalidOperationException($"A décision has no outcome {outcome.GetType().Name}."),
    };

    // Lines that were linked or set apart may be in another soin afterwards: the agent is led to where most of them are.
    private static Guid Holder(Guid soinId, DecisionOutcome.Taken taken, IReadOnlyList<LigneFacts> lignes)
    {
        var names = lignes.Select(l => LigneMapper.ToReference(l.Stored.Ligne.Id.Reference)).ToHashSet();
        int Count(Vue vue) => new[] { vue.PartRo.Ligne, vue.PartComplementaire.Ligne }.Count(l => l is { } name && names.Contains(name));
        return taken.Others.Prepend(taken.Soin)
            .Select(v => StoredJson.ReadVue(v.Vue))
            .Where(v => v.RemplacePar is null)
            .OrderByDescending(Count)
            .ThenBy(v => v.SoinId != soinId)
            .FirstOrDefault() is { } holder
            ? holder.SoinId
            : soinId;
    }

    private static IResult Refuse(DecisionPreview preview) =>
        Rendering.Page<PreviewPage, DecisionPreview>(preview, StatusCodes.Status422UnprocessableEntity);
}
