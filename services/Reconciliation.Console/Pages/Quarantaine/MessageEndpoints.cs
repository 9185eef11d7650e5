using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the page of a message in quarantine.</summary>
/// <param name="Sheet">The message, and what is known beside it.</param>
/// <param name="Rejections">The rules that it breaks: of the last attempt, where there was one.</param>
/// <param name="Probleme">The fault of the last attempt; null: none.</param>
public sealed record MessagePageModel(MessageSheet Sheet, IReadOnlyList<Rejet> Rejections, string? Probleme)
{
    /// <summary>The reason that was given for it.</summary>
    public string Motif { get; init; } = "";

    /// <summary>Whether the message has left quarantine for good: nothing is typed any more.</summary>
    public bool IsLocked => Sheet.Message.Etat == EtatQuarantaine.Rejouee;

    /// <summary>The rules that a field breaks.</summary>
    /// <param name="path">The path of its member.</param>
    public IReadOnlyList<Rejet> RejectionsOf(string path) => [.. Rejections.Where(r => r.Membre == path)];
}

/// <summary>A message in quarantine, as a form to correct it by.</summary>
internal static class MessageEndpoints
{
    public const string Correct = "corriger";
    public const string ReplayText = "texte";

    /// <summary>The beginning of the name of a field in the form; the path of its member follows.</summary>
    public const string FieldPrefix = "champ.";

    /// <summary>The field, of the form and of the address, that names the correction to go on from.</summary>
    public const string Proposal = "proposition";

    private const string Pattern = "/quarantaine/{id:long}";

    public static void MapMessages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Pattern, (long id, HttpContext http, MessagePages messages) => messages.ShowAsync(id, http)).MayAnswer(200, 403, 404);
        pages.MapPost(Pattern, (long id, HttpContext http, MessagePages messages) => messages.ActAsync(id, http)).MayAnswer(302, 404, 422);
    }
}

/// <summary>Shows a message in quarantine, and takes it out.</summary>
internal sealed class MessagePages(ReadMessageSheet sheets, SettleQuarantined settle)
{
    public Task<IResult> ShowAsync(long id, HttpContext http) => ReadProposal(http.Request.Query[MessageEndpoints.Proposal]) is { } proposal
        ? PageAsync(id, http, new(new Dictionary<string, string>(), null, proposal), null)
        : PageAsync(id, http, null, null);

    public async Task<IResult> ActAsync(long id, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (action, motif) = (form["action"].ToString(), form["motif"].ToString().Trim());
        _ = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version);
        var typed = new TypedCorrection(
            form.Keys.Where(k => k.StartsWith(MessageEndpoints.FieldPrefix, StringComparison.Ordinal))
                .ToDictionary(k => k[MessageEndpoints.FieldPrefix.Length..], k => form[k].ToString(), StringComparer.Ordinal),
            form.ContainsKey("corps") ? form["corps"].ToString() : null,
            ReadProposal(form[MessageEndpoints.Proposal]));
        var (caller, end) = (http.Caller(), http.RequestAborted);
        var settled = action switch
        {
            QuarantaineEndpoints.Replay => await settle.ReplayAsync(caller, id, version, null, motif, end),
            QuarantaineEndpoints.SetAside => await settle.SetAsideAsync(caller, id, version, motif, end),
            MessageEndpoints.Correct => await settle.CorrectAsync(caller, id, version, typed with { Text = null }, motif, end),
            MessageEndpoints.ReplayText => await settle.CorrectAsync(caller, id, version, typed, motif, end),
            _ => null,
        };
        return settled?.Outcome == ReplayOutcome.Done
            ? Results.LocalRedirect($"/quarantaine/{id}")
            : await PageAsync(id, http, typed, settled, Nir.Redact(motif, aussiSansCle: true));
    }

    private async Task<IResult> PageAsync(long id, HttpContext http, TypedCorrection? typed, Settled? settled, string? motif = null)
    {
        if ((await sheets.ReadAsync(http.Caller(), id, typed, http.RequestAborted)).Value is not { } sheet)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var rejections = settled?.Outcome == ReplayOutcome.RefusedAgain ? settled.Rejections
            : typed?.Proposal is { } place && place < sheet.FollowUps.Count ? sheet.FollowUps[place].Motifs
            : sheet.Message.Motifs;
        return motif is null
            ? Rendering.Page<MessagePage, MessagePageModel>(new(sheet, rejections, null))
            : Rendering.Page<MessagePage, MessagePageModel>(
                new(sheet, rejections, $"Rien n’est changé : {Say(settled)}") { Motif = motif },
                StatusCodes.Status422UnprocessableEntity);
    }

    private static string Say(Settled? settled) => settled is null ? SettledTexts.UnknownAction : SettledTexts.Say(settled, "");

    private static int? ReadProposal(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
}
