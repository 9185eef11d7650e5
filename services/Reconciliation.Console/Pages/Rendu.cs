using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A page of one model: endpoints read, components write.</summary>
/// <typeparam name="TModele">What the page shows.</typeparam>
public abstract class PageDe<TModele> : ComponentBase
{
    /// <summary>What the page shows.</summary>
    [Parameter, EditorRequired]
    public TModele Modele { get; set; } = default!;
}

/// <summary>Answers with pages.</summary>
internal static class Rendu
{
    public static IResult Page<TPage, TModele>(TModele modele, int statut = StatusCodes.Status200OK)
        where TPage : PageDe<TModele> =>
        new RazorComponentResult<TPage>(new Dictionary<string, object?> { [nameof(PageDe<>.Modele)] = modele })
        {
            StatusCode = statut,
            PreventStreamingRendering = true,
        };
}
