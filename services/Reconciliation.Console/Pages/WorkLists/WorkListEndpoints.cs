using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The outcome of one row of a bulk action.</summary>
/// <param name="Address">The page of what it concerned.</param>
/// <param name="Name">The name of the soin or message that it concerned.</param>
/// <param name="Done">Whether it was done.</param>
/// <param name="Text">The outcome, in words.</param>
/// <param name="AdherentId">The member whom the name names; null: none.</param>
public sealed record RowOutcome(string Address, string Name, bool Done, string Text, string? AdherentId = null);

/// <summary>The work lists, what is done with several of their rows at once, and the way from one row to the next.</summary>
internal static class WorkListEndpoints
{
    public static void MapWorkLists(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/a-traiter", () => Results.LocalRedirect(WorkList.All[0].Address)).MayAnswer(302);
        pages.MapGet("/a-traiter/{nom}", ShowAsync).MayAnswer(200, 403, 404);
        pages.MapPost("/a-traiter/{nom}", ActAsync).MayAnswer(302, 404, 422);
        pages.MapGet("/a-traiter/{nom}/suivant", StepAsync).MayAnswer(302, 403, 404);
        pages.MapGet("/a-traiter/{nom}/precedent", StepAsync).MayAnswer(302, 403, 404);
        pages.MapPost("/a-traiter/{nom}/export", ExportAsync).MayAnswer(200, 404, 422);
    }

    private static async Task<IResult> ShowAsync(string nom, HttpContext http, ListReader reader, OutcomeTokens tokens)
    {
        if (Named(nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var outcomes = await reader.NameAgainAsync(list, tokens.Read(http), http);
        var page = await reader.ReadAsync(list, reader.Filter(http), http);
        return Rendering.Page<WorkListPage, WorkListModel>(page with { Outcomes = outcomes });
    }

    private static async Task<IResult> ActAsync(
        string nom, HttpContext http, ListReader reader, ListActions actions, OutcomeTokens tokens)
    {
        if (Named(nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var asked = ListAction.From(form);
        var problem = asked.Soins.Count switch
        {
            0 => "Cochez au moins une ligne.",
            > ListReader.RowsPerPageMax => $"Au plus {ListReader.RowsPerPageMax} lignes à la fois.",
            _ => await actions.ProblemAsync(asked, http),
        };
        return problem is null
            ? tokens.Redirect(list.Address, http, await actions.ActAsync(asked, http))
            : await RefuseAsync(list, http, reader, problem, new(asked.Motif, [.. form["soin"]]));
    }

    // Both ways: the address says after which row, or before which.
    private static async Task<IResult> StepAsync(string nom, HttpContext http, ListReader reader)
    {
        if (Named(nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var filter = reader.Filter(http);
        return Results.LocalRedirect(
            await reader.StepAsync(list, filter, http)
                ?? QueryHelpers.AddQueryString(list.Address + filter.FromStart.ToQuery(), "fin", "1"));
    }

    private static async Task<IResult> ExportAsync(string nom, HttpContext http, ListReader reader, TimeProvider clock)
    {
        if (Named(nom) is not { } list)
        {
            return ErrorPages.Page(StatusCodes.Status404NotFound);
        }

        var motif = (await http.Request.ReadFormAsync(http.RequestAborted))["motif"].ToString().Trim();
        var export = await reader.ExportAsync(list, reader.Filter(http), motif, http);
        return export.Refusal switch
        {
            ExportRefusal.Motif => await RefuseAsync(
                list, http, reader,
                $"Rien n’est exporté : donnez un motif de {MotifAcces.MotifLengthMax} caractères au plus, sans numéro de sécurité sociale.",
                new(motif, [])),
            ExportRefusal.Rows => await RefuseAsync(
                list, http, reader, $"Rien n’est exporté : la liste a plus de {ExportWork.RowsMax} lignes. Filtrez-la d’abord.",
                new(motif, [])),
            null => Results.File(
                ListExport.Write(list, export.Soins, clock.GetUtcNow()),
                Texts.Csv.ContentType,
                ListExport.FileName(list, clock.GetUtcNow())),
        };
    }

    private static async Task<IResult> RefuseAsync(WorkList list, HttpContext http, ListReader reader, string problem, FormInput input)
    {
        var page = await reader.ReadAsync(list, reader.Filter(http), http);
        return Rendering.Page<WorkListPage, WorkListModel>(
            page with { Probleme = problem, Input = input }, StatusCodes.Status422UnprocessableEntity);
    }

    private static WorkList? Named(string slug) => WorkList.All.FirstOrDefault(l => l.Slug == slug);
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
