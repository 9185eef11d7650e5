using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The follow-up of a soin during a call: an agent takes it up, gives it back, or leaves a note.</summary>
internal static class FollowUpEndpoints
{
    public static void MapFollowUp(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/soins/{soinId:guid}/prise-en-charge", AssignAsync).MayAnswer(302, 400, 404);
        pages.MapPost(
            "/soins/{soinId:guid}/notes",
            async (Guid soinId, HttpContext http, DecisionPages d) =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                var note = Note(form["motif"].ToString().Trim(), Day(form["rappel"]));
                return await d.NoteAsync(soinId, http, form["version"].ToString(), note);
            }).MayAnswer(302, 400, 404, 422);
    }

    private static async Task<IResult> AssignAsync(Guid soinId, HttpContext http, AssignWork assignments)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        switch (form["action"].ToString())
        {
            case ListActions.Take:
                return (await assignments.TakeSoinAsync(http.Caller(), soinId, http.RequestAborted)).Value is { } taken
                    ? Done(http, soinId, taken.TakenBy == http.Caller().Name ? ListActions.Take : ListActions.TakenByOther)
                    : ErrorPages.Page(StatusCodes.Status404NotFound);
            case ListActions.Return:
                return (await assignments.GiveSoinBackAsync(http.Caller(), soinId, http.RequestAborted)).Value is not null
                    ? Done(http, soinId, ListActions.Return)
                    : ErrorPages.Page(StatusCodes.Status404NotFound);
            default:
                return ErrorPages.Page(StatusCodes.Status400BadRequest);
        }
    }

    private static IResult Done(HttpContext http, Guid soinId, string what) =>
        Results.LocalRedirect(FromList.Keep(http, $"/soins/{soinId}?fait={what}"));

    // A promise to call back is a note that colleagues read as such.
    private static string Note(string text, DateOnly? callBackOn) =>
        callBackOn is { } day && text.Length > 0 ? $"À rappeler le {Texts.French.LongDay(day).Replace('\u00a0', ' ')} : {text}" : text;

    private static DateOnly? Day(string? field) =>
        DateOnly.TryParseExact(field, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
