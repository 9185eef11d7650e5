using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reconciliation.ConsoleWeb.Components;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Something that was found.</summary>
/// <param name="Address">Its page.</param>
/// <param name="Title">Its name.</param>
/// <param name="Detail">The facts that tell it from its neighbours.</param>
/// <param name="Situation">The situation of a soin.</param>
public sealed record ResultItem(string Address, string Title, string Detail, Contracts.Situation? Situation = null);

/// <summary>Things of one kind that were found.</summary>
/// <param name="Title">The kind.</param>
/// <param name="Items">The things.</param>
/// <param name="HasOthers">Whether there are more than these.</param>
public sealed record ResultGroup(string Title, IReadOnlyList<ResultItem> Items, bool HasOthers);

/// <summary>A search and its results.</summary>
/// <param name="Text">The text that the agent wrote.</param>
/// <param name="Groups">The results, by kind.</param>
/// <param name="Advice">The advice where nothing, or too much, was found.</param>
public sealed record ResultsModel(string Text, IReadOnlyList<ResultGroup> Groups, string? Advice)
{
    /// <summary>The terms that were looked for, each as it was understood.</summary>
    public IReadOnlyList<string> Understood { get; init; } = [];

    /// <summary>The texts that were typed and not looked for.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The kinds of text that the console does not know, each in a sentence.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The reason that was chosen beside the search: it goes along with what is opened from the results.</summary>
    public string Motif { get; init; } = ReasonGate.Usual[0];

    /// <summary>The page that the text names, and that is opened at once; null: the agent chooses.</summary>
    public string? Opens { get; init; }
}

/// <summary>The start page and the search. The text of a search never stands in an address.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", () => Rendering.Page<HomePage, HomeModel>(new())).MayAnswer(200);
        pages.MapPost("/recherche", SearchAsync).MayAnswer(302, 422);
        pages.MapPost("/recherche/suggestions", SuggestAsync).MayAnswer(200);
        pages.MapGet("/recherche/{jeton}", ShowAsync).MayAnswer(200, 403, 404);
    }

    private static async Task<IResult> SearchAsync(
        HttpContext http, SoinFinder finder, AddressTokens tokens, GiveMotif motifs, CancellationToken cancellationToken)
    {
        // A suggestion that was chosen is a page; it goes by this form so that the reason goes along.
        var form = await http.Request.ReadFormAsync(cancellationToken);
        if (LocalAddress.Of(form["ouvrir"]) is { Length: > 1 } chosen)
        {
            return await ReasonEndpoints.OpenAsync(http, motifs, tokens, chosen, cancellationToken);
        }

        var text = await TextAsync(http, cancellationToken);
        if (text.Length == 0)
        {
            return Results.LocalRedirect("/");
        }

        // A text that may not be searched has no address. A member or soin that is named by its own number is opened.
        var found = await finder.SearchAsync(text, SoinFinder.SoinsMax, http);
        if (found.Text.Length == 0)
        {
            return Rendering.Page<ResultsPage, ResultsModel>(found, StatusCodes.Status422UnprocessableEntity);
        }

        return found.Opens is { } address
            ? await ReasonEndpoints.OpenAsync(http, motifs, tokens, address, cancellationToken)
            : Results.LocalRedirect($"/recherche/{tokens.ForSearch(text, ReasonGate.UsualOrFirst(form["motif"]))}");
    }

    // A half-typed number finds nothing, which is no reason to send the agent back to the member.
    private static async Task<IResult> SuggestAsync(HttpContext http, SoinFinder finder, CancellationToken cancellationToken)
    {
        var found = await finder.SearchAsync(await TextAsync(http, cancellationToken), SoinFinder.SuggestionsMax, http, isTyping: true);
        return Rendering.Page<SuggestionsFragment, ResultsModel>(
            found.Groups.Count > 0 || found.Text.Length == 0
                ? found
                : found with { Advice = "Rien pour l’instant : donnez le numéro, la date ou le montant en entier." });
    }

    private static async Task<IResult> ShowAsync(string jeton, HttpContext http, SoinFinder finder, AddressTokens tokens)
    {
        if (tokens.Recherche(jeton) is not var (text, said))
        {
            return ErrorPages.LinkExpired();
        }

        var (found, motif) = (await finder.SearchAsync(text, SoinFinder.SoinsMax, http), ReasonGate.UsualOrFirst(said));
        http.Features.Set(new SearchedText(found.Text, motif));
        return Rendering.Page<ResultsPage, ResultsModel>(found with { Motif = motif });
    }

    private static async Task<string> TextAsync(HttpContext http, CancellationToken cancellationToken) =>
        (await http.Request.ReadFormAsync(cancellationToken))["q"].ToString().Trim();
}

/// <summary>The text that the box of a page keeps: a caller's next word is added to it, and not all written again.</summary>
/// <param name="Text">The text.</param>
/// <param name="Motif">The reason that was chosen beside it.</param>
internal sealed record SearchedText(string Text, string Motif);

/// <summary>The data of the start page.</summary>
public sealed record HomeModel;
